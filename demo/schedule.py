"""When the demo happens: 104 weeks of archive, then four weeks that are crawled live."""

from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.errors import Misconfigured

END: Final = datetime(2026, 11, 2, tzinfo=UTC)
"""A Monday; the default "now" of the demo, at which its prospects are asked for."""
ARCHIVE_WEEKS: Final = 104
PRESENT_WEEKS: Final = 4
WEEK: Final = timedelta(weeks=1)
_SWEEP_BEFORE_MONDAY: Final = timedelta(hours=4)


def checked(end: datetime) -> datetime:
    """Return `end` in UTC; everything here is counted in whole weeks back from it."""
    moment = end.replace(tzinfo=UTC) if end.tzinfo is None else end.astimezone(UTC)
    if moment.weekday() or moment != moment.replace(hour=0, minute=0, second=0, microsecond=0):
        msg = f"end {end.isoformat()} is not a Monday 00:00 UTC; name one, such as 2026-11-02"
        raise Misconfigured(msg)
    return moment


def archive_start(end: datetime) -> datetime:
    return archive_end(end) - ARCHIVE_WEEKS * WEEK


def archive_end(end: datetime) -> datetime:
    """The first moment of the present."""
    return end - PRESENT_WEEKS * WEEK


def sweep_times(end: datetime = END) -> tuple[datetime, ...]:
    """Sundays 20:00 UTC of the present weeks: one complete walk of each board in each."""
    weeks = range(1, PRESENT_WEEKS + 1)
    return tuple(archive_end(end) + week * WEEK - _SWEEP_BEFORE_MONDAY for week in weeks)


def as_of(end: datetime = END) -> datetime:
    """The moment to ask for prospects: every week before it is over."""
    return end
