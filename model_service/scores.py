"""How good forecasts were at their origins: error, coverage of the interval, direction."""

from typing import Final

import numpy as np

from contracts.prospects import Backtest
from model_service import gaps
from model_service.backtest import NOW_WEEKS, Rolled
from model_service.intervals import LEAST_ORIGINS, spread
from model_service.kit import Bools

EIGHTY: Final = 0.8


def tested(rolled: Rolled, weeks: int, horizon: int) -> Bools:
    """The origins that are judged: whose horizon has ended, the later two thirds of them.

    The first third is what the intervals of the others are drawn from.
    """
    origins = np.array(rolled.origins)
    ended = origins + horizon <= weeks
    first = int(origins[ended][int(ended.sum()) // 3]) if ended.any() else 0
    return ended & (origins >= first)


def error(rolled: Rolled, method: str, at: Bools, horizon: int) -> float | None:
    """Mean absolute error of the origins in `at`, in one-week steps of the known past (MASE)."""
    made, truth = (x[at, :, :horizon] for x in (rolled.forecasts[method], rolled.truth))
    scaled = np.abs(truth - made) / np.maximum(rolled.step, 1e-9)[at, :, None]
    known = ~np.isnan(scaled)
    return float(scaled[known].mean()) if known.any() else None


def coverage(rolled: Rolled, method: str, at: Bools, horizon: int) -> float | None:
    """Share of truths inside the 80 % interval that the misses known at each origin would give."""
    errors = np.abs(rolled.errors(method))
    origins = np.array(rolled.origins)
    inside = total = 0
    for place in np.flatnonzero(at):
        for week in range(horizon):
            known = errors[origins + week + 1 <= origins[place], :, week]
            if (~np.isnan(known)).any(axis=1).sum() < LEAST_ORIGINS:
                continue
            missed = errors[place, :, week]
            missed = missed[~np.isnan(missed)]
            inside += int(np.sum(missed <= spread(known[~np.isnan(known)], EIGHTY)))
            total += len(missed)
    return inside / total if total else None


def direction(rolled: Rolled, method: str, at: Bools, horizon: int) -> float | None:
    """Share of rises and falls over the horizon called right; None where none was called."""
    then = gaps.trailing(rolled.truth, NOW_WEEKS)[at, :, horizon - 1]
    made = gaps.trailing(rolled.forecasts[method], NOW_WEEKS)[at, :, horizon - 1]
    now = rolled.now[at]
    truth, call = np.sign(then - now), np.sign(np.round(made - now, 9))
    counted = ~np.isnan(truth) & ~np.isnan(call) & (truth != 0) & (call != 0)
    return float(np.mean(truth[counted] == call[counted])) if counted.any() else None


def report(
    rolled: Rolled, method: str, naive: dict[str, float], at: Bools, horizon: int
) -> Backtest | None:
    missed = error(rolled, method, at, horizon)
    if missed is None:
        return None
    return Backtest(
        origins=int(at.sum()),
        horizon=horizon,
        error=missed,
        baselines=naive,
        coverage_80=coverage(rolled, method, at, horizon),
        direction=direction(rolled, method, at, horizon),
    )
