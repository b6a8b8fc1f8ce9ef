"""Dates as boards write them.

A day is its midnight, and what names no zone is in the one that is given. A day without a year is
the latest such day that is not in the future.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS: Final = (
    "січень січня январь января january",
    "лютий лютого февраль февраля february",
    "березень березня март марта march",
    "квітень квітня апрель апреля april",
    "травень травня май мая may",
    "червень червня июнь июня june",
    "липень липня июль июля july",
    "серпень серпня август августа august",
    "вересень вересня сентябрь сентября september",
    "жовтень жовтня октябрь октября october",
    "листопад листопада ноябрь ноября november",
    "грудень грудня декабрь декабря december",
)
_DAYS_BACK: Final = ("сьогодні сегодня today", "вчора учора вчера yesterday", "позавчора позавчера")
_UNITS: Final = (
    (timedelta(minutes=1), ("хв", "мин", "min")),
    (timedelta(hours=1), ("год", "час", "hour")),
    (timedelta(days=1), ("ден", "дні", "дня", "дне", "day")),
    (timedelta(weeks=1), ("тиж", "нед", "week")),
)
_WORD: Final = r"[^\W\d_]{2,}"
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MAIL: Final = re.compile(r"(?:[A-Z][a-z]{2}, *)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_CLOCK: Final = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)")
_DAY_MONTH: Final = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)? +({_WORD})(?:[., ]+(\d{{4}})(?!\d))?"
)
_MONTH_DAY: Final = re.compile(
    rf"({_WORD})\.? +(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? +(\d{{4}})(?!\d))?"
)
_AGO: Final = re.compile(rf"(?<![\d+])(\d{{1,3}}) +({_WORD})\.? +(?:тому|назад|ago)")
_ONE_AGO: Final = re.compile(rf"(?:an? )?({_WORD}) +(?:тому|назад|ago)")
_LONGEST: Final = 200
"""Characters that are looked at: where a date is told, it stands early."""

_LEAP: Final = 8
"""Years between 29 Februaries, at most."""


@cache
def kyiv() -> tzinfo:
    """Return the zone of Ukrainian boards; older time-zone data spells it differently."""
    try:
        return ZoneInfo("Europe/Kyiv")
    except ZoneInfoNotFoundError:
        return ZoneInfo("Europe/Kiev")


def parse(text: str, *, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the moment, always with a zone; None when the text names none."""
    text = " ".join(text[:_LONGEST].split())
    try:
        found = _machine(text) or _human(text.lower(), now, now.astimezone(zone).date())
    except (ValueError, OverflowError):
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=zone)


def _machine(text: str) -> datetime | None:
    if _ISO.match(text):
        return datetime.fromisoformat(text)
    return parsedate_to_datetime(text) if _MAIL.match(text) else None


def _human(text: str, now: datetime, today: date) -> datetime | None:
    day = _numbered(text) or _named(text, today) or _back(text, today)
    if day is None:
        return _ago(text, now)
    clock = _CLOCK.search(text)
    return datetime.combine(day, time(int(clock[1]), int(clock[2])) if clock else time())


def _numbered(text: str) -> date | None:
    found = _NUMBERS.search(text)
    return date(*(int(number) for number in reversed(found.groups()))) if found else None


def _named(text: str, today: date) -> date | None:
    for pattern, order in ((_DAY_MONTH, (1, 2)), (_MONTH_DAY, (2, 1))):
        for found in pattern.finditer(text):
            day, name = (found.group(place) for place in order)
            month = _month(name)
            if month:
                return _latest(int(day), month, found.group(3), today)
    return None


def _month(name: str) -> int:
    """Return 1 to 12 for a month's name or the beginning of one, else 0."""
    for number, names in enumerate(_MONTHS, start=1):
        if len(name) > 2 and any(each.startswith(name) for each in names.split()):  # noqa: PLR2004
            return number
    return 0


def _latest(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return date(int(year), month, day)
    for back in range(_LEAP + 1):
        try:
            found = date(today.year - back, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    return None


def _back(text: str, today: date) -> date | None:
    words = set(re.findall(_WORD, text))
    for days, names in enumerate(_DAYS_BACK):
        if words.intersection(names.split()):
            return today - timedelta(days=days)
    return None


def _ago(text: str, now: datetime) -> datetime | None:
    several, one = _AGO.search(text), _ONE_AGO.fullmatch(text)
    count, unit = several.groups() if several else (1, one.group(1)) if one else (0, "")
    for span, stems in _UNITS:
        if unit.startswith(stems):
            return now - int(count) * span
    return None
