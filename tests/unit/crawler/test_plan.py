"""Watches on their schedules: begun when due, booked when ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from contracts.config import KeptWatch, Run
from contracts.errors import Permanent
from contracts.frontier import Ledger
from contracts.subjects import Metadata, Schedule, Watch, WatchSpec
from crawler.plan import begin, tick
from crawler.scheduler import Seeded
from tests.builders import NOW

DAY = timedelta(days=1)


def a_watch(name: str = "w", *, every: str = "1d", suspend: bool = False) -> Watch:
    schedule = Schedule(every=every) if every else None
    spec = WatchSpec(keywords=("sql",), schedule=schedule, suspend=suspend)
    metadata = Metadata(name=name)
    return Watch(api_version="prospekt.dev/v1alpha1", kind="Watch", metadata=metadata, spec=spec)


class Book:
    """Watches and their runs in memory, with a ledger that the test sets."""

    def __init__(self, *watches: Watch) -> None:
        self.watches = watches
        self.runs: list[Run] = []
        self.seeded: list[str] = []
        self.books = Ledger()
        self.broken = ""

    def all(self) -> list[KeptWatch]:
        return [KeptWatch(watch=watch, version=1) for watch in self.watches]

    def start(self, watch: str, at: datetime) -> int:
        self.runs.append(Run(id=len(self.runs), watch=watch, started_at=at))
        return len(self.runs) - 1

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool:
        before = self.runs[run]
        self.runs[run] = Run(
            id=run,
            watch=before.watch,
            started_at=before.started_at,
            ended_at=at,
            outcome=outcome,
            counts=dict(counts or {}),
        )
        return True

    def last(self, watch: str) -> Run | None:
        return next((run for run in reversed(self.runs) if run.watch == watch), None)

    def seed(self, watch: Watch) -> Seeded:
        if watch.name == self.broken:
            raise Permanent("its source is unknown")
        self.seeded.append(watch.name)
        return Seeded(1, 0)

    def tick(self, now: datetime, *, begins: bool = True) -> None:
        tick(self, self, lambda _: self.books, self.seed, now, begins=begins)


def test_a_watch_that_is_due_begins_once() -> None:
    book = Book(a_watch())
    book.tick(NOW)
    book.books = Ledger(discovered=3, queued=3)
    book.tick(NOW + 2 * DAY)
    assert book.seeded == ["w"]
    assert [run.ended_at for run in book.runs] == [None]


def test_a_run_ends_when_nothing_of_it_is_left() -> None:
    book = Book(a_watch())
    book.tick(NOW)
    book.books = Ledger(discovered=5, done=4, dead=1)
    book.tick(NOW + timedelta(minutes=1), begins=False)
    (run,) = book.runs
    assert (run.ended_at, run.counts) == (NOW + timedelta(minutes=1), {"done": 4, "dead": 1})
    assert run.outcome == "done, with dead pages"


def test_a_watch_begins_again_when_its_time_comes_and_only_then() -> None:
    book = Book(a_watch())
    for hours in (0, 1, 23, 24, 25, 200, 201):
        book.tick(NOW + timedelta(hours=hours))
    assert len(book.runs) == 3


def test_nothing_begins_by_itself_without_a_schedule_or_when_suspended_or_when_told_not_to() -> (
    None
):
    book = Book(a_watch("a", every=""), a_watch("b", suspend=True))
    book.tick(NOW)
    waiting = Book(a_watch())
    waiting.tick(NOW, begins=False)
    assert book.seeded == waiting.seeded == []


def test_a_watch_that_cannot_be_followed_stops_no_other() -> None:
    book = Book(a_watch("broken"), a_watch("wrong", every="1y"), a_watch("good"))
    book.broken = "broken"
    book.runs.append(Run(id=0, watch="wrong", started_at=NOW, ended_at=NOW))
    book.tick(NOW)
    assert book.seeded == ["good"]


def test_a_run_by_hand_joins_the_one_under_way() -> None:
    book = Book()
    begin(a_watch(), book, book.seed, NOW)
    begin(a_watch(), book, book.seed, NOW + DAY)
    assert (len(book.seeded), len(book.runs)) == (2, 1)
