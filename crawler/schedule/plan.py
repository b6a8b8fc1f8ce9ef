"""Watches on their schedules: begin what is due, book what has ended."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Protocol

from contracts.config import CRAWLING, SEEDING, KeptWatch, Line, Run, SourceCount
from contracts.errors import Permanent
from contracts.frontier import Ledger
from contracts.subjects import Watch
from crawler.schedule.outcomes import summed
from crawler.schedule.schedules import due, missed
from crawler.schedule.seeding import Seeded

NOTHING: Final = "nothing to crawl"
FAILED: Final = "failed"
WAITING: Final = "waiting"
LONGEST: Final = timedelta(days=1)
"""Of a run: later visits of its pages could keep it under way for ever."""
STANDS_SECONDS: Final = 900.0
ALL_DONE: Final = "done of all time"
ALL_DEAD: Final = "dead of all time"

log = logging.getLogger(__name__)


class Watches(Protocol):
    def all(self) -> list[KeptWatch]: ...


class Runs(Protocol):
    def begin(self, watch: str, due_at: datetime, at: datetime) -> int | None:
        """Open the run that was due then; None: another scheduler has begun it."""

    def start(self, watch: str, at: datetime) -> int:
        """Open a run that nobody was waiting for."""

    def stage(self, run: int, name: str, at: datetime) -> None:
        """Say when a stage began; its first moment stands."""

    def say(self, run: int, lines: Sequence[Line]) -> None:
        """Add to its log, which keeps the newest."""

    def count(self, run: int, sources: Mapping[str, SourceCount]) -> None:
        """Add to what the sources gave to it, ended or not."""

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool: ...

    def get(self, run: int) -> Run | None: ...

    def last(self, watch: str) -> Run | None: ...

    def of(self, watch: str, limit: int = 20) -> list[Run]:
        """Newest first."""


class Leader(Protocol):
    """One of several processes does what only one may do."""

    def lead(self, name: str, holder: str, seconds: float) -> bool:
        """Take the lead, or keep it, for so long; False: somebody else has it."""

    def resign(self, name: str, holder: str) -> bool:
        """Let it go, so that nobody has to wait until it runs out."""


def of_run(books: Ledger, runs: Sequence[Run]) -> dict[str, int]:
    """What a run brought: the watch's books of all time, less what they said at the last end."""
    before = next((run.counts for run in runs if run.ended_at and run.counts), {})
    done = before.get(ALL_DONE, before.get("done", 0))
    dead = before.get(ALL_DEAD, before.get("dead", 0))
    return {
        "done": max(0, books.done - done),
        "dead": max(0, books.dead - dead),
        ALL_DONE: books.done,
        ALL_DEAD: books.dead,
    }


class Plan:
    """`seed` puts a watch into the frontier for a run; `ledger` counts where its requests are.

    `judge` is told what the sources gave to a run that ends; `stands` tells of a watch whether
    its crawl has long stood still.
    """

    def __init__(
        self,
        watches: Watches,
        runs: Runs,
        ledger: Callable[[str], Ledger],
        seed: Callable[[Watch, datetime, int], Seeded],
        judge: Callable[[Mapping[str, SourceCount], datetime], None],
        stands: Callable[[str, Ledger], bool],
    ) -> None:
        self._watches = watches
        self._runs = runs
        self._ledger = ledger
        self._seed = seed
        self._judge = judge
        self._stands = stands
        self._idle: set[int] = set()
        """Runs with nothing left at the last look; what others counted may still be on its way."""

    def begin(self, watch: Watch, now: datetime) -> Seeded:
        """Seed a watch by hand, in a run of its own unless one is under way."""
        last = self._runs.last(watch.name)
        run = self._runs.start(watch.name, now) if last is None or last.ended_at else last.id
        return self._sow(run, watch, now)

    def tick(self, now: datetime, *, begins: bool) -> None:
        """Look at every watch; one that cannot be followed is said, and stops no other."""
        for kept in self._watches.all():
            last = self._runs.last(kept.watch.name)
            try:
                if last is not None and last.ended_at is None:
                    self._follow(kept.watch, last, now, at_once=not begins)
                elif begins and not kept.suspended:
                    self._begin_if_due(kept.watch, last, now)
            except Permanent as error:
                log.warning("watch %r is not followed: %s", kept.watch.name, error)

    def _begin_if_due(self, watch: Watch, last: Run | None, now: datetime) -> None:
        schedule = watch.spec.schedule
        moment = due(watch.name, schedule, last, now) if schedule else None
        run = self._runs.begin(watch.name, moment, now) if moment else None
        if run is not None:
            self._sow(run, watch, now)

    def _sow(self, run: int, watch: Watch, now: datetime) -> Seeded:
        """Whoever is stopped in the middle of it is followed by one who begins it again."""
        self._runs.stage(run, SEEDING, now)
        try:
            seeded = self._seed(watch, now, run)
        except Permanent as error:
            self._end(run, FAILED, now, str(error))
            raise
        if seeded.opened == seeded.under_way == 0:
            self._end(run, NOTHING, now, "no source has a listing that answers this watch")
            return seeded
        begun = f"{seeded.opened} listing{'s' * (seeded.opened != 1)} begun"
        walked = f", {seeded.under_way} still being walked" if seeded.under_way else ""
        self._runs.say(run, [Line(at=now, text=begun + walked)])
        self._runs.stage(run, CRAWLING, now)
        return seeded

    def _end(self, run: int, outcome: str, now: datetime, text: str) -> None:
        self._runs.say(run, [Line(at=now, text=text)])
        self._runs.finish(run, outcome, now)

    def _follow(self, watch: Watch, run: Run, now: datetime, *, at_once: bool) -> None:
        if CRAWLING not in run.stages:
            self._sow(run.id, watch, now)
            return
        books = self._ledger(watch.name)
        if books.outstanding:
            self._idle.discard(run.id)
            self._note_overlap(watch, run, now)
            if now - run.started_at >= LONGEST or self._stands(watch.name, books):
                self._finish(watch, run, books, now)
        elif at_once or run.id in self._idle:
            self._idle.discard(run.id)
            self._finish(watch, run, books, now)
        else:
            self._idle.add(run.id)

    def _finish(self, watch: Watch, run: Run, books: Ledger, now: datetime) -> None:
        """What still waits for a host that rests is fetched all the same, in no run's time."""
        counts = of_run(books, self._runs.of(watch.name))
        self._judge(run.sources, now)
        if books.outstanding:
            said = f"{books.outstanding} pages wait for hosts that rest or are slow"
            self._runs.say(run.id, [Line(at=now, text=said)])
            counts = {**counts, WAITING: books.outstanding}
        self._runs.finish(run.id, summed(run.sources, counts["dead"]), now, counts)

    def _note_overlap(self, watch: Watch, run: Run, now: datetime) -> None:
        schedule = watch.spec.schedule
        moment = missed(schedule, run, now) if schedule else None
        if schedule is None or moment is None:
            return
        what = "is left out" if schedule.overlap == "skip" else "waits"
        said = f"the run due at {moment:%Y-%m-%d %H:%M} UTC {what}: this one is still under way"
        if all(line.text != said for line in run.lines):
            self._runs.say(run.id, [Line(at=now, text=said)])
