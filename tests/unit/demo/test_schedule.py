"""The demo's calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.errors import Misconfigured
from demo.schedule import END, archive_end, archive_start, as_of, checked, sweep_times


def test_archive_is_two_years_that_end_where_the_present_begins() -> None:
    assert archive_end(END) == datetime(2026, 10, 5, tzinfo=UTC)
    assert archive_end(END) - archive_start(END) == timedelta(weeks=104)


def test_each_present_week_has_one_sweep_on_its_sunday_evening() -> None:
    times = sweep_times()
    assert [time.isoformat() for time in times] == [
        "2026-10-11T20:00:00+00:00",
        "2026-10-18T20:00:00+00:00",
        "2026-10-25T20:00:00+00:00",
        "2026-11-01T20:00:00+00:00",
    ]
    assert archive_end(END) < times[0] < times[-1] < as_of(END)


def test_naive_end_is_taken_as_utc() -> None:
    assert checked(datetime(2026, 11, 2)) == END  # noqa: DTZ001 - it is what the test is about


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(datetime(2026, 11, 3, tzinfo=UTC), id="a Tuesday"),
        pytest.param(datetime(2026, 11, 2, 1, tzinfo=UTC), id="past midnight"),
    ],
)
def test_end_inside_a_week_is_refused(end: datetime) -> None:
    with pytest.raises(Misconfigured, match="not a Monday"):
        checked(end)
