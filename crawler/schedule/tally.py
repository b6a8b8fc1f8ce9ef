"""What this process's pages were like, gathered page by page until the books take it."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, NamedTuple, TypeVar

from msgspec import Struct

from contracts.config import Line, Run, SourceCount
from contracts.frontier import Request, Role
from contracts.identity import content_hash
from contracts.records import Outcome, Page, Parsed
from crawler.remarks import Remarks
from crawler.schedule.outcomes import BAD, added
from crawler.schedule.plan import Runs
from crawler.schedule.standing import Seen

K = TypeVar("K")
T = TypeVar("T")
MOST_SEEN: Final = 1000
"""Pages of a source that wait to be judged; its last ones say how it stands."""
MOST_REMARKED: Final = 100
"""Runs whose remarks are numbered; one that is heard of no more begins anew."""


class Counted(NamedTuple):
    """Whose pages they are."""

    watch: str
    run: int


class Gathered(Struct, frozen=True, kw_only=True):
    counts: dict[Counted, dict[str, SourceCount]]
    """By source."""
    remarks: dict[Counted, list[str]]
    seen: dict[str, list[Seen]]
    """By source, in their order."""


class Tally:
    """Told in the loop's thread, emptied in another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._remarks: dict[Counted, Remarks] = {}
        self._gathered = _nothing()

    def read(self, page: Page, parsed: Parsed) -> None:
        """A page had its end, whatever was made of it."""
        self._ended(page.request, parsed, page.fetched_at, content_hash(page.body))

    def refused(self, request: Request, reason: str, at: datetime) -> None:
        """It had its end without an answer."""
        self._ended(request, Parsed(outcome=Outcome.BLOCKED, reason=reason), at, "")

    def again(self, request: Request, reason: str, at: datetime, *, blocked: bool) -> None:
        """It will be asked for once more."""
        with self._lock:
            self._count(request, SourceCount(retries=1))
            if blocked:
                parsed = Parsed(outcome=Outcome.BLOCKED, reason=reason)
                self._see(request, _seen(request, parsed, at, ""))
            self._remark(request, f"{request.source}: to be tried again: {reason}")

    def take(self) -> Gathered:
        with self._lock:
            taken, self._gathered = self._gathered, _nothing()
        return taken

    def put_back(self, rest: Gathered) -> None:
        """The books could not take it now: it stands before what came since."""
        with self._lock:
            since, self._gathered = self._gathered, rest
            for counted, sources in since.counts.items():
                for source, count in sources.items():
                    self._add(counted, source, count)
            for counted, lines in since.remarks.items():
                rest.remarks.setdefault(counted, []).extend(lines)
            for source, seen in since.seen.items():
                row = rest.seen.setdefault(source, [])
                row.extend(seen)
                del row[:-MOST_SEEN]

    def _ended(self, request: Request, parsed: Parsed, at: datetime, blob: str) -> None:
        with self._lock:
            self._count(request, SourceCount(pages=1, outcomes={str(parsed.outcome): 1}))
            self._see(request, _seen(request, parsed, at, blob))
            if parsed.outcome in BAD:
                self._remark(request, f"{request.source}: {parsed.outcome}: {parsed.reason}")

    def _count(self, request: Request, count: SourceCount) -> None:
        self._add(Counted(request.watch, request.run), request.source, count)

    def _add(self, counted: Counted, source: str, count: SourceCount) -> None:
        sources = self._gathered.counts.setdefault(counted, {})
        sources[source] = added(sources.get(source, SourceCount()), count)

    def _see(self, request: Request, seen: Seen) -> None:
        row = self._gathered.seen.setdefault(request.source, [])
        row.append(seen)
        del row[:-MOST_SEEN]

    def _remark(self, request: Request, text: str) -> None:
        counted = Counted(request.watch, request.run)
        remarks = self._remarks.pop(counted, None) or Remarks(partial(self._say, counted))
        self._remarks[counted] = remarks
        if len(self._remarks) > MOST_REMARKED:
            del self._remarks[next(iter(self._remarks))]
        remarks(text, f"({request.url})")

    def _say(self, counted: Counted, line: str) -> None:
        self._gathered.remarks.setdefault(counted, []).append(line)


def hand_over(gathered: Gathered, runs: Runs, at: datetime) -> None:
    """Tell each run what its pages were like; what is told is forgotten, so that it is told once.

    A run that is over is told too. Pages of no run, or of one whose books are gone, are counted by
    the newest of their watch.
    """

    def run_of(counted: Counted) -> Run | None:
        run = runs.get(counted.run) if counted.run else None
        return run if run and run.watch == counted.watch else runs.last(counted.watch)

    def count(counted: Counted, sources: dict[str, SourceCount]) -> None:
        if (run := run_of(counted)) is not None:
            runs.count(run.id, sources)

    def say(counted: Counted, lines: list[str]) -> None:
        if (run := run_of(counted)) is not None:
            runs.say(run.id, [Line(at=at, text=text) for text in lines])

    drain(gathered.counts, count)
    drain(gathered.remarks, say)


def drain(items: dict[K, T], tell: Callable[[K, T], None]) -> None:
    """Tell each and take it out; where one cannot be told, it and the rest are still there."""
    for key in list(items):
        tell(key, items[key])
        del items[key]


def _seen(request: Request, parsed: Parsed, at: datetime, blob: str) -> Seen:
    return Seen(
        outcome=parsed.outcome,
        role=request.role,
        at=at,
        url=request.url,
        root=request.role is Role.LISTING and request.depth == 0,
        reason=parsed.reason,
        blob=blob,
    )


def _nothing() -> Gathered:
    return Gathered(counts={}, remarks={}, seen={})
