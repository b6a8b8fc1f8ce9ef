"""What a watch found: a query over the index, made from its spec alone (pure).

A board may have searched otherwise than it was asked; the index holds to the watch's own words.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from contracts.frontier import host_of
from contracts.index import Filters
from contracts.records import Salary
from contracts.subjects import WatchSpec
from crawler.schedule.schedules import span
from understanding import employment, places
from understanding.professions import resolve

_HOURS: Final = {"hour": 160.0, "day": 20.0, "week": 4.3, "month": 1.0, "year": 1 / 12}
"""How many of a period's pay make a month's."""
Exchange = Callable[[str], float | None]
"""What one unit of a currency is in the watch's own; None: no bank said."""


class Results(Struct, frozen=True, kw_only=True):
    text: str
    filters: Filters
    least_pay: float | None
    """A month's pay."""
    currency: str = ""
    """Of that pay; "": whatever a posting states."""
    websites: tuple[str, ...] = ()
    """Where alone what it asks for can stand; a watch with words has other places too."""


def results(spec: WatchSpec, now: datetime) -> Results:
    """A known subject alone is the postings of its profession; else the words are searched."""
    filters = spec.filters
    profession = resolve(spec.subject) if spec.subject and not spec.keywords else None
    within = filters.posted_within
    return Results(
        text="" if profession else " ".join(filter(None, (spec.subject, *spec.keywords))),
        filters=Filters(
            sources=spec.sources,
            professions=(profession.id,) if profession else (),
            places=places.of(filters.places),
            employment=tuple(dict.fromkeys(map(employment.canonical, filters.employment))),
            remote=filters.remote,
            seen_from=now - span(within) if within else None,
        ),
        least_pay=filters.salary_min,
        currency=filters.salary_currency,
        websites=() if spec.subject or spec.keywords else spec.websites,
    )


def stands_on(url: str, websites: Sequence[str]) -> bool:
    """Whether a posting's page is of one of these sites; of any where none is named."""
    return not websites or _site(url) in map(_site, websites)


def _site(url: str) -> str:
    return host_of(url).removeprefix("www.")


def pays(salary: Salary | None, asked: Results, exchange: Exchange) -> bool:
    """A posting whose pay is not known may pay enough; one that states less does not."""
    if asked.least_pay is None or salary is None:
        return True
    most = salary.max if salary.max is not None else salary.min
    value = exchange(salary.currency) if asked.currency else 1.0
    if most is None or value is None:
        return True
    return most * value * _HOURS.get(salary.period, 1.0) >= asked.least_pay
