"""When a watch is due (pure), and what it puts into the frontier."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from msgspec import Struct
from msgspec.structs import replace

from contracts.errors import Permanent
from contracts.frontier import HostPolicy
from contracts.subjects import Schedule, Watch, WatchSpec
from crawler.ports import Hosts, Seeds
from crawler.source import Source
from crawler.sources.asked import site_of
from crawler.sweeps import opened
from understanding.professions import resolve

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SPAN: Final = re.compile(r"([1-9][0-9]{0,4})([smhdw])")


class Frontier(Seeds, Hosts, Protocol):
    """Where a watch is put."""


class Seeded(Struct, frozen=True):
    """What became of a watch's listings."""

    opened: int
    under_way: int
    """Still being walked; nothing new was begun."""


def span(text: str) -> timedelta:
    """Read 6h, 1d, 2w."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise Permanent(f"{text!r} is no span such as 6h or 1d; write a number and s, m, h, d or w")
    return timedelta(**{_UNITS[found.group(2)]: int(found.group(1))})


def due(schedule: Schedule, last: datetime | None, now: datetime) -> bool:
    """Tell whether a run should begin; any number of missed runs are made up by one."""
    if last is None:
        return True
    following = next_run(schedule, last)
    return following is not None and following <= now


def next_run(schedule: Schedule, last: datetime) -> datetime | None:
    """None: never, such as on 30 February."""
    if schedule.every:
        return last + span(schedule.every)
    try:
        local = last.astimezone(ZoneInfo(schedule.time_zone))
        found = next(CronSim(schedule.cron, local), None)
    except (CronSimError, ZoneInfoNotFoundError, ValueError) as error:
        msg = f"schedule {schedule.cron!r} in {schedule.time_zone!r}: {error}; mend the watch"
        raise Permanent(msg) from error
    return found.astimezone(UTC) if found else None


def asked(spec: WatchSpec) -> WatchSpec:
    """Put a known subject's names in each of the watch's languages beside its keywords."""
    profession = resolve(spec.subject) if spec.subject else None
    if profession is None:
        return spec
    titles = profession.titles
    names = [titles[each] for each in spec.languages or titles if each in titles]
    return replace(spec, subject="", keywords=tuple(dict.fromkeys((*spec.keywords, *names))))


def seed(
    watch: Watch,
    sources: Mapping[str, Source],
    policies: Mapping[str, HostPolicy],
    frontier: Frontier,
    now: datetime,
) -> Seeded:
    """Open a sweep of each listing that answers the watch."""
    spec = asked(watch.spec)
    began = under_way = 0
    for name in spec.sources or tuple(sources):
        source = sources.get(name)
        if source is None:
            msg = f"watch {watch.name!r}: source {name!r} is unknown; known: {', '.join(sources)}"
            raise Permanent(msg)
        roots = source.requests(spec)
        for host in {site_of(source.base_url), *(root.host for root in roots)} - {""}:
            frontier.configure_host(host, policies[name])
        for root in roots:
            sweep, request = opened(root, watch.name, now)
            if frontier.open_sweep(sweep, [request]):
                began += 1
            else:
                under_way += 1
    return Seeded(began, under_way)
