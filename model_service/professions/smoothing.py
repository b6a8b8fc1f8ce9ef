"""Damped exponential smoothing of many series under many parameters at once, gaps included.

A gap leaves level and trend to run on by themselves. The same filter turns any column into its
surprises (innovations), by which the season is estimated.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from model_service import gaps
from model_service.kit import Floats

HORIZONS: Final = (1, 4, 8, 12)
"""Parameters are chosen by how well they forecast so many weeks ahead."""
WARM_UP: Final = 8
"""The first weeks only settle the level."""
OWN: Final = 0.7
"""A series' own errors weigh this much in the choice, those of all series the rest."""


def _grid() -> tuple[tuple[float, float, float], ...]:
    """(level, trend, damping): from the noisy count to the smooth index, most trends damped."""
    trends = ((0.0, 1.0), (0.02, 0.9), (0.05, 0.9), (0.05, 0.95), (0.1, 0.9), (0.1, 0.95))
    quick = ((0.2, 0.8), (0.2, 0.9), (0.4, 0.8))
    levels = (0.1, 0.2, 0.35, 0.6, 1.0)
    return tuple((a, b, phi) for a in levels for b, phi in trends + quick if b <= a)


GRID: Final = _grid()


def run(values: Floats, grid: Floats) -> tuple[Floats, Floats, Floats]:
    """Return (surprise, level, trend), each (week, parameters, series)."""
    a, b, phi = (grid[:, k, None] for k in range(3))
    weeks = values.shape[1]
    seen = ~np.isnan(values)
    known = np.where(seen, values, 0.0)
    first, _ = gaps.edge(values, last=False)
    level = np.broadcast_to(np.nan_to_num(first), (len(grid), len(values)))
    trend = np.zeros_like(level)
    surprises, levels, trends = (np.empty((weeks, *level.shape)) for _ in range(3))
    for week in range(weeks):
        ahead = level + phi * trend
        surprise = (known[:, week] - ahead) * seen[:, week]
        level = ahead + a * surprise
        trend = phi * trend + b * surprise
        surprises[week], levels[week], trends[week] = surprise, level, trend
    return surprises, levels, trends


def damping(grid: Floats, horizon: int) -> Floats:
    """How many weekly trends lie between now and each week ahead, (parameters, horizon)."""
    return np.cumsum(grid[:, 2, None] ** np.arange(1, horizon + 1), axis=1)


def errors(values: Floats, levels: Floats, trends: Floats, grid: Floats) -> Floats:
    """Mean absolute errors ahead, in the series' own steps, (parameters, series)."""
    reach = damping(grid, max(HORIZONS))[:, :, None]
    scale = np.maximum(gaps.step(values), 1e-9)
    total = np.zeros(levels.shape[1:])
    for ahead in HORIZONS:
        if values.shape[1] - ahead <= WARM_UP:
            break
        made = levels[WARM_UP:-ahead] + trends[WARM_UP:-ahead] * reach[:, ahead - 1]
        missed = np.abs(made - values.T[WARM_UP + ahead :, None, :])
        total += np.nan_to_num(gaps.mean(missed, axis=0) / scale)
    return total


def choose(pooled: Floats, own: Floats) -> NDArray[np.intp]:
    """Each series' parameters: the pooled verdict, bent by its own."""
    chosen: NDArray[np.intp] = np.argmin((1 - OWN) * pooled[:, None] + OWN * own, axis=0)
    return chosen
