"""From weeks of the index to a panel: flow of new postings, gaps left open."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from contracts.index import Week
from model_service.kit import WEEK, Panel

LEAST_WEEKS: Final = 26
"""Half a year: with less there are too few origins to say how far a forecast misses."""
LEAST_POSTINGS: Final = 30
"""Below about one a week the noise of the count alone hides any change."""


def complete(weeks: Sequence[Week]) -> int:
    return sum(week.covered for week in weeks)


def postings(weeks: Sequence[Week]) -> int:
    """Heads first seen in complete weeks."""
    return sum(week.flow for week in weeks if week.covered)


def shortfall(weeks: Sequence[Week]) -> str:
    """What is missing before anything can be said; empty when it is enough."""
    seen = postings(weeks)
    if seen < LEAST_POSTINGS and complete(weeks) >= LEAST_WEEKS:
        return f"have {seen} postings in complete weeks, need {LEAST_POSTINGS}"
    return too_few(complete(weeks))


def too_few(weeks: int) -> str:
    """The same of a series without postings."""
    return "" if weeks >= LEAST_WEEKS else f"have {weeks} complete weeks, need {LEAST_WEEKS}"


def panel(series: Mapping[str, Sequence[Week]]) -> Panel:
    """Align series by week; what lies outside a series, or is not covered, is a gap."""
    days = [week.date for weeks in series.values() for week in weeks]
    start = min(days)
    values = np.full((len(series), (max(days) - start) // WEEK + 1), np.nan)
    for row, weeks in enumerate(series.values()):
        for week in weeks:
            if week.covered:
                values[row, (week.date - start) // WEEK] = week.flow
    return Panel(tuple(series), start, values)
