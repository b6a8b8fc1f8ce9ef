"""Time in the tables: moments that may be absent, "never", and weeks from Monday to Monday."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

from engines.embedded.moments import restored, stored

_FIRST_MONDAY: Final = date(1, 1, 1)
_FIRST: Final = stored(datetime(1, 1, 1, tzinfo=UTC))
_WEEK: Final = timedelta(weeks=1) // timedelta(microseconds=1)

OPEN: Final = 1 << 62
"""Stands for "not closed", so that comparisons need no case for it."""


def maybe_stored(moment: datetime | None) -> int | None:
    return None if moment is None else stored(moment)


def maybe_restored(microseconds: int | None) -> datetime | None:
    return None if microseconds is None or microseconds == OPEN else restored(microseconds)


def week_of(microseconds: int) -> int:
    return (microseconds - _FIRST) // _WEEK


def week_sql(column: str) -> str:
    """The same as `week_of`, for a column."""
    return f"(({column} - ({_FIRST})) / {_WEEK})"


def monday(week: int) -> date:
    return _FIRST_MONDAY + timedelta(weeks=week)
