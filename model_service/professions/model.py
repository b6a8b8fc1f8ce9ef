"""How weekly demand is forecast: naive methods, three candidates, and what they are fitted to."""

from typing import Final

import numpy as np
from msgspec import Struct

from model_service import gaps
from model_service.kit import Floats, Panel
from model_service.professions import season as seasons
from model_service.professions import smoothing

NAME: Final = "professions"
NAIVE: Final = ("last_value", "last_4_weeks", "drift", "seasonal_naive")
CANDIDATES: Final = ("combined", "damped", "theta")
YEAR: Final = 52
RECENT: Final = 4


class Fit(Struct, frozen=True, kw_only=True):
    """All that a forecast needs beside the history itself."""

    season: tuple[float, ...]
    """Coefficients of the yearly season, see `season`."""
    grid: tuple[tuple[float, float, float], ...]
    """Smoothing parameters to choose from: level, trend, damping."""
    errors: tuple[float, ...]
    """What each of them missed by, all series together."""


def fit(panel: Panel) -> Fit:
    season = seasons.estimate(panel)
    even = panel.values / seasons.factors(season, panel.start, panel.weeks)
    grid = np.array(smoothing.GRID)
    _, levels, trends = smoothing.run(even, grid)
    errors = smoothing.errors(even, levels, trends, grid).mean(axis=1)
    return Fit(season=tuple(season.tolist()), grid=smoothing.GRID, errors=tuple(errors.tolist()))


def forecast(fit: Fit, panel: Panel, horizon: int) -> dict[str, Floats]:
    factors = seasons.factors(np.array(fit.season), panel.start, panel.weeks + horizon)
    even = panel.values / factors[: panel.weeks]
    made = _naive(panel.values, horizon)
    floor = np.where(np.nanmin(panel.values, axis=1, initial=0.0) < 0, -np.inf, 0.0)[:, None]
    for name, path in _candidates(fit, even, horizon).items():
        made[name] = np.maximum(path * factors[panel.weeks :], floor)
    return made


def season_factors(fit: Fit, panel: Panel, horizon: int) -> Floats:
    """The season of each week of the history and of the forecast."""
    return seasons.factors(np.array(fit.season), panel.start, panel.weeks + horizon)


def _naive(values: Floats, horizon: int) -> dict[str, Floats]:
    ahead = np.arange(1, horizon + 1)
    last, at = gaps.edge(values, last=True)
    first, since = gaps.edge(values, last=False)
    recent = gaps.latest(values, RECENT)[:, None]
    slope = (last - first) / np.maximum(at - since, 1)
    flat = np.ones(horizon)
    return {
        "last_value": last[:, None] * flat,
        "last_4_weeks": recent * flat,
        "drift": np.maximum(last[:, None] + slope[:, None] * ahead, np.fmin(0.0, last)[:, None]),
        "seasonal_naive": _year_ago(values, horizon, recent),
    }


def _year_ago(values: Floats, horizon: int, recent: Floats) -> Floats:
    """The same week a year before; where that is a gap or before the first, the recent mean."""
    earlier = np.full((len(values), YEAR), np.nan)
    ago = np.hstack([earlier, values])[:, values.shape[1] + np.arange(horizon) % YEAR]
    return np.where(np.isnan(ago), recent, ago)


def _candidates(fit: Fit, even: Floats, horizon: int) -> dict[str, Floats]:
    grid = np.array(fit.grid)
    _, levels, trends = smoothing.run(even, grid)
    own = smoothing.errors(even, levels, trends, grid)
    pooled = np.array(fit.errors)
    each = np.arange(len(even))
    best = smoothing.choose(pooled, own)
    reach = smoothing.damping(grid, horizon)
    damped = levels[-1, best, each, None] + trends[-1, best, each, None] * reach[best]
    flat = np.flatnonzero(grid[:, 1] == 0)
    level = levels[-1, flat[smoothing.choose(pooled[flat], own[flat])], each, None]
    theta = level + 0.5 * _slope(even[:, -YEAR:])[:, None] * np.arange(1, horizon + 1)
    return {"damped": damped, "theta": theta, "combined": (damped + theta) / 2}


def _slope(values: Floats) -> Floats:
    """Weekly slope of the straight line through each row; zero for a row of fewer than two."""
    seen = ~np.isnan(values)
    week = np.where(seen, np.arange(values.shape[1], dtype=np.float64), np.nan)
    away = np.where(seen, week - gaps.mean(week, axis=1)[:, None], 0.0)
    spread = np.sum(away**2, axis=1)
    return np.asarray(np.sum(away * np.where(seen, values, 0.0), axis=1) / np.maximum(spread, 1.0))
