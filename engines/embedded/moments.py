"""Moments as SQLite keeps them: microseconds since 1970, exact both ways."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def stored(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def restored(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
