"""What is told of a profession, of its skills and of a language's sentences."""

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Language(StrEnum):
    UK = "uk"
    RU = "ru"
    EN = "en"


class Skill(Struct, frozen=True, eq=False):
    id: str
    names: dict[Language, str]
    """As written in an ad of that language."""
    share: float
    """Of the profession's ads that name it, in the middle of the archive."""
    drift: float
    """Change of the share's logarithm in a year: above 0 it spreads, below 0 it goes."""


class Shock(Struct, frozen=True):
    """A sudden change that fades away."""

    week: int
    factor: float
    half_life: float
    """Weeks until half of it is gone."""


class Demand(Struct, frozen=True):
    level: float
    """New jobs in a week, in the middle of the archive."""
    trend: float = 0.0
    """Change of the logarithm over the whole archive (0.5 is +65 %)."""
    season: float = 0.0
    """Swing around the trend within a year (0.2 is 20 % up and down)."""
    peak: int = 10
    """The week of the year in which the season stands highest."""
    shocks: tuple[Shock, ...] = ()


class Pay(Struct, frozen=True):
    """Per month, for a middle level, at the archive's start."""

    currency: str
    amount: int
    growth: float
    """In a year (0.1 is +10 %)."""


class Titles(Struct, frozen=True):
    usual: tuple[str, ...]
    junior: tuple[str, ...] = ()
    senior: tuple[str, ...] = ()
    """Where a level is not said by a word such as "Senior" before the title."""


class Profession(Struct, frozen=True, eq=False):
    id: str
    technical: bool
    """Of the IT trade: levels before titles, much English, much remote work."""
    builds: bool
    """It makes or runs systems, so its tasks may be measured in gigabytes."""
    sectors: tuple[str, ...]
    demand: Demand
    pay: Pay
    skills: tuple[Skill, ...]
    titles: dict[Language, Titles]
    tasks: dict[Language, tuple[str, ...]]


class Sentences(Struct, frozen=True):
    """One language's building blocks; `{...}` are filled by `demo.text`."""

    about: tuple[str, ...]
    duties_heading: tuple[str, ...]
    needs_heading: tuple[str, ...]
    offer_heading: tuple[str, ...]
    project: tuple[str, ...]
    """Why the position is open."""
    tails_technical: tuple[str, ...]
    """What may follow a task."""
    tails_general: tuple[str, ...]
    experience: tuple[str, ...]
    must: tuple[str, ...]
    have: tuple[str, ...]
    plus: tuple[str, ...]
    soft: tuple[str, ...]
    benefits: tuple[str, ...]
    apply: tuple[str, ...]
    teams: tuple[str, ...]
    fields: tuple[str, ...]
    title_noise: tuple[str, ...]


LEVELS: Final = ("Junior", "Middle", "Senior", "Lead")


def skills(rows: str) -> tuple[Skill, ...]:
    """Read one skill a line: `id | share drift | name`, or three names (uk / ru / en)."""
    return tuple(_skill(row) for row in rows.strip().splitlines())


def _skill(row: str) -> Skill:
    skill_id, numbers, names = (part.strip() for part in row.split("|"))
    share, drift = numbers.split()
    written = [name.strip() for name in names.split(" / ")]
    by_language = dict(zip(Language, written if len(written) > 1 else written * 3, strict=True))
    return Skill(skill_id, by_language, float(share), float(drift))
