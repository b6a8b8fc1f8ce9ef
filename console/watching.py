"""Watches with what became of them: rows, cards, runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from console.answers import NextRun, WatchCard, WatchRow
from console.engines import Engines
from contracts.config import Run
from contracts.errors import Permanent
from contracts.subjects import Watch
from crawler.schedule.outcomes import by_source, in_words
from crawler.schedule.schedules import clock_note, upcoming

NEXT: Final = 3
LAST: Final = 10


def row(engines: Engines, watch: Watch) -> WatchRow:
    last = engines.runs.last(watch.name)
    schedule = watch.spec.schedule
    following = next_runs(watch, last, engines.clock(), 1)
    now = engines.clock()
    return WatchRow(
        watch=watch,
        last_run=last.started_at if last else None,
        last_outcome=in_words(last) if last else "",
        sources=by_source(last) if last else {},
        next_run=following[0].begins_at if following else None,
        time_zone=schedule.time_zone if schedule else "",
        overdue=bool(following) and following[0].begins_at <= now and not _under_way(last),
        ledger=engines.frontier.ledger(watch.name),
    )


def card(engines: Engines, watch: Watch) -> WatchCard:
    runs = [_told(run) for run in engines.runs.of(watch.name, LAST)]
    last = runs[0] if runs else None
    return WatchCard(
        row=row(engines, watch),
        next_runs=tuple(next_runs(watch, last, engines.clock(), NEXT)),
        runs=tuple(runs),
    )


def next_runs(watch: Watch, last: Run | None, now: datetime, count: int) -> list[NextRun]:
    """None of a suspended watch; while a run is under way, those that come after it."""
    schedule = watch.spec.schedule
    if schedule is None or watch.spec.suspend:
        return []
    if last is not None and last.ended_at is None:
        last = replace(last, ended_at=now)
    found = upcoming(watch.name, schedule, last, now, count)
    return [
        NextRun(due_at=moment, begins_at=begins, note=clock_note(schedule, moment))
        for moment, begins in found
    ]


def runs(engines: Engines, watches: Sequence[str], limit: int) -> list[Run]:
    """Of these watches, the newest first."""
    found = [run for name in watches for run in engines.runs.of(name, limit)]
    newest = sorted(found, key=lambda run: (run.started_at, run.id), reverse=True)
    return [_told(run) for run in newest[:limit]]


def run(engines: Engines, number: int) -> Run:
    found = engines.runs.get(number)
    if found is None:
        msg = f"run {number} does not exist; `prospekt get runs` lists those that do"
        raise Permanent(msg)
    return _told(found)


def _told(run: Run) -> Run:
    return replace(run, outcome=in_words(run))


def _under_way(last: Run | None) -> bool:
    return last is not None and last.ended_at is None


def picked(engines: Engines, names: Sequence[str]) -> list[Watch]:
    """Find them by name; no names are all that are not suspended."""
    known = {kept.watch.name: kept.watch for kept in engines.watches.all()}
    if not names:
        found = [watch for watch in known.values() if not watch.spec.suspend]
        if not found:
            said = "every watch is suspended" if known else "there are no watches yet"
            msg = f"{said}; `prospekt apply -f FILE` brings one (docs/watches.md)"
            raise Permanent(msg)
        return found
    for name in names:
        if name not in known:
            msg = f"watch {name!r} does not exist; `prospekt get watches` lists those that do"
            raise Permanent(msg)
    return [known[name] for name in names]
