"""Sources with how they fare: rows, cards, the contract tried, a saved page read."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec

from console.answers import Check, SourceCard, SourceRow
from console.engines import Engines
from contracts.asking import CREDENTIAL
from contracts.config import Difference, Health
from contracts.errors import Permanent
from contracts.frontier import Request, RobotsState
from contracts.subjects import WatchFilters, WatchSpec
from crawler.comparing import difference
from crawler.readings import first_request
from crawler.schedule.outcomes import GOOD
from crawler.source import Source
from crawler.trial.checking import checked

_FILTERS: Final[dict[str, WatchFilters]] = {
    "places": WatchFilters(places=("Київ",)),
    "remote": WatchFilters(remote=True),
    "postedWithin": WatchFilters(posted_within="24h"),
    "employment": WatchFilters(employment=("full-time",)),
    "salaryMin": WatchFilters(salary_min=50_000),
}


def picked(engines: Engines, name: str) -> Source:
    found = engines.catalogue.sources.get(name)
    if found is None:
        fault = engines.catalogue.faults.get(name)
        known = ", ".join(engines.catalogue.sources)
        raise Permanent(fault or f"source {name!r} does not exist; known: {known}")
    return found


def rows(engines: Engines) -> list[SourceRow]:
    """Those that work by name, then those that do not, with why."""
    catalogue = engines.catalogue
    healths = {health.source: health for health in engines.health.all()}
    found = [row(engines, source, healths.get(name)) for name, source in catalogue.sources.items()]
    broken = [_broken(name, fault) for name, fault in catalogue.faults.items()]
    return [*sorted(found, key=lambda each: each.name), *sorted(broken, key=lambda each: each.name)]


def row(engines: Engines, source: Source, health: Health | None) -> SourceRow:
    policy = engines.catalogue.policies[source.name]
    return SourceRow(
        name=source.name,
        base_url=source.base_url,
        interval_ms=policy.interval_ms,
        slots=policy.slots,
        summary=source.summary,
        yields=source.card.yields,
        origin=engines.catalogue.origins.get(source.name, "built in"),
        health=health.outcome if health else "",
        since=health.since if health else None,
    )


def _broken(name: str, fault: str) -> SourceRow:
    return SourceRow(name=name, base_url="", interval_ms=0, slots=0, summary="", fault=fault)


def card(engines: Engines, name: str) -> SourceCard:
    source = picked(engines, name)
    health = engines.health.get(name)
    first = first_request(source)
    secret = first.meta.get(CREDENTIAL, "")
    return SourceCard(
        row=row(engines, source, health),
        terms=source.card.terms,
        needs=source.card.needs,
        secret=secret,
        secret_is_set=bool(secret) and engines.has_secret(secret),
        personal=source.card.personal,
        pushes=pushed(source),
        robots=_robots(engines, first, health),
        health=health,
        broke=broke(engines, health) if health else None,
    )


def pushed(source: Source) -> tuple[str, ...]:
    """Which filters of a watch its search takes: those that change what is asked."""
    plain = WatchSpec(keywords=("data",), sources=(source.name,), websites=())
    without = source.requests(plain)
    return tuple(
        name
        for name, filters in _FILTERS.items()
        if without and source.requests(msgspec.structs.replace(plain, filters=filters)) != without
    )


def broke(engines: Engines, health: Health) -> Difference | None:
    """Compare the failing page with a good one of its kind, where both are still kept."""
    if health.outcome in GOOD or not (health.blob and health.ok_blob):
        return None
    try:
        return difference(engines.pages.get(health.ok_blob), engines.pages.get(health.blob))
    except Permanent:
        return None


def _robots(engines: Engines, first: Request, health: Health | None) -> str:
    """What its robots.txt says, as the crawler has read it; a look is no reading."""
    if not first.url:
        return "each site's own, read before its first page"
    parts = urlsplit(first.url)
    if not parts.scheme.startswith("http"):
        return "has none: it is no website"
    if health is None:
        return "not read yet: it was never asked"
    found = engines.frontier.robots(f"{parts.scheme}://{parts.netloc}", turn=False)
    if found.state is RobotsState.RULES:
        return found.text.decode("utf-8", "replace").strip() or "forbids nothing"
    if found.state is RobotsState.CLOSED:
        return "could not be read lately: nothing is fetched until it can"
    return "is to be read again before the next page"


def check(engines: Engines, name: str, pages: Sequence[tuple[str, bytes, str]]) -> list[Check]:
    found = checked(picked(engines, name), pages, engines.clock())
    return [Check(name=each.check, ok=each.ok, says=each.says, mend=each.mend) for each in found]
