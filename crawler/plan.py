"""Watches on their schedules: begin what is due, book what has ended."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from contracts.config import KeptWatch, Run
from contracts.errors import Permanent
from contracts.frontier import Ledger
from contracts.subjects import Watch
from crawler.scheduler import Seeded, due

log = logging.getLogger(__name__)


class Watches(Protocol):
    def all(self) -> list[KeptWatch]: ...


class Runs(Protocol):
    def start(self, watch: str, at: datetime) -> int: ...

    def finish(
        self, run: int, outcome: str, at: datetime, counts: Mapping[str, int] | None = None
    ) -> bool: ...

    def last(self, watch: str) -> Run | None: ...


def begin(watch: Watch, runs: Runs, seed: Callable[[Watch], Seeded], now: datetime) -> Seeded:
    """Seed a watch and open its run, unless its last one is still under way."""
    seeded = seed(watch)
    last = runs.last(watch.name)
    if last is None or last.ended_at is not None:
        runs.start(watch.name, now)
    return seeded


def tick(
    watches: Watches,
    runs: Runs,
    ledger: Callable[[str], Ledger],
    seed: Callable[[Watch], Seeded],
    now: datetime,
    *,
    begins: bool,
) -> None:
    """Look at every watch; one that cannot be followed is said, and stops no other."""
    for kept in watches.all():
        last = runs.last(kept.watch.name)
        if last is not None and last.ended_at is None:
            _book(last, runs, ledger(kept.watch.name), now)
        elif begins and kept.watch.spec.schedule and not kept.suspended:
            try:
                if due(kept.watch.spec.schedule, last.started_at if last else None, now):
                    begin(kept.watch, runs, seed, now)
            except Permanent as error:
                log.warning("watch %r is not followed: %s", kept.watch.name, error)


def _book(run: Run, runs: Runs, books: Ledger, now: datetime) -> None:
    if books.outstanding == 0:
        outcome = "done" if books.dead == 0 else "done, with dead pages"
        runs.finish(run.id, outcome, now, {"done": books.done, "dead": books.dead})
