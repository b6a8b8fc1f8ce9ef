"""The jobs behind the ads: each exists once, whatever many ads speak of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from random import Random
from typing import Final

from msgspec import Struct

from demo.chance import pick, stream
from demo.demand import expected, poisson
from demo.employers import Company, companies
from demo.pay import Offer, offer
from demo.schedule import ARCHIVE_WEEKS, PRESENT_WEEKS, WEEK, archive_start
from demo.vocabulary.places import CITIES
from demo.vocabulary.professions import PROFESSIONS
from demo.vocabulary.shapes import Language, Profession, Skill

_ARRIVALS: Final = 21
_JOB: Final = 22
_LEVELS: Final = tuple(accumulate((0.2, 0.45, 0.28, 0.07)))
_LANGUAGES: Final = {
    True: tuple(accumulate((0.42, 0.16, 0.42))),
    False: tuple(accumulate((0.75, 0.21, 0.04))),
}
_WEEKDAYS: Final = tuple(accumulate((0.2, 0.19, 0.18, 0.16, 0.15, 0.08, 0.04)))
_REMOTE: Final = {True: 0.45, False: 0.06}
_PART_TIME: Final = 0.08
_FEWEST_SKILLS: Final = 4
_MOST_SKILLS: Final = 9
_SHORTEST: Final = timedelta(days=8)
"""Longer than a week, so that each ad meets at least one weekly sweep."""
_MEAN_BEYOND_DAYS: Final = 23.5
_LONGEST_BEYOND_DAYS: Final = 110.0


class Job(Struct, frozen=True, eq=False):
    number: int
    profession: Profession
    language: Language
    company: Company
    level: int
    years: int
    """Of experience asked for; 0 for a junior."""
    city: str
    remote: bool
    part_time: bool
    offer: Offer | None
    skills: tuple[Skill, ...]
    week: int
    """In which it is first posted, counted from the archive's start."""
    posted_at: datetime
    closed_at: datetime


def jobs(seed: int, end: datetime) -> Iterator[Job]:
    """Every job of the archive and the present, profession by profession, week by week."""
    start = archive_start(end)
    hiring = companies(seed)
    for place, profession in enumerate(PROFESSIONS):
        employers = tuple(company for sector in profession.sectors for company in hiring[sector])
        for week in range(ARCHIVE_WEEKS + PRESENT_WEEKS):
            random = stream(seed, _ARRIVALS, place, week)
            arrivals = poisson(random, expected(profession.demand, week, start))
            odds = skill_odds(profession, week)
            for at in range(arrivals):
                number = (place * 1000 + week) * 1000 + at
                yield _job(stream(seed, _JOB, number), number, profession, employers, odds, start)


def skill_odds(profession: Profession, week: int) -> tuple[tuple[Skill, float], ...]:
    """Return the chance of each skill to be asked for in that week, as the fashions drift."""
    years = (week - ARCHIVE_WEEKS / 2) / 52
    return tuple(
        (skill, min(0.98, skill.share * exp(skill.drift * years))) for skill in profession.skills
    )


def _job(
    random: Random,
    number: int,
    profession: Profession,
    employers: tuple[Company, ...],
    odds: tuple[tuple[Skill, float], ...],
    start: datetime,
) -> Job:
    week = number // 1000 % 1000
    level = _draw(random, _LEVELS)
    posted_at = start + week * WEEK + _moment_of_week(random)
    beyond = min(_LONGEST_BEYOND_DAYS, random.expovariate(1 / _MEAN_BEYOND_DAYS))
    return Job(
        number=number,
        profession=profession,
        language=tuple(Language)[_draw(random, _LANGUAGES[profession.technical])],
        # Squared, so that some companies hire far more than others.
        company=employers[int(random.random() ** 2 * len(employers))],
        level=level,
        years=level and level + int(random.random() * 3),
        city=random.choices(tuple(CITIES), tuple(CITIES.values()))[0],
        remote=random.random() < _REMOTE[profession.technical],
        part_time=random.random() < _PART_TIME,
        offer=offer(random, profession.pay, level, week),
        skills=_skills(random, odds),
        week=week,
        posted_at=posted_at,
        closed_at=posted_at + _SHORTEST + timedelta(seconds=int(beyond * 86_400)),
    )


def _skills(random: Random, odds: tuple[tuple[Skill, float], ...]) -> tuple[Skill, ...]:
    chosen = [skill for skill, chance in odds if random.random() < chance]
    while len(chosen) < _FEWEST_SKILLS:
        skill = pick(random, odds)[0]
        if skill not in chosen:
            chosen.append(skill)
    random.shuffle(chosen)
    return tuple(chosen[:_MOST_SKILLS])


def _moment_of_week(random: Random) -> timedelta:
    """In working hours, and on a Sunday well before the evening's sweep."""
    seconds = 6 * 3600 + int(random.random() * 9 * 3600)
    return timedelta(days=_draw(random, _WEEKDAYS), seconds=seconds)


def _draw(random: Random, cumulative: tuple[float, ...]) -> int:
    """The place in a cumulative distribution."""
    chance = random.random() * cumulative[-1]
    return next(at for at, bound in enumerate(cumulative) if chance < bound)
