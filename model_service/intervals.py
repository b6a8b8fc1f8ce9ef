"""Conformal intervals: how far forecasts missed before says how far they may miss now.

Misses are measured in each series' own usual steps and pooled over series and origins, weeks ahead
apart. Up and down count as equally likely: a fall or rise that all series shared in the past is
not foretold. So the median is the forecast itself, and the same misses give the chance of a rise.
"""

from typing import Final

import numpy as np
from msgspec import Struct

from model_service.backtest import NOW_WEEKS
from model_service.kit import Floats

SPREADS: Final = {0.5: ("0.25", "0.75"), 0.8: ("0.1", "0.9"), 0.95: ("0.025", "0.975")}
"""Share of truths inside, and the quantiles that bound it."""
LADDER: Final = tuple(k / 20 for k in range(20))
"""Shares at which the misses of the change are kept."""
LEAST_ORIGINS: Final = 8
"""Misses of neighbouring series on one origin are much alike: origins count, not misses."""
SUREST: Final = 0.98
"""No chance is stated beyond this, nor below its opposite."""
_EIGHTY: Final = 16
"""Where in the ladder 80 % lies inside."""


class Conformal(Struct, frozen=True, kw_only=True):
    """By weeks ahead, from one on, in usual weekly steps."""

    spreads: tuple[tuple[float, ...], ...]
    """Half widths of the 50, 80 and 95 % interval of a week."""
    change: tuple[tuple[float, ...], ...]
    """The ladder of misses of the mean of the horizon's last four weeks."""


def spread(misses: Floats, share: float) -> float:
    """The conformal half width: of n misses, the one that (n + 1) * share do not exceed."""
    return float(np.quantile(np.abs(misses), share, method="weibull"))


def calibrate(errors: Floats, change_errors: Floats) -> Conformal | None:
    """From (origin, series, week ahead); None where no week ahead has enough origins."""
    spreads = _table(errors, tuple(SPREADS))
    change = _table(change_errors, LADDER)
    if spreads is None or change is None:
        return None
    return Conformal(
        spreads=tuple(map(tuple, spreads.tolist())), change=tuple(map(tuple, change.tolist()))
    )


def _table(errors: Floats, shares: tuple[float, ...]) -> Floats | None:
    """(weeks ahead, shares); never narrower further ahead.

    Weeks ahead with too few origins take the width of the last before them (of a monthly series
    only each fourth is measured). Beyond the last, a forecast is taken to wander: widths grow with
    the root of the weeks ahead.
    """
    enough = (~np.isnan(errors)).any(axis=1).sum(axis=0) >= LEAST_ORIGINS
    if not enough.any():
        return None
    first, last = int(np.argmax(enough)), len(enough) - int(np.argmax(enough[::-1]))
    table = np.full((last, len(shares)), np.nan)
    for week in np.flatnonzero(enough):
        misses = errors[:, :, week]
        found = np.abs(misses[~np.isnan(misses)])
        table[week] = np.quantile(found, shares, method="weibull")
    table[:first] = table[first]
    table = np.fmax.accumulate(table, axis=0)
    beyond = np.sqrt(np.arange(last + 1, len(enough) + 1) / last)
    return np.vstack([table, table[-1] * beyond[:, None]])


def quantiles(
    conformal: Conformal, week: int, made: float, scale: float, floor: float
) -> dict[str, float]:
    """Quantiles of one week ahead (from one on), in order of their levels."""
    found = {"0.5": made}
    for (low, high), width in zip(SPREADS.values(), conformal.spreads[week - 1], strict=True):
        found[low] = max(floor, made - width * scale)
        found[high] = max(floor, made + width * scale)
    return {level: found[level] for level in sorted(found, key=float)}


def probability_up(conformal: Conformal, horizon: int, rise: float, scale: float) -> float:
    """The chance that the truth lies above now, when the forecast lies `rise` above it."""
    ladder = conformal.change[horizon - 1]
    inside = float(np.interp(abs(rise) / scale, ladder, LADDER))
    chance = 0.5 + np.sign(rise) * inside / 2
    return float(np.clip(chance, 1 - SUREST, SUREST))


def change_spread(conformal: Conformal, horizon: int) -> float:
    """Half width of the 80 % interval of the change, in usual weekly steps."""
    return conformal.change[horizon - 1][_EIGHTY]


def then(path: Floats) -> float:
    """What a horizon comes to: the mean of its last four weeks."""
    return float(path[-NOW_WEEKS:].mean())
