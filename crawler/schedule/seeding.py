"""What a watch puts into the frontier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from contracts.errors import Permanent
from contracts.frontier import HostPolicy, host_of
from contracts.subjects import Watch, WatchSpec
from crawler.ports import Hosts, Seeds
from crawler.schedule.sweeps import opened
from crawler.source import Source
from understanding.professions import resolve


class Frontier(Seeds, Hosts, Protocol):
    """Where a watch is put."""


class Seeded(Struct, frozen=True):
    """What became of a watch's listings."""

    opened: int
    under_way: int
    """Still being walked; nothing new was begun."""


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
    run: int = 0,
) -> Seeded:
    """Open a sweep of each listing that answers the watch, for a run of it."""
    spec = asked(watch.spec)
    began = under_way = 0
    for name in spec.sources or tuple(sources):
        source = sources.get(name)
        if source is None:
            msg = f"watch {watch.name!r}: source {name!r} is unknown; known: {', '.join(sources)}"
            raise Permanent(msg)
        roots = source.requests(spec)
        for host in dict.fromkeys((host_of(source.base_url), *(root.host for root in roots))):
            if host:
                frontier.configure_host(host, policies[name])
        for root in roots:
            sweep, request = opened(root, watch.name, now, run)
            if frontier.open_sweep(sweep, [request]):
                began += 1
            else:
                under_way += 1
    return Seeded(began, under_way)
