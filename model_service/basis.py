"""What is known of a subject before anything is forecast: series, coverage, evidence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from contracts.prospects import Coverage, Point, SubjectRef
from contracts.records import Observation
from model_service.demand import Demand, moment
from model_service.kit import WEEK, Panel
from model_service.professions import features

EVIDENCE: Final = 20
"""The newest postings that are named."""


@dataclass(frozen=True)
class Basis:
    subject: SubjectRef
    as_of: datetime
    panel: Panel | None
    """One row, up to the last complete week; None without any."""
    series: tuple[Point, ...]
    coverage: Coverage
    evidence: tuple[str, ...]
    shortfall: str
    """What is missing before anything can be forecast; empty when it is enough."""


def of_profession(subject: SubjectRef, demand: Demand, as_of: datetime) -> Basis:
    weeks = demand.weeks
    counted = demand.counted()
    return Basis(
        subject=subject,
        as_of=as_of,
        panel=features.panel({subject.id: weeks}) if weeks else None,
        series=tuple(
            Point(
                date=week.date,
                flow=week.flow if week.covered else None,
                stock=week.stock if week.covered else None,
            )
            for week in weeks
        ),
        coverage=Coverage(
            weeks=len(weeks),
            complete_weeks=features.complete(weeks),
            gaps=tuple(week.date for week in weeks if not week.covered),
            postings=counted.total,
            sources=tuple(sorted(one.value for one in counted.facets["source"])),
        ),
        evidence=demand.newest(demand.all(), EVIDENCE),
        shortfall=features.shortfall(weeks),
    )


def of_series(subject: SubjectRef, observations: Sequence[Observation], now: datetime) -> Basis:
    """Weekly means; its present is the end of its data, where that is more than a week ago."""
    panel = _weekly(subject.title, observations, now)
    values = panel.values[0].tolist() if panel else []
    points = tuple(
        Point(date=panel.start + week * WEEK, flow=None if np.isnan(value) else value, stock=None)
        for week, value in enumerate(values)
        if panel
    )
    known = sum(point.flow is not None for point in points)
    ended = moment(panel.end) if panel else now
    return Basis(
        subject=subject,
        as_of=ended if now - ended >= WEEK else now,
        panel=panel,
        series=points,
        coverage=Coverage(
            weeks=len(points),
            complete_weeks=known,
            gaps=tuple(point.date for point in points if point.flow is None),
            postings=0,
            sources=(),
        ),
        evidence=(),
        shortfall=features.too_few(known),
    )


def _weekly(name: str, observations: Sequence[Observation], now: datetime) -> Panel | None:
    """From the first value to the last, of weeks that have ended; a week without one is a gap."""
    values: defaultdict[date, list[float]] = defaultdict(list)
    for one in observations:
        day = one.at.date()
        values[day - timedelta(days=day.weekday())].append(one.value)
    ended = sorted(week for week in values if week + WEEK <= now.date())
    if not ended:
        return None
    row = np.full((1, (ended[-1] - ended[0]) // WEEK + 1), np.nan)
    for week in ended:
        row[0, (week - ended[0]) // WEEK] = np.mean(values[week])
    return Panel((name,), ended[0], row)
