"""A watch's filters as boards can take them (pure)."""

from typing import Final

from contracts.errors import Permanent
from contracts.subjects import WatchSpec
from crawler.schedule.schedules import span
from understanding import employment, places

_DAY: Final = 86_400


def days(spec: WatchSpec) -> int:
    """How many whole days back the watch looks; 0: any time."""
    try:
        seconds = span(spec.filters.posted_within).total_seconds()
    except Permanent:
        return 0
    return max(1, -int(-seconds // _DAY))


def cities(spec: WatchSpec) -> tuple[str, ...]:
    """Return the places by the name that we call them, remote work aside."""
    return places.of(spec.filters.places)


def remote(spec: WatchSpec) -> bool:
    return spec.filters.remote is True or any(map(places.is_remote, spec.filters.places))


def kinds(spec: WatchSpec) -> tuple[str, ...]:
    """Return the kinds of employment by our names."""
    return tuple(dict.fromkeys(filter(None, map(employment.canonical, spec.filters.employment))))
