"""Dates as the boards show them: by Kyiv's clock, and in words."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

_MONTHS: Final = (
    *("січня", "лютого", "березня", "квітня", "травня", "червня"),
    *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
)


def local(moment: datetime) -> datetime:
    """Kyiv's wall clock, without a zone: as both boards write it."""
    return moment.astimezone(ZoneInfo("Europe/Kyiv")).replace(tzinfo=None)


def in_words(moment: datetime) -> str:
    day = local(moment)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
