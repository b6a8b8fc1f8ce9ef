"""A listing whose second page is blocked closes nothing; two whole walks of it do."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from msgspec import Struct

from contracts.events import SweepEnded
from contracts.frontier import HostPolicy
from contracts.index import Filters, Hit, Week
from contracts.names import PUBLIC, SWEEPS
from demo import schedule
from engines.embedded.index.engine import SqliteIndex
from tests.engines.servers import free_port
from tests.faults.boards import NAMES, open_at, serving, world
from tests.faults.place import WATCH, Place

BOARD = "work_ua"
BLOCKED = ("blocked:/jobs/?page=2",)
WEEK = timedelta(weeks=1)
SUNDAYS = (schedule.sweep_times()[0] - WEEK, *schedule.sweep_times())
FAULTS = ((), BLOCKED, BLOCKED, (), ())
"""Of the five weekly walks; the second and the third meet a blocked page."""
PACE = HostPolicy(interval_ms=0, slots=16)


pytestmark = pytest.mark.timeout(900)
"""Five times the platform comes up and goes; on a crowded machine each takes half a minute."""


class Walked(Struct, frozen=True):
    after: list[dict[str, Hit]]
    """The index after each walk, by external id."""
    weeks: list[Week]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with closing(Place(tmp_path_factory.mktemp("blocked"))) as place:
        yield place


@pytest.fixture(scope="module")
def walked(place: Place) -> Walked:
    """Five weeks; the boards' process is started anew for each, at the same addresses."""
    ports, after = [free_port() for _ in NAMES], []
    for number, (moment, faults) in enumerate(zip(SUNDAYS, FAULTS, strict=True)):
        place.travel(moment)
        with serving(place.clock, ports=ports, faults=faults) as boards:
            if number == 0:
                place.settle(boards, PACE)
                assert place.run(place.applying(boards, BOARD)).returncode == 0
            _crawl(place)
            assert (boards.asked()[BOARD].blocked > 0) == bool(faults)
        after.append({hit.record.external_id: hit for hit in place.hits()})
    with closing(SqliteIndex(place.home.index)) as index:
        weeks = index.series([PUBLIC], Filters(sources=(BOARD,)), schedule.END)
    return Walked(after=after, weeks=weeks)


def _crawl(place: Place) -> None:
    told = place.run(place.command("crawl", WATCH, "--json"))
    assert told.returncode == 0, told.stderr
    books = json.loads(told.stdout)["ledger"]
    assert (books["queued"], books["leased"], books["dead"]) == (0, 0, 0)


def _open(moment: datetime) -> set[str]:
    return {name for _, name in open_at(moment, BOARD)}


def test_a_walk_that_met_a_blocked_page_is_not_complete(place: Place, walked: Walked) -> None:
    assert len(walked.after) == len(SUNDAYS)
    ends = [event.end for event in place.events(SWEEPS) if isinstance(event, SweepEnded)]
    told = {end.sweep.started_at: end.complete for end in ends}
    assert told == {moment: not fault for moment, fault in zip(SUNDAYS, FAULTS, strict=True)}


@pytest.mark.parametrize("walk", [1, 2, 3])
def test_a_blocked_page_closes_no_posting(walked: Walked, walk: int) -> None:
    """Nor does the first whole walk after it, alone."""
    gone = _open(SUNDAYS[0]) - _open(SUNDAYS[walk])
    assert gone, "an example without closings shows nothing"
    assert [name for name, hit in walked.after[walk].items() if hit.closed_at is not None] == []


def test_the_weeks_of_blocked_walks_are_gaps(walked: Walked) -> None:
    covered = {week.date: week.covered for week in walked.weeks}
    mondays = [(moment - timedelta(days=moment.weekday())).date() for moment in SUNDAYS]
    assert [covered[monday] for monday in mondays] == [not fault for fault in FAULTS]


def test_two_whole_walks_close_what_is_gone_and_nothing_else(walked: Walked) -> None:
    known, last = walked.after[-1], SUNDAYS[-2]
    gone = {
        ad.external_id
        for ad in world().ads[BOARD]
        if ad.external_id in known and ad.closed_at <= last
    }
    assert gone
    assert {name: hit.closed_at for name, hit in known.items() if hit.closed_at} == dict.fromkeys(
        gone, last
    )


def test_whatever_a_whole_walk_showed_is_in_the_index(walked: Walked) -> None:
    for walk, faults in enumerate(FAULTS):
        if not faults:
            assert _open(SUNDAYS[walk]) <= set(walked.after[walk])
