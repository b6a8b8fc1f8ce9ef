"""Time as the engines keep it: microseconds since 1970, exact both ways, and whole weeks."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_FIRST_MONDAY: Final = date(1, 1, 1)

WEEK: Final = timedelta(weeks=1) // _MICROSECOND
OPEN: Final = 1 << 62
"""Stands for "not closed", so that comparisons need no case for it."""


def stored(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def restored(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


FIRST: Final = stored(datetime(1, 1, 1, tzinfo=UTC))
"""When the first week begins."""


def maybe_stored(moment: datetime | None) -> int | None:
    return None if moment is None else stored(moment)


def maybe_restored(microseconds: int | None) -> datetime | None:
    return None if microseconds is None or microseconds == OPEN else restored(microseconds)


def week_of(microseconds: int) -> int:
    """Number the weeks from Monday to Monday (UTC)."""
    return (microseconds - FIRST) // WEEK


def monday(week: int) -> date:
    return _FIRST_MONDAY + timedelta(weeks=week)
