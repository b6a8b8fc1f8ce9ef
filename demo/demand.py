"""How many jobs of a profession appear in a week: a level, a trend, a season and shocks."""

from datetime import datetime
from math import cos, exp, pi
from random import Random
from typing import Final

from demo.schedule import ARCHIVE_WEEKS, WEEK
from demo.vocabulary.shapes import Demand, Shock

_DAYS_OF_YEAR: Final = 365.25
_MIDDLE: Final = ARCHIVE_WEEKS / 2


def expected(demand: Demand, week: int, start: datetime) -> float:
    """The true demand of the week that begins `week` weeks after `start`."""
    trend = exp(demand.trend * (week - _MIDDLE) / ARCHIVE_WEEKS)
    day = (start + week * WEEK).timetuple().tm_yday
    season = 1 + demand.season * cos(2 * pi * (day / _DAYS_OF_YEAR - demand.peak / 52))
    value = demand.level * trend * season
    for shock in demand.shocks:
        value *= _shocked(shock, week)
    return value


def _shocked(shock: Shock, week: int) -> float:
    if week < shock.week:
        return 1.0
    return 1 + (shock.factor - 1) * float(0.5 ** ((week - shock.week) / shock.half_life))


def poisson(random: Random, mean: float) -> int:
    """Count events until their waiting times fill the span (for means up to some hundreds)."""
    limit, product, count = exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count
