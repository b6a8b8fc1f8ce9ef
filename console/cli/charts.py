"""Pictures for a terminal: weekly demand and where it may go (pure text)."""

import math
from collections.abc import Sequence
from typing import Final

from contracts.prospects import ForecastPoint, Point

_BLOCKS: Final = " ▁▂▃▄▅▆▇█"
_PARTS: Final = " ▏▎▍▌▋▊▉█"
_GAP: Final = "·"


def demand_chart(
    series: Sequence[Point], forecast: Sequence[ForecastPoint], *, height: int = 7, weeks: int = 52
) -> list[str]:
    """Columns of past weeks, then the 80 % range (░) with its median (─) for the weeks ahead.

    A week without a complete sweep is a gap, marked by a dot, never a zero.
    """
    past = [point.flow for point in series[-weeks:]]
    top = _top([value for value in past if value is not None], forecast)
    columns = [_bar(value, top, height) for value in past]
    ahead = [_range(point, top, height) for point in forecast]
    label = len(_number(top))
    lines = []
    for row in range(height - 1, -1, -1):
        axis = {height - 1: _number(top), 0: "0"}.get(row, "")
        body = "".join(column[row] for column in columns)
        fan = "".join(column[row] for column in ahead)
        lines.append(f"{axis:>{label}} ┤{body}│{fan}")
    lines.append(_dates(series[-weeks:], forecast, label + 2, len(past)))
    return lines


def row_bar(value: float, top: float, *, width: int = 12) -> str:
    """One value as a line, in eighths of a character."""
    eighths = round(value / top * width * 8) if top else 0
    return ("█" * (eighths // 8) + _PARTS[eighths % 8]).rstrip()


def _top(values: Sequence[float], forecast: Sequence[ForecastPoint]) -> float:
    highest = max([*values, *(point.quantiles["0.9"] for point in forecast)], default=0.0)
    return max(1.0, math.ceil(highest))


def _bar(value: float | None, top: float, height: int) -> list[str]:
    if value is None:
        return [_GAP, *[" "] * (height - 1)]
    eighths = round(value / top * height * 8)
    return [_BLOCKS[max(0, min(8, eighths - 8 * row))] for row in range(height)]


def _range(point: ForecastPoint, top: float, height: int) -> list[str]:
    low, middle, high = (
        min(height - 1, int(point.quantiles[name] / top * height)) for name in ("0.1", "0.5", "0.9")
    )
    return ["─" if row == middle else "░" if low <= row <= high else " " for row in range(height)]


def _dates(
    past: Sequence[Point], forecast: Sequence[ForecastPoint], indent: int, width: int
) -> str:
    if not past:
        return ""
    first, last = f"{past[0].date:%b %Y}", f"{past[-1].date:%d %b %Y}"
    gap = max(1, width - len(first) - len(last))
    end = f" → {forecast[-1].date:%d %b %Y}" if forecast else ""
    return " " * indent + first + " " * gap + last + end


def _number(value: float) -> str:
    return f"{value:,.0f}"
