"""The world as a whole: repeatable, big enough, alive."""

import hashlib
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import fmean

import pytest

from demo.ads import BOARDS, ROBOTA, WORK_UA, Origin
from demo.boards.robota import MOST_PER_PAGE
from demo.boards.work_ua import PER_PAGE
from demo.schedule import END, WEEK, archive_end, archive_start, sweep_times
from demo.world import World

SMALL_PAGES = {WORK_UA: PER_PAGE, ROBOTA: MOST_PER_PAGE // 2}


def digest(world: World) -> str:
    hasher = hashlib.sha256()
    for at, ad in enumerate(world.all_ads()):
        facts = (ad.board, ad.external_id, ad.posted_at, ad.closed_at, ad.offer, ad.job.number)
        hasher.update(repr(facts).encode())
        if at % 20 == 0:
            hasher.update(repr(world.text(ad)).encode())
    return hasher.hexdigest()


def test_same_seed_makes_the_same_world(world: World) -> None:
    assert digest(World(seed=7)) == digest(world)


def test_other_seed_makes_another_world(world: World) -> None:
    assert digest(World(seed=8)) != digest(world)


def test_other_end_moves_the_whole_calendar() -> None:
    earlier = World(seed=7, end=END - 10 * WEEK)
    posted = [ad.posted_at for ad in earlier.all_ads()]
    assert archive_start(END) - 10 * WEEK <= min(posted) < max(posted) < END - 10 * WEEK


def test_archive_is_as_large_as_promised(world: World) -> None:
    past = [ad for ad in world.all_ads() if ad.posted_at < archive_end(END)]
    assert len(past) >= 12_000
    assert len({ad.job.profession.id for ad in past}) >= 14
    languages = Counter(ad.job.language.value for ad in past)
    assert set(languages) == {"uk", "ru", "en"}
    assert min(languages.values()) > 0.1 * len(past)
    assert {ad.board for ad in past} == set(BOARDS)


def test_every_profession_comes_in_every_language(world: World) -> None:
    found = {(ad.job.profession.id, ad.job.language) for ad in world.all_ads()}
    assert len(found) == 3 * len({profession for profession, _ in found})


def test_ids_are_unique_and_grow_with_time(world: World) -> None:
    for board in BOARDS:
        assert all(
            int(earlier.external_id) < int(later.external_id)
            and earlier.posted_at <= later.posted_at
            for earlier, later in pairwise(world.ads[board])
        )


def test_open_stock_is_steady_once_the_first_weeks_are_over(world: World) -> None:
    start = archive_start(END)
    stocks = [
        sum(len(world.open_at(board, start + week * WEEK)) for board in BOARDS)
        for week in range(12, 109, 4)
    ]
    assert 480 <= fmean(stocks) <= 720
    assert min(stocks) > 400


def test_lifetimes_average_four_to_five_weeks(world: World) -> None:
    lives = [(ad.closed_at - ad.posted_at) / WEEK for ad in world.all_ads()]
    assert fmean(lives) == pytest.approx(4.5, abs=0.5)


def test_every_ad_meets_a_weekly_sweep(world: World) -> None:
    assert all(ad.closed_at - ad.posted_at > timedelta(days=7) for ad in world.all_ads())


def test_a_job_is_seen_first_in_the_week_it_was_posted(world: World) -> None:
    start = archive_start(END)
    for ad in world.all_ads():
        week = (ad.posted_at - start) // WEEK
        if ad.origin is not Origin.REPOST:
            assert week == ad.job.week
            assert ad.posted_at < start + (week + 1) * WEEK - timedelta(hours=4)


def test_four_sweeps_and_the_details_they_find_stay_within_the_page_budget(world: World) -> None:
    pages = 0
    details = set()
    for now in sweep_times():
        for board in BOARDS:
            listed = world.open_at(board, now)
            pages += len(listed) // SMALL_PAGES[board] + 1
            details |= {(board, ad.external_id) for ad in listed}
    assert pages + len(details) < 2000


def test_salaries_are_stated_in_somewhat_less_than_half_of_the_ads(world: World) -> None:
    stated = [ad.offer for ad in world.all_ads() if ad.offer]
    assert len(stated) / len(world.all_ads()) == pytest.approx(0.45, abs=0.03)
    assert {offer.currency for offer in stated} == {"UAH", "USD"}
    assert all(0 < offer.low <= offer.high for offer in stated)
    assert all(ad.offer.currency == "UAH" for ad in world.ads[ROBOTA] if ad.offer)


def test_pay_grows_with_level_and_with_time(world: World) -> None:
    def mean(level: int, first: int, last: int) -> float:
        return fmean(
            job.offer.low
            for job in world.jobs
            if job.offer and job.profession.id == "accountant" and job.level == level
            if first <= job.week < last
        )

    assert mean(0, 0, 108) < mean(1, 0, 108) < mean(2, 0, 108)
    assert mean(1, 0, 30) < mean(1, 78, 108)


def test_skills_drift(world: World) -> None:
    def share(skill: str, first: int, last: int) -> float:
        jobs = [job for job in world.jobs if job.profession.id == "data-engineer"]
        chosen = [job for job in jobs if first <= job.week < last]
        return fmean(any(each.id == skill for each in job.skills) for job in chosen)

    assert share("airflow", 70, 108) > share("airflow", 0, 38)
    assert share("hadoop", 70, 108) < share("hadoop", 0, 38)


def test_unposted_ads_are_not_there_yet(world: World) -> None:
    ad = world.ads[WORK_UA][-1]
    assert world.find(WORK_UA, ad.external_id, ad.posted_at - timedelta(seconds=1)) is None
    assert world.find(WORK_UA, ad.external_id, ad.posted_at) is ad
