"""Dates as boards write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.dates import kyiv, parse

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
PLUS_3 = timezone(timedelta(hours=3))


def _parse(text: str) -> datetime | None:
    return parse(text, zone=kyiv(), now=NOW)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-18", datetime(2026, 9, 18, tzinfo=kyiv())),
        ("2026-09-18T10:30:00", datetime(2026, 9, 18, 10, 30, tzinfo=kyiv())),
        ("2026-09-18 10:30", datetime(2026, 9, 18, 10, 30, tzinfo=kyiv())),
        ("2026-09-18T10:30:00+0300", datetime(2026, 9, 18, 10, 30, tzinfo=PLUS_3)),
        ("2026-09-18T10:30:00Z", datetime(2026, 9, 18, 10, 30, tzinfo=UTC)),
        ("2026-09-18T10:30:00.123456+03:00", datetime(2026, 9, 18, 10, 30, 0, 123456, PLUS_3)),
        ("18 вересня 2026", datetime(2026, 9, 18, tzinfo=kyiv())),
        ("вакансія від 18 вересня 2026 р.", datetime(2026, 9, 18, tzinfo=kyiv())),
        ("22 октября 2026", datetime(2026, 10, 22, tzinfo=kyiv())),
        ("Sep 18, 2026", datetime(2026, 9, 18, tzinfo=kyiv())),
        ("18th September 2026", datetime(2026, 9, 18, tzinfo=kyiv())),
        ("15:14 23.09.2026", datetime(2026, 9, 23, 15, 14, tzinfo=kyiv())),
        ("Tue, 22 Sep 2026 10:00:00 +0300", datetime(2026, 9, 22, 10, tzinfo=PLUS_3)),
        ("Tue, 22 Sep 2026 10:00:00 GMT", datetime(2026, 9, 22, 10, tzinfo=UTC)),
        ("сьогодні о 10:15", datetime(2026, 11, 2, 10, 15, tzinfo=kyiv())),
        ("вчера", datetime(2026, 11, 1, tzinfo=kyiv())),
        ("3 дні тому", NOW - timedelta(days=3)),
        ("Опубліковано 2 тижні тому", NOW - timedelta(weeks=2)),
        ("годину тому", NOW - timedelta(hours=1)),
        ("5 minutes ago", NOW - timedelta(minutes=5)),
    ],
)
def test_each_way_of_writing_is_read(text: str, moment: datetime) -> None:
    assert _parse(text) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("22 жовтня", datetime(2026, 10, 22, tzinfo=kyiv())),
        ("2 листопада", datetime(2026, 11, 2, tzinfo=kyiv())),
        ("3 листопада", datetime(2025, 11, 3, tzinfo=kyiv())),
        ("29 лютого", datetime(2024, 2, 29, tzinfo=kyiv())),
    ],
)
def test_a_day_without_a_year_is_the_latest_that_is_not_in_the_future(
    text: str, moment: datetime
) -> None:
    assert _parse(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "скоро",
        "5 версій",
        "31 лютого",
        "2026-13-01",
        "99.99.2026",
        "30+ days ago",
        "2 роки тому",
    ],
)
def test_what_names_no_date_is_none(text: str) -> None:
    assert _parse(text) is None


@given(anything)
@settings(deadline=None)
def test_any_text_is_a_moment_with_a_zone_or_none(text: str) -> None:
    moment = _parse(text)
    assert moment is None or moment.utcoffset() is not None


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1)))  # noqa: DTZ001
@settings(deadline=None)
def test_iso_moments_without_a_zone_are_in_the_zone_given(moment: datetime) -> None:
    assert _parse(moment.isoformat()) == moment.replace(tzinfo=kyiv())
