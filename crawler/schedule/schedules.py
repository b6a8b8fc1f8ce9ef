"""When a watch runs (pure): cron by the clock of a zone, or every so often; jitter and overlap.

A run has a due moment. It begins a little later, by its jitter; runs that were missed are made up
by one. Where a clock skips an hour, what was due in it runs at its end; where an hour comes twice,
what has a fixed hour runs in the first of the two.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from contracts.config import Run
from contracts.errors import Permanent
from contracts.identity import digest
from contracts.subjects import Schedule

FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When a watch that never ran was due: the same moment for everybody who asks."""
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN: Final = re.compile(r"([1-9][0-9]{0,4})([smhdw])")
_MINUTE: Final = timedelta(minutes=1)


def span(text: str) -> timedelta:
    """Read 6h, 1d, 2w."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Permanent(f"{text!r} is no span such as 6h or 1d; write a number and s, m, h, d or w")
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def due(watch: str, schedule: Schedule, last: Run | None, now: datetime) -> datetime | None:
    """Return the due moment of the run that should begin now; None: none should."""
    if last is None:
        return FIRST
    if last.ended_at is None:
        return None
    found = _next_after(schedule, last)
    return found if found and begin_at(watch, schedule, found) <= now else None


def begin_at(watch: str, schedule: Schedule, due_at: datetime) -> datetime:
    """Add the run's jitter, drawn from its name and moment: the same whoever asks, and when."""
    if not schedule.jitter:
        return due_at
    widest = span(schedule.jitter) // timedelta(seconds=1)
    drawn = int(digest(watch, due_at.astimezone(UTC).isoformat())[:12], 16)
    return due_at + timedelta(seconds=drawn % (widest + 1))


def missed(schedule: Schedule, last: Run, now: datetime) -> datetime | None:
    """Return when the first run was due that the one under way kept from beginning."""
    found = next_run(schedule, last.started_at)
    return found if last.ended_at is None and found and found <= now else None


def upcoming(
    watch: str, schedule: Schedule, last: Run | None, now: datetime, count: int
) -> list[tuple[datetime, datetime]]:
    """(due, begins) of the next runs, if each ends before the one after it; overdue: now."""
    found = FIRST if last is None else _next_after(schedule, last)
    runs: list[tuple[datetime, datetime]] = []
    while found and len(runs) < count:
        begins = max(now, begin_at(watch, schedule, found))
        runs.append((found, begins))
        found = next_run(schedule, begins)
    return runs


def next_run(schedule: Schedule, last: datetime) -> datetime | None:
    """None: not in the next fifty years."""
    if schedule.every:
        return last + span(schedule.every)
    try:
        # In the second of two equal hours it would look back at the first.
        found = (
            each.astimezone(UTC)
            for each in CronSim(schedule.cron, last.astimezone(ZoneInfo(schedule.time_zone)))
        )
        return next((each for each in found if each > last), None)
    except (CronSimError, ZoneInfoNotFoundError, ValueError) as error:
        msg = f"schedule {schedule.cron!r} in {schedule.time_zone!r}: {error}; mend the watch"
        raise Permanent(msg) from error


def clock_note(schedule: Schedule, due_at: datetime) -> str:
    """Say what the change of the clocks does to a run; "" when it does nothing."""
    if not schedule.cron:
        return ""
    zone = ZoneInfo(schedule.time_zone)
    local = due_at.astimezone(zone)
    wall = local.replace(tzinfo=None)
    if local.replace(fold=1 - local.fold).utcoffset() != local.utcoffset():
        return f"{wall:%H:%M} comes twice that night: {'the second' if local.fold else 'the first'}"
    before = (due_at - _MINUTE).astimezone(zone).replace(tzinfo=None)
    if wall - before > _MINUTE and next(CronSim(schedule.cron, wall - _MINUTE), None) != wall:
        return f"{before + _MINUTE:%H:%M} to {wall:%H:%M} is skipped that night: at its end"
    return ""


def _next_after(schedule: Schedule, last: Run) -> datetime | None:
    """With overlap `skip`, what was due while the last one was under way is not made up."""
    ended = last.ended_at or last.started_at
    if schedule.overlap == "queue" or ended <= last.started_at:
        return next_run(schedule, last.started_at)
    if schedule.every:
        step = span(schedule.every)
        return last.started_at + step * ((ended - last.started_at) // step + 1)
    return next_run(schedule, ended)
