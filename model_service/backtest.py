"""Rolling origin: forecast from many past weeks as if each were now, then compare with the truth.

Every method is fitted anew at each origin on what was known then; nothing later is ever seen.
"""

from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from model_service import gaps
from model_service.kit import Floats, Kit, Panel

F = TypeVar("F")

LEAST_WEEKS: Final = 16
"""Covered weeks a series needs before its first origin."""
MOST_ORIGINS: Final = 104
"""Two years of weeks; more would only take longer, as neighbours share most of their truth."""
NOW_WEEKS: Final = 4
"""What is called now, and what is called then, is a mean of four weeks: one week is noise."""


@dataclass(frozen=True)
class Rolled:
    """Forecasts and truths of all origins; a series too short at an origin has NaN as truth."""

    origins: tuple[int, ...]
    """How many weeks were known."""
    forecasts: dict[str, Floats]
    """By method: (origin, series, week ahead)."""
    truth: Floats
    """(origin, series, week ahead); NaN where it is a gap or has not come yet."""
    step: Floats
    """(origin, series): the mean one-week step of the whole past, the unit of MASE."""
    scale: Floats
    """(origin, series): that of the last year, the unit of the intervals."""
    now: Floats
    """(origin, series): the mean of the last four covered weeks."""

    def errors(self, method: str) -> Floats:
        """What was missed, in units of the scale."""
        return (self.truth - self.forecasts[method]) / self.scale[:, :, None]

    def change_errors(self, method: str) -> Floats:
        """The same for the statistic "mean of the last four weeks of the horizon"."""
        then = gaps.trailing(self.truth, NOW_WEEKS)
        made = gaps.trailing(self.forecasts[method], NOW_WEEKS)
        return (then - made) / self.scale[:, :, None]


def scale_of(values: Floats) -> Floats:
    """The unit of the intervals: a usual weekly step, never quite nothing."""
    level = np.nan_to_num(np.abs(gaps.mean(values, axis=1)))
    return np.fmax(gaps.step(values, 52), np.maximum(1e-3 * level, 1e-6))


def roll(kit: Kit[F], panel: Panel, horizon: int) -> Rolled:
    last = panel.weeks - 1
    every = max(1, -(-(last - LEAST_WEEKS) // MOST_ORIGINS))
    origins = tuple(reversed(range(last, LEAST_WEEKS - 1, -every)))
    ahead = np.full((len(panel.names), horizon), np.nan)
    later = np.column_stack([panel.values, ahead])
    past = [panel.until(origin) for origin in origins]
    made = [kit.forecast(kit.fit(known), known, horizon) for known in past]
    ready = [np.sum(~np.isnan(known.values), axis=1) >= LEAST_WEEKS for known in past]
    truth = [
        np.where(fit[:, None], later[:, origin : origin + horizon], np.nan)
        for origin, fit in zip(origins, ready, strict=True)
    ]
    shape = (len(origins), len(panel.names))
    return Rolled(
        origins=origins,
        forecasts={
            method: np.reshape([one[method] for one in made], (*shape, horizon))
            for method in (*kit.NAIVE, *kit.CANDIDATES)
        },
        truth=np.reshape(truth, (*shape, horizon)),
        step=np.reshape([gaps.step(known.values) for known in past], shape),
        scale=np.reshape([scale_of(known.values) for known in past], shape),
        now=np.reshape([gaps.latest(known.values, NOW_WEEKS) for known in past], shape),
    )
