"""Weekly flow, stock and coverage, as every index counts them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.index import Filters
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, MONDAY, SPACE, Engine, Rig, a_lifecycle, day

_SPACES = count()


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """One index for all examples of a property: each takes a space of its own."""
    engine: Engine = request.param
    with engine(tmp_path_factory.mktemp("index")) as rig:
        yield rig


def _covered(rig: Rig, until: float = 28) -> list[bool]:
    return [week.covered for week in rig.weeks(until)]


def test_complete_weeks_from_the_first_head_to_the_last_that_ended(rig: Rig) -> None:
    rig.post("a", 8)
    rig.post("b", 25)
    assert [week.date for week in rig.weeks(21)] == [date(2026, 1, 12), date(2026, 1, 19)]
    assert [week.flow for week in rig.weeks(27.99)] == [1, 0]
    assert [week.flow for week in rig.weeks(28)] == [1, 0, 1]
    assert rig.weeks(8) == []


def test_nothing_has_no_series(rig: Rig) -> None:
    assert rig.weeks(28) == []
    rig.write(an_indexed("never seen"))
    assert rig.weeks(28) == []


def test_weeks_turn_at_midnight_utc(rig: Rig) -> None:
    kyiv = timezone(timedelta(hours=2))
    rig.write(an_indexed("a"), an_indexed("b"))
    rig.merge(
        a_lifecycle("a", 0, first_seen=datetime(2026, 1, 12, 1, 59, tzinfo=kyiv)),
        a_lifecycle("b", 0, first_seen=datetime(2026, 1, 12, tzinfo=UTC)),
    )
    weeks = rig.index.series([SPACE], Filters(), datetime(2026, 1, 19, 2, tzinfo=kyiv))
    assert [(week.date, week.flow) for week in weeks] == [
        (date(2026, 1, 5), 1),
        (date(2026, 1, 12), 1),
    ]


def test_stock_is_what_is_open_at_the_end_of_the_week(rig: Rig) -> None:
    for name, first, closed in (("a", 1, None), ("b", 2, 14), ("c", 3, 13.9), ("d", 8, 10)):
        rig.post(name, first)
        if closed is not None:
            rig.merge(a_lifecycle(name, first, closed_at=day(closed)))
    weeks = rig.weeks(21)
    assert [week.flow for week in weeks] == [3, 1, 0]
    assert [week.stock for week in weeks] == [3, 2, 1]


def test_only_heads_are_counted(rig: Rig) -> None:
    rig.post("head", 1)
    rig.post("copy", 0, cluster="head")
    assert [(week.flow, week.stock) for week in rig.weeks(7)] == [(1, 1)]


def test_series_of_a_filter(rig: Rig) -> None:
    rig.post("a", 1, professions=("welder",), places=("Київ",))
    rig.post("b", 8, professions=("welder",), places=("Львів",))
    rig.post("c", 8, professions=("nurse",))
    assert [week.flow for week in rig.weeks(14, professions=("welder",))] == [1, 1]
    assert [week.flow for week in rig.weeks(14, professions=("welder",), places=("Львів",))] == [1]
    assert rig.weeks(14, professions=("pilot",)) == []


def test_week_is_covered_by_a_complete_sweep_that_started_in_it(rig: Rig) -> None:
    rig.post("a", 0)
    rig.sweep("all", 0.5)
    rig.sweep("all", 8, complete=False)
    rig.sweep("all", 20.99)
    assert _covered(rig) == [True, False, True, False]


def test_claim_of_coverage_covers(rig: Rig) -> None:
    rig.post("a", 0)
    rig.sweep("archive", 3, closes=False)
    assert _covered(rig, 7) == [True]


def test_weeks_for_which_nobody_vouches_are_gaps(rig: Rig) -> None:
    rig.post("a", 0)
    assert _covered(rig, 14) == [False, False]
    rig.sweep("all", 8)
    assert _covered(rig, 14) == [False, True]


def test_every_source_in_use_must_cover(rig: Rig) -> None:
    rig.post("a", 0)
    rig.post("b", 8, source="second")
    rig.post("c", 0, source="imported, never swept")
    for start in (0, 7, 14, 21):
        rig.sweep("all", start)
    for start in (8, 21):
        rig.sweep("all", start, source="second", id=f"second-{start}")
    assert _covered(rig) == [True, True, False, True]


def test_sources_of_other_records_are_not_asked(rig: Rig) -> None:
    rig.post("a", 0, professions=("welder",))
    rig.post("b", 0, source="second")
    rig.sweep("all", 0)
    rig.sweep("all", 7)
    rig.sweep("all", 0, source="second", id="second")
    assert [week.covered for week in rig.weeks(14, professions=("welder",))] == [True, True]
    assert _covered(rig, 14) == [True, False]


_LIVES = st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 50)), max_size=12)


def test_flow_and_stock_are_what_their_words_say(shared: Rig) -> None:
    @shared.examples()
    @given(lives=_LIVES, until=st.integers(-3, 60))
    def holds(lives: list[tuple[int, int | None]], until: int) -> None:
        space = f"space{next(_SPACES)}"
        closed = [None if lasted is None else first + lasted for first, lasted in lives]
        names = [f"{space}-{number}" for number in range(len(lives))]
        shared.write(*(an_indexed(name, space=space) for name in names))
        shared.merge(
            *(
                a_lifecycle(name, first, space=space, closed_at=None if end is None else day(end))
                for name, (first, _), end in zip(names, lives, closed, strict=True)
            )
        )
        weeks = shared.weeks(until, space=space)
        firsts = [first for first, _ in lives]
        starts = range(min(firsts, default=0) // 7 * 7, until - 6, 7) if lives else range(0)
        assert [week.date for week in weeks] == [
            (MONDAY + timedelta(start)).date() for start in starts
        ]
        for week, start in zip(weeks, starts, strict=True):
            end = start + 7
            assert week.flow == sum(start <= first < end for first in firsts)
            assert week.stock == sum(
                first < end and (gone is None or gone >= end)
                for first, gone in zip(firsts, closed, strict=True)
            )

    holds()
