"""The terminal's chart tells gaps from zeros and shows the range ahead."""

from datetime import date, timedelta

from console.cli.charts import demand_chart
from contracts.prospects import ForecastPoint, Point

MONDAY = date(2026, 8, 3)


def _points(*flows: float | None) -> list[Point]:
    return [
        Point(date=MONDAY + timedelta(weeks=n), flow=flow, stock=None)
        for n, flow in enumerate(flows)
    ]


def _ahead(low: float, middle: float, high: float) -> ForecastPoint:
    quantiles = {"0.1": low, "0.5": middle, "0.9": high}
    return ForecastPoint(date=MONDAY + timedelta(weeks=9), mean=middle, quantiles=quantiles)


def test_a_gap_is_a_dot_and_a_zero_is_empty() -> None:
    lines = demand_chart(_points(4, None, 0), [], height=2)
    assert lines[1] == "0 ┤█· │"


def test_the_highest_value_fills_its_column() -> None:
    lines = demand_chart(_points(1, 4), [], height=4)
    assert [line[3] for line in lines[:4]] == [" ", " ", " ", "█"]
    assert [line[4] for line in lines[:4]] == ["█", "█", "█", "█"]


def test_the_range_ahead_is_shaded_around_its_median() -> None:
    lines = demand_chart(_points(8), [_ahead(2, 4, 7)], height=8)
    assert [line[-1] for line in lines[:8]] == [*"░░░─░░", " ", " "][::1]


def test_no_history_is_no_fault() -> None:
    assert demand_chart([], [], height=2)[-1] == ""
