"""What a learned model says of one series: the fan, the change and the chance of a rise."""

from typing import TypeVar

import numpy as np
from msgspec import Struct

from contracts.prospects import Change, ForecastPoint
from model_service import gaps, intervals
from model_service.backtest import NOW_WEEKS, scale_of
from model_service.intervals import Conformal
from model_service.kit import WEEK, Kit, Panel

F = TypeVar("F")


class Outlook(Struct, frozen=True, kw_only=True):
    now: float
    """The mean of the last four covered weeks."""
    probability_up: float
    change: Change | None
    """None where now is nothing, so that no share of it can be told."""
    points: tuple[ForecastPoint, ...]


def outlook(
    kit: Kit[F], method: str, fit: F, conformal: Conformal, panel: Panel, horizon: int
) -> Outlook:
    """`panel` holds one series; its forecast begins in the week after the last column."""
    path = kit.forecast(fit, panel, horizon)[method][0]
    scale = float(scale_of(panel.values)[0])
    now = float(gaps.latest(panel.values, NOW_WEEKS)[0])
    floor = 0.0 if np.nanmin(panel.values) >= 0 else -np.inf
    # Weeks since the last covered one: the forecast reaches that much further than it seems.
    _, last = gaps.edge(panel.values, last=True)
    reach = [
        min(week + panel.weeks - 1 - int(last[0]), len(conformal.spreads))
        for week in range(1, horizon + 1)
    ]
    rise = intervals.then(path) - now
    points = (
        ForecastPoint(
            date=panel.end + week * WEEK,
            mean=made,
            quantiles=intervals.quantiles(conformal, reach[week], made, scale, floor),
        )
        for week, made in enumerate(path.tolist())
    )
    return Outlook(
        now=now,
        probability_up=intervals.probability_up(conformal, reach[-1], rise, scale),
        change=_change(now, rise, intervals.change_spread(conformal, reach[-1]) * scale, floor),
        points=tuple(points),
    )


def _change(now: float, rise: float, spread: float, floor: float) -> Change | None:
    if now <= 0:
        return None
    low, high = max(floor, now + rise - spread), now + rise + spread
    return Change(p10=low / now - 1, p50=rise / now, p90=high / now - 1)
