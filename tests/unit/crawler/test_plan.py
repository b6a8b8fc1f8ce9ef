"""Watches on their schedules: begun when due, booked when ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.config import Run, SourceCount
from contracts.errors import Permanent, Transient
from contracts.frontier import Ledger
from contracts.subjects import Metadata, Schedule, Watch, WatchSpec
from crawler.schedule.plan import Plan
from crawler.schedule.seeding import Seeded
from tests.builders import NOW
from tests.fakes.config import MemoryRuns, MemoryWatches

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
BUSY = Ledger(discovered=3, queued=3)


def a_watch(name: str = "w", *, suspend: bool = False, **schedule: Any) -> Watch:
    spec = WatchSpec(
        keywords=("sql",),
        schedule=Schedule(**(schedule or {"every": "1d"})) if schedule != {"every": ""} else None,
        suspend=suspend,
    )
    metadata = Metadata(name=name)
    return Watch(api_version="prospekt.dev/v1alpha1", kind="Watch", metadata=metadata, spec=spec)


class Desk:
    """Watches and their runs in memory, with a ledger that the test sets."""

    def __init__(self, *watches: Watch) -> None:
        self.watches = watches
        self.runs = MemoryRuns()
        self.seeded: list[str] = []
        self.seeds = Seeded(1, 0)
        self.judged: list[list[str]] = []
        self.sown: list[int] = []
        self.books = Ledger()
        self.broken: dict[str, Exception] = {}
        self.stands = False
        self.plan = self.another()

    def another(self) -> Plan:
        """One more scheduler on the same books."""
        return Plan(
            MemoryWatches(*self.watches),
            self.runs,
            lambda _: self.books,
            self._seed,
            self._judge,
            lambda *_: self.stands,
        )

    def _seed(self, watch: Watch, _: datetime, run: int) -> Seeded:
        if watch.name in self.broken:
            raise self.broken[watch.name]
        self.seeded.append(watch.name)
        self.sown.append(run)
        return self.seeds

    def _judge(self, sources: Mapping[str, SourceCount], _: datetime) -> None:
        self.judged.append(list(sources))

    def tick(self, now: datetime, *, begins: bool = True) -> None:
        self.plan.tick(now, begins=begins)

    def run(self, start: datetime, end: datetime) -> None:
        """Let the run that is due begin and end."""
        self.tick(start)
        self.tick(end, begins=False)

    @property
    def last(self) -> Run:
        return self.runs.runs[-1]

    def said(self) -> list[str]:
        return [line.text for line in self.last.lines]


def test_a_watch_that_is_due_begins_once() -> None:
    desk = Desk(a_watch(every="6h"))
    desk.tick(NOW)
    desk.books = BUSY
    desk.tick(NOW + DAY / 2)
    assert desk.seeded == ["w"]
    assert [run.ended_at for run in desk.runs.runs] == [None]
    assert desk.last.stages == {"seeding": NOW, "crawling": NOW}
    assert desk.said()[0] == "1 listing begun"


def test_of_two_schedulers_only_one_begins_a_run() -> None:
    desk = Desk(a_watch())
    desk.books = BUSY
    for at in (NOW, NOW + MINUTE):
        desk.plan.tick(at, begins=True)
        desk.another().tick(at, begins=True)
    assert desk.seeded == ["w"]


def test_a_run_ends_when_nothing_of_it_is_left() -> None:
    desk = Desk(a_watch())
    desk.tick(NOW)
    desk.runs.count(1, {"board": SourceCount(pages=4, outcomes={"ok": 4})})
    desk.books = Ledger(discovered=5, done=4, dead=1)
    desk.tick(NOW + MINUTE, begins=False)
    run = desk.last
    assert run.ended_at == NOW + MINUTE
    assert (run.counts["done"], run.counts["dead"]) == (4, 1)
    assert run.outcome == "done, with dead pages"
    assert desk.judged == [["board"]]


def test_while_others_may_still_count_a_run_is_looked_at_twice_before_it_ends() -> None:
    desk = Desk(a_watch())
    for minutes in range(3):
        assert desk.runs.last("w") is None or desk.last.ended_at is None
        desk.tick(NOW + minutes * MINUTE)
    assert desk.last.ended_at == NOW + 2 * MINUTE


def test_a_run_counts_its_own_pages_and_not_those_before_it() -> None:
    desk = Desk(a_watch())
    desk.books = Ledger(discovered=5, done=4, dead=1)
    desk.run(NOW, NOW + MINUTE)
    desk.books = Ledger(discovered=8, done=7, dead=1)
    desk.run(NOW + DAY, NOW + DAY + MINUTE)
    assert (desk.last.counts["done"], desk.last.counts["dead"]) == (3, 0)


def test_a_watch_begins_again_when_its_time_comes_and_only_then() -> None:
    desk = Desk(a_watch())
    for hours in (0, 1, 23, 24, 25, 200, 201):
        desk.run(NOW + timedelta(hours=hours), NOW + timedelta(hours=hours, minutes=1))
    assert len(desk.runs.runs) == 3


def test_a_run_that_is_left_out_is_said_once() -> None:
    desk = Desk(a_watch(every="1h"))
    desk.tick(NOW)
    desk.books = BUSY
    for minutes in (30, 70, 71):
        desk.tick(NOW + minutes * MINUTE)
    left_out = "the run due at 2026-11-02 13:00 UTC is left out: this one is still under way"
    assert desk.said() == ["1 listing begun", left_out]


@pytest.mark.parametrize(("overlap", "runs"), [("skip", 1), ("queue", 2)])
def test_a_run_that_was_due_meanwhile_is_left_out_or_begins_at_the_end(
    overlap: str, runs: int
) -> None:
    desk = Desk(a_watch(every="1h", overlap=overlap))
    desk.tick(NOW)
    desk.tick(NOW + 150 * MINUTE, begins=False)
    desk.tick(NOW + 151 * MINUTE)
    assert len(desk.runs.runs) == runs


def test_nothing_begins_by_itself_without_a_schedule_or_when_suspended_or_when_told_not_to() -> (
    None
):
    desk = Desk(a_watch("a", every=""), a_watch("b", suspend=True))
    desk.tick(NOW)
    waiting = Desk(a_watch())
    waiting.tick(NOW, begins=False)
    assert desk.seeded == waiting.seeded == []


def test_a_watch_that_cannot_be_followed_stops_no_other_and_its_run_says_why() -> None:
    desk = Desk(a_watch("broken"), a_watch("wrong", every="1y"), a_watch("good"))
    desk.broken["broken"] = Permanent("its source is unknown")
    wrong = desk.runs.start("wrong", NOW)
    desk.runs.finish(wrong, "done", NOW)
    desk.tick(NOW)
    desk.tick(NOW + MINUTE)
    assert desk.seeded == ["good"]
    (failed,) = desk.runs.of("broken")
    assert failed.outcome == "failed"
    assert [line.text for line in failed.lines] == ["its source is unknown"]


def test_a_watch_that_no_source_answers_says_so() -> None:
    desk = Desk(a_watch())
    desk.seeds = Seeded(0, 0)
    desk.tick(NOW)
    assert desk.last.outcome == "nothing to crawl"
    assert desk.said() == ["no source has a listing that answers this watch"]


def test_a_run_whose_seeding_was_cut_off_is_seeded_again() -> None:
    desk = Desk(a_watch())
    desk.broken["w"] = Transient("the frontier is away")
    with pytest.raises(Transient):
        desk.tick(NOW)
    desk.broken.clear()
    desk.another().tick(NOW + MINUTE, begins=True)
    assert desk.seeded == ["w"]
    assert len(desk.runs.runs) == 1
    assert desk.last.stages == {"seeding": NOW, "crawling": NOW + MINUTE}


def test_a_run_by_hand_joins_the_one_under_way() -> None:
    desk = Desk()
    desk.plan.begin(a_watch(), NOW)
    desk.plan.begin(a_watch(), NOW + DAY)
    assert (len(desk.seeded), len(desk.runs.runs)) == (2, 1)


def test_a_run_whose_pages_wait_for_resting_hosts_ends_and_says_so() -> None:
    desk = Desk(a_watch())
    desk.tick(NOW)
    desk.books = BUSY
    desk.tick(NOW + MINUTE)
    assert desk.last.ended_at is None
    desk.stands = True
    desk.tick(NOW + 2 * MINUTE)
    assert desk.last.ended_at == NOW + 2 * MINUTE
    assert desk.said()[-1] == "3 pages wait for hosts that rest or are slow"


def test_a_run_lasts_no_longer_than_a_day_so_that_the_next_can_begin() -> None:
    desk = Desk(a_watch())
    desk.tick(NOW)
    desk.books = BUSY
    desk.tick(NOW + DAY)
    assert desk.last.ended_at == NOW + DAY
    desk.tick(NOW + 2 * DAY)
    assert desk.last.started_at == NOW + 2 * DAY
