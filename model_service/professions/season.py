"""One yearly season for all series together, as factors on demand, shrunk to what is proven.

The log of the total is regressed on three yearly waves and the turn of the year. Everything is
first turned into the surprises of a smoother that fits it best, so that a wandering level does not
pass for a season; then each wave is shrunk by how far it rises above chance (its F), so that a
season that two years do not prove is no season at all.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np

from model_service.kit import Floats, Panel
from model_service.professions import smoothing

LEAST_WEEKS: Final = 60
"""A year and some weeks that repeat: below it a season cannot be told from a trend."""
CHANCE: Final = 3.0
"""An F that chance alone exceeds once in twenty."""
WAVES: Final = 3
SIZE: Final = 2 * WAVES + 1
_GROUPS: Final = (*(slice(2 * k, 2 * k + 2) for k in range(WAVES)), slice(2 * WAVES, SIZE))
_YEAR_DAYS: Final = 365.25


def _grid() -> Floats:
    trends = ((0.0, 1.0), (0.1, 0.9), (0.2, 0.8), (0.3, 0.6), (0.5, 0.5), (0.5, 0.7))
    quick = ((0.7, 0.6), (0.7, 0.7), (0.8, 0.8))
    levels = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
    return np.array([(a, b, phi) for a in levels for b, phi in trends + quick if b <= a])


_GRID: Final = _grid()


def _calendar(start: date, weeks: int) -> Floats:
    return _years(start, -(-weeks // 52))[:weeks]


@lru_cache(maxsize=8)
def _years(start: date, years: int) -> Floats:
    weeks = 52 * years
    days = [start + timedelta(days=k) for k in range(7 * weeks)]
    mid = np.array([day.timetuple().tm_yday for day in days[3::7]]) / _YEAR_DAYS
    waves = [wave(2 * np.pi * k * mid) for k in range(1, WAVES + 1) for wave in (np.cos, np.sin)]
    turn = [(day.month, day.day) >= (12, 24) or (day.month, day.day) <= (1, 6) for day in days]
    return np.column_stack([*waves, np.reshape(turn, (weeks, 7)).mean(axis=1)])


def factors(season: Floats, start: date, weeks: int) -> Floats:
    """What to multiply an even demand by in each week."""
    return np.asarray(np.exp(_calendar(start, weeks) @ season))


def estimate(panel: Panel) -> Floats:
    """The season's coefficients; zeros where there is none to be seen."""
    values, none = panel.values, np.zeros(SIZE)
    if panel.weeks < LEAST_WEEKS or (values < 0).any():
        return none
    seen = ~np.isnan(values)
    total = np.where(seen, values, 0.0).sum(axis=0)
    usual = seen.T @ np.nan_to_num(np.where(seen, values, 0.0).sum(1) / np.maximum(seen.sum(1), 1))
    known = (total > 0) & (usual > 0)
    if known.sum() < LEAST_WEEKS:
        return none
    columns = np.column_stack(
        [np.log(total[known] / usual[known]), _calendar(panel.start, panel.weeks)[known]]
    )
    return _shrunk(np.column_stack([columns, np.flatnonzero(known) / 52.0]))


def _shrunk(columns: Floats) -> Floats:
    """Regress the first column on the rest, as surprises; shrink each wave by its F."""
    surprises = smoothing.run(columns.T, _GRID)[0][1:].transpose(1, 0, 2)
    told, tellers = surprises[:, :, :1], surprises[:, :, 1:]
    turned = tellers.transpose(0, 2, 1)
    inverse = np.linalg.pinv(turned @ tellers, hermitian=True)
    found = inverse @ (turned @ told)
    left = np.sum((told - tellers @ found) ** 2, axis=(1, 2))
    best = int(np.argmin(left))
    season = found[best, :, 0]
    covariance = inverse[best] * left[best] / (told.shape[1] - len(season))
    shrunk = np.zeros(SIZE)
    for group in _GROUPS:
        part = season[group]
        size = part @ np.linalg.pinv(covariance[group, group]) @ part / len(part)
        shrunk[group] = part * max(0.0, 1 - CHANCE / max(float(size), CHANCE))
    return shrunk
