"""When a posting was up, as every index keeps it: merged, closed by sweeps, reopened."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.index import Filters, Indexed
from contracts.records import Lifecycle
from tests.builders import an_indexed
from tests.contract.index_rig import (
    ENGINES,
    SPACE,
    Engine,
    Rig,
    a_lifecycle,
    a_sweep,
    an_erasure,
    day,
)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def _shown(rig: Rig, at: float, *, listing: str = "all", record: str = "r1") -> None:
    rig.merge(a_lifecycle(record, at, listing=listing))


def test_earliest_first_seen_and_latest_last_seen_win(rig: Rig) -> None:
    rig.write(an_indexed())
    rig.merge(a_lifecycle("r1", 3, 5))
    rig.merge(a_lifecycle("r1", 2, 4), a_lifecycle("r1", 4, 6))
    hit = rig.one("r1")
    assert (hit.first_seen, hit.last_seen, hit.closed_at) == (day(2), day(6), None)


def test_absent_facts_change_nothing(rig: Rig) -> None:
    rig.write(an_indexed())
    rig.merge(a_lifecycle("r1", 3, 5), Lifecycle(id="r1", space=SPACE, source="board"))
    assert (rig.one("r1").first_seen, rig.one("r1").last_seen) == (day(3), day(5))


def test_lifecycle_may_come_before_its_record_which_is_not_shown_until_then(rig: Rig) -> None:
    rig.merge(a_lifecycle("r1", 1, 2))
    assert rig.index.get([SPACE], ["r1"]) == []
    assert rig.index.count([SPACE]) == rig.find().total == 0
    assert rig.weeks(30) == []
    assert rig.write(an_indexed()) == ["written"]
    assert (rig.one("r1").first_seen, rig.one("r1").last_seen) == (day(1), day(2))


def test_a_lifecycle_that_comes_with_its_text_is_merged_as_one_that_comes_alone(rig: Rig) -> None:
    _tell(rig, an_indexed("new"), a_lifecycle("new", 3, listing="all"))
    _tell(rig, an_indexed("new"), a_lifecycle("new", 5))
    rig.merge(a_lifecycle("shown", 2, listing="all"))
    _tell(rig, an_indexed("shown", version=2), a_lifecycle("shown", 4))
    _tell(rig, an_indexed("shown", version=1), a_lifecycle("shown", 1))
    seen = {name: (rig.one(name).first_seen, rig.one(name).last_seen) for name in ("new", "shown")}
    assert seen == {"new": (day(3), day(5)), "shown": (day(1), day(4))}
    for start in (6, 13):
        rig.sweep("all", start)
    assert rig.closed("new") == rig.closed("shown") == day(6)
    _tell(rig, an_indexed("late"), a_lifecycle("late", 4, listing="all"))
    assert rig.closed("late") == day(6)


def test_a_text_that_stays_out_brings_no_lifecycle(rig: Rig) -> None:
    rig.write(an_indexed("mine"))
    rig.index.erase([an_erasure(posting="gone")])
    outcomes = _tell(rig, an_indexed("gone"), a_lifecycle("gone", 1))
    outcomes += _tell(rig, an_indexed("mine", vector=b"short"), a_lifecycle("mine", 1))
    outcomes += _tell(rig, an_indexed("wrong", vector=b"short"), a_lifecycle("wrong", 1))
    assert outcomes == ["erased", "rejected", "rejected"]
    rig.index.erase([an_erasure(posting="gone", lifted_at=day(51))])
    rig.write(an_indexed("gone"), an_indexed("wrong"))
    assert [rig.one(name).first_seen for name in ("mine", "gone", "wrong")] == [None] * 3


def _tell(rig: Rig, text: Indexed, seen: Lifecycle) -> list[str]:
    verdicts = rig.index.upsert([text], [seen])
    rig.settle()
    return [verdict.outcome for verdict in verdicts]


def test_record_without_a_lifecycle_is_shown(rig: Rig) -> None:
    rig.write(an_indexed())
    assert (rig.one("r1").first_seen, rig.one("r1").closed_at) == (None, None)
    assert rig.ids() == ["r1"]


def test_newer_text_keeps_the_lifecycle(rig: Rig) -> None:
    rig.post("r1", 1)
    rig.write(an_indexed(version=2))
    assert rig.one("r1").first_seen == day(1)


def test_two_complete_sweeps_in_a_row_close_at_the_start_of_the_first(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    assert rig.closed("r1") is None
    rig.sweep("all", 14)
    assert rig.closed("r1") == day(7)
    rig.sweep("all", 21)
    assert rig.closed("r1") == day(7)


def test_incomplete_sweep_parts_two_complete_ones(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 14, complete=False)
    rig.sweep("all", 21)
    assert rig.closed("r1") is None
    rig.sweep("all", 28)
    assert rig.closed("r1") == day(21)


def test_incomplete_sweep_told_late_undoes_the_closing(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 21)
    assert rig.closed("r1") == day(7)
    rig.sweep("all", 14, complete=False)
    assert rig.closed("r1") is None


def test_repeated_sweep_end_is_one_sweep(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 7)
    assert rig.closed("r1") is None


def test_sweep_that_was_once_called_incomplete_stays_so(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7, complete=False)
    rig.sweep("all", 7)
    rig.sweep("all", 14)
    assert rig.closed("r1") is None


def test_posting_seen_during_a_sweep_is_not_missed_by_it(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    _shown(rig, 14)
    rig.sweep("all", 14)
    rig.sweep("all", 21)
    assert rig.closed("r1") is None
    rig.sweep("all", 28)
    assert rig.closed("r1") == day(21)


def test_only_listings_that_showed_it_close_a_posting(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1, listing="kyiv")
    for start in (7, 14):
        rig.sweep("lviv", start)
        rig.sweep("kyiv", start, source="another board", id=f"other-{start}")
    assert rig.closed("r1") is None
    _shown(rig, 1, listing="lviv")
    assert rig.closed("r1") == day(7)


def test_claims_of_coverage_close_nothing_and_part_nothing(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    for start in (7, 14):
        rig.sweep("all", start, closes=False)
    assert rig.closed("r1") is None
    rig.sweep("all", 21)
    rig.sweep("all", 24, closes=False, complete=False)
    rig.sweep("all", 28)
    assert rig.closed("r1") == day(21)


def test_claim_does_not_hide_the_sweep_before_it(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 21)
    rig.sweep("all", 10, closes=False)
    rig.sweep("all", 14, complete=False)
    assert rig.closed("r1") is None


def test_first_sighting_is_a_sighting(rig: Rig) -> None:
    rig.write(an_indexed())
    rig.merge(a_lifecycle("r1", 8, last_seen=None, listing="all"))
    for start in (7, 14, 21):
        rig.sweep("all", start)
    assert (rig.one("r1").last_seen, rig.closed("r1")) == (None, day(14))


def test_later_sighting_reopens_and_it_can_close_again(rig: Rig) -> None:
    rig.write(an_indexed())
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 14)
    _shown(rig, 20)
    assert rig.closed("r1") is None
    rig.sweep("all", 21)
    rig.sweep("all", 28)
    assert rig.closed("r1") == day(21)


def test_sources_own_word_counts_unless_it_is_seen_later(rig: Rig) -> None:
    rig.write(an_indexed())
    rig.merge(a_lifecycle("r1", 1, 5, closed_at=day(5)))
    assert rig.closed("r1") == day(5)
    rig.merge(a_lifecycle("r1", 6))
    assert rig.closed("r1") is None
    rig.merge(a_lifecycle("r1", 6, closed_at=day(8)))
    assert rig.closed("r1") == day(8)


def test_batch_of_sweeps_closes_like_single_ones(rig: Rig) -> None:
    rig.write(an_indexed("r1"), an_indexed("r2"))
    _shown(rig, 1)
    _shown(rig, 8, record="r2")
    rig.index.end_sweeps([(a_sweep("all", start), True) for start in (14, 7, 21)])
    rig.settle()
    assert (rig.closed("r1"), rig.closed("r2")) == (day(7), day(14))


def test_closing_shows_in_search_and_in_the_series(rig: Rig) -> None:
    rig.post("r1", 1)
    _shown(rig, 1)
    rig.sweep("all", 7)
    rig.sweep("all", 14)
    assert rig.ids(filters=Filters(open_at=day(6))) == ["r1"]
    assert rig.ids(filters=Filters(open_at=day(7))) == []
    assert [week.stock for week in rig.weeks(21)] == [1, 0, 0]
