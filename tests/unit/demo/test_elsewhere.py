"""The other boards' ads: the same jobs, from streams of their own."""

from datetime import timedelta

import pytest

from demo.elsewhere import BIGGEST_EMPLOYER, CAREERS, DJINNI, DOU, ELSEWHERE, GRC, INDEED
from demo.world import World
from tests.unit.demo.asking import NOW


def told(world: World, board: str) -> list[tuple[object, ...]]:
    return [
        (ad.external_id, ad.serial, ad.posted_at, ad.closed_at, ad.offer) for ad in world.ads[board]
    ]


def test_more_boards_change_nothing_on_the_first_two(world: World, everywhere: World) -> None:
    for board in world.ads:
        assert told(world, board) == told(everywhere, board)


def test_a_board_is_the_same_whatever_others_there_are(everywhere: World) -> None:
    alone = World(seed=7, elsewhere=(INDEED,))
    assert told(alone, INDEED) == told(everywhere, INDEED)
    assert told(World(seed=8, elsewhere=(INDEED,)), INDEED) != told(alone, INDEED)


@pytest.mark.parametrize("board", ELSEWHERE)
def test_ids_are_unique_and_ads_outlive_a_weekly_sweep(everywhere: World, board: str) -> None:
    ads = everywhere.ads[board]
    assert len({ad.external_id for ad in ads}) == len(ads)
    assert all(ad.closed_at - ad.posted_at > timedelta(days=7) for ad in ads)
    assert 20 <= len(everywhere.open_at(board, NOW)) <= 200


def test_serials_are_nobody_elses(everywhere: World) -> None:
    serials = [ad.serial for ad in everywhere.all_ads()]
    assert len(set(serials)) == len(serials)


def test_a_job_stands_on_several_boards_in_nearly_the_same_words(everywhere: World) -> None:
    by_job = {ad.job.number: ad for ad in everywhere.open_at("work_ua", NOW)}
    shared = [ad for ad in everywhere.open_at(DOU, NOW) if ad.job.number in by_job]
    assert len(shared) > 10
    for ad in shared:
        other = by_job[ad.job.number]
        ours = {line.text for line in everywhere.text(ad).lines if line.relevant}
        theirs = {line.text for line in everywhere.text(other).lines if line.relevant}
        assert len(ours & theirs) >= 0.8 * len(theirs)


def test_each_board_takes_what_fits_it(everywhere: World) -> None:
    for board in (DOU, DJINNI):
        assert all(ad.job.profession.technical for ad in everywhere.ads[board])
    for board in (GRC, INDEED):
        assert any(not ad.job.profession.technical for ad in everywhere.ads[board])
        assert {ad.offer.currency for ad in everywhere.ads[board] if ad.offer} == {"UAH"}
    assert {ad.job.company.number for ad in everywhere.ads[CAREERS]} == {BIGGEST_EMPLOYER}
