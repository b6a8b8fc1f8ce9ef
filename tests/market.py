"""A small seeded labour market: postings of some professions over two years, for tests."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np

from contracts.index import Hit, Week
from tests.builders import an_indexed

START = datetime(2024, 10, 14, tzinfo=UTC)
"""A Monday."""
WEEKS = 108
NOW = START + timedelta(weeks=WEEKS, days=2)
WEEK = timedelta(days=7)
LEVELS: Mapping[str, float] = {"data-engineer": 9.0, "java-developer": 6.0, "nurse": 12.0}


def flows(
    levels: Mapping[str, float] = LEVELS, *, weeks: int = WEEKS, season: float = 0.2, seed: int = 1
) -> dict[str, list[int]]:
    """New postings a week by profession; the season peaks in March."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, level in levels.items():
        trend = rng.normal(0.1, 0.3)
        days = [(START + k * WEEK).timetuple().tm_yday for k in range(weeks)]
        wave = 1 + season * np.cos(2 * np.pi * (np.array(days) / 365 - 0.2))
        found[name] = rng.poisson(level * np.exp(trend * np.arange(weeks) / WEEKS) * wave).tolist()
    return found


def postings(by_profession: Mapping[str, Sequence[int]], *, seed: int = 2) -> Iterator[Hit]:
    """Each is open for thirty days; Airflow is asked for ever more often."""
    rng = np.random.default_rng(seed)
    number = 0
    for name, counts in by_profession.items():
        for week, count in enumerate(counts):
            for _ in range(count):
                seen = START + week * WEEK + timedelta(minutes=int(rng.integers(7 * 24 * 60)))
                skills = ("python", "airflow") if rng.random() < week / WEEKS else ("python",)
                number += 1
                yield a_hit(
                    f"p{number:05d}",
                    seen,
                    professions=(name,),
                    skills=skills,
                    source=("work_ua", "robota")[number % 2],
                )


def a_hit(record: str, seen: datetime, **fields: Any) -> Hit:
    return Hit(
        record=an_indexed(record, **fields),
        score=0.0,
        first_seen=seen,
        last_seen=seen,
        closed_at=seen + timedelta(days=30),
    )


def a_week(number: int, flow: int = 5, *, stock: int = 20, covered: bool = True) -> Week:
    """The week that begins so many weeks after the start."""
    return Week(date=monday(number), flow=flow, stock=stock, covered=covered)


def monday(number: int) -> date:
    return (START + number * WEEK).date()
