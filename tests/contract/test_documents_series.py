"""Mentions and sentiment by week and source, as every index counts them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest

from tests.contract.documents_rig import ENGINES, OTHER, SPACE, Engine, Rig, a_document, day


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def _counts(rig: Rig, until: float, *, space: str = SPACE) -> list[tuple[int, int, bool]]:
    return [(w.documents, w.mentions, w.covered) for w in rig.weeks(until, space=space)]


def test_mentions_are_counted_in_the_week_of_their_document(rig: Rig) -> None:
    rig.write(a_document("a", 0.5, None), a_document("b", -0.1), a_document("none"))
    rig.write(a_document("later", 0.2, published_at=day(8)))
    rig.fetch(2, 9)
    first, second = rig.weeks(14)
    assert (first.date, first.source) == (date(2026, 1, 5), "press")
    assert (first.documents, first.mentions, first.judged) == (2, 3, 2)
    assert first.sentiment == pytest.approx(0.2)
    assert (second.date, second.mentions) == (date(2026, 1, 12), 1)
    assert second.sentiment == pytest.approx(0.2)


def test_a_week_without_a_fetch_is_a_gap_and_with_one_a_zero(rig: Rig) -> None:
    rig.write(a_document("a", 0.5))
    rig.fetch(1, 15)
    assert _counts(rig, 28) == [(1, 1, True), (0, 0, False), (0, 0, True), (0, 0, False)]
    assert [week.sentiment for week in rig.weeks(28)][1:] == [None] * 3


def test_what_cannot_be_judged_has_no_sentiment(rig: Rig) -> None:
    rig.write(a_document("a", None, None))
    (week,) = rig.weeks(7)
    assert (week.mentions, week.judged, week.sentiment, week.covered) == (2, 0, None, False)


def test_copies_are_counted_once(rig: Rig) -> None:
    rig.write(a_document("head", 0.5), a_document("copy", 0.5, cluster="head"))
    assert _counts(rig, 7) == [(1, 1, False)]


def test_each_source_begins_with_its_own_first_week(rig: Rig) -> None:
    rig.write(a_document("a", 0.5), a_document("b", 0.5, source="blog", published_at=day(8)))
    rig.write(a_document("c", source="never mentions it"))
    rig.fetch(1, 8, source="never mentions it")
    rows = [(week.date.day, week.source) for week in rig.weeks(14)]
    assert rows == [(5, "press"), (12, "blog"), (12, "press")]


def test_weeks_from_the_one_asked_for_to_the_last_that_ended(rig: Rig) -> None:
    rig.write(a_document("a", 0.5))
    assert [week.date.day for week in rig.weeks(27.9, since=9)] == [12, 19]
    assert rig.weeks(6.9) == []
    assert rig.weeks(28, subject="profession:nobody") == []


def test_other_spaces_are_not_counted(rig: Rig) -> None:
    rig.write(a_document("a", 0.5), a_document("b", 0.5, space=OTHER))
    rig.fetch(1, space=OTHER)
    assert _counts(rig, 7) == [(1, 1, False)]
    assert _counts(rig, 7, space=OTHER) == [(1, 1, True)]


def test_a_later_text_takes_its_old_mentions_back(rig: Rig) -> None:
    rig.write(a_document("a", 0.5, 0.5), a_document("b", 0.5))
    rig.write(a_document("a", version=2))
    assert _counts(rig, 7) == [(1, 1, False)]


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_repeats_give_the_same_series(rig: Rig, seed: int) -> None:
    told = [a_document("a", 0.5), a_document("a", -0.5, None, version=2), a_document("b", 0.1)] * 2
    Random(seed).shuffle(told)
    for one in told:
        rig.write(one)
        rig.fetch(1)
    (week,) = rig.weeks(7)
    assert (week.documents, week.mentions, week.judged, week.covered) == (2, 3, 2, True)
    assert week.sentiment == pytest.approx(-0.2)
    assert rig.index.count([SPACE]) == 2
