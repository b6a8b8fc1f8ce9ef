"""Films that were never made, and how they were rated week by week."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from demo.chance import between, stream
from demo.schedule import ARCHIVE_WEEKS, PRESENT_WEEKS, WEEK, archive_start
from demo.vocabulary.press import FILMS

_RATINGS: Final = 62
_LOWEST: Final = 1.0
_HIGHEST: Final = 10.0
_STEP: Final = 0.12


class Film(Struct, frozen=True):
    id: str
    name_uk: str
    name_en: str
    year: int


class Rating(Struct, frozen=True):
    film: Film
    at: datetime
    """A Monday."""
    rating: float
    votes: int


def films() -> tuple[Film, ...]:
    return tuple(Film(f"film-{at + 1}", *row) for at, row in enumerate(FILMS))


def ratings(seed: int, end: datetime, now: datetime) -> Iterator[Rating]:
    """Of every Monday up to now, film by film."""
    start = archive_start(end)
    for place, film in enumerate(films()):
        random = stream(seed, _RATINGS, place)
        rating, votes = 5.5 + 3 * random.random(), 0
        for week in range(ARCHIVE_WEEKS + PRESENT_WEEKS):
            at = start + week * WEEK
            rating = min(_HIGHEST, max(_LOWEST, rating + random.gauss(0, _STEP)))
            votes += between(random, 5, 400)
            if at <= now:
                yield Rating(film, at, round(rating, 1), votes)
