"""The sources by name: the built-in ones as the settings have them, and those users declared."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from contracts.config import KeptSource
from contracts.declared import DeclaredSource, decode_declared
from contracts.errors import Misconfigured, Permanent
from contracts.frontier import HostPolicy
from crawler.settings import Asked, CrawlerSettings
from crawler.source import Source
from crawler.sources.declared.faults import source_faults
from crawler.sources.declared.source import declared_source
from crawler.sources.robota import Robota
from crawler.sources.website import Website
from crawler.sources.work_ua import WorkUa

log = logging.getLogger(__name__)
_BUILT_IN: Final[dict[str, Callable[..., Source]]] = {
    WorkUa.name: WorkUa,
    Robota.name: Robota,
    "website": Website,
}


def sources(settings: CrawlerSettings, kept: Iterable[KeptSource] = ()) -> dict[str, Source]:
    """Every built-in source, at the address that the settings name or at its own, and `kept`."""
    asked = _asked(settings)
    built_in = {
        name: build(asked[name].base_url) if asked[name].base_url else build()
        for name, build in _BUILT_IN.items()
    }
    return built_in | {each.name: declared_source(each) for each in declared(kept)}


def policies(settings: CrawlerSettings, kept: Iterable[KeptSource] = ()) -> dict[str, HostPolicy]:
    """How fast and how wide each source may be asked."""
    built_in = {
        name: HostPolicy(interval_ms=asked.interval_ms, slots=asked.slots)
        for name, asked in _asked(settings).items()
    }
    return built_in | {
        each.name: HostPolicy(interval_ms=each.spec.pace.interval_ms, slots=each.spec.pace.slots)
        for each in declared(kept)
    }


def declared(kept: Iterable[KeptSource]) -> Iterator[DeclaredSource]:
    """Those that users declared; one that this version cannot read is told and left out."""
    for each in kept:
        if each.name in _BUILT_IN:
            continue
        try:
            source = decode_declared(each.body)
        except Permanent as error:
            log.warning("source %r is left out: %s", each.name, error)
            continue
        fault = next(source_faults(source), None)
        if fault is None:
            yield source
        else:
            log.warning("source %r is left out: %s: %s", each.name, *fault)


def refuse_built_in(name: str) -> None:
    """Raise Permanent for a declaration that would take a built-in source's name."""
    if name in _BUILT_IN:
        raise Permanent(f"source {name!r} is built in; give yours another name")


def _asked(settings: CrawlerSettings) -> dict[str, Asked]:
    unknown = sorted(set(settings.sources) - set(_BUILT_IN))
    if unknown:
        msg = (
            f"PROSPEKT_CRAWLER_SOURCES names {', '.join(unknown)}, which no source is called; "
            f"known: {', '.join(_BUILT_IN)}"
        )
        raise Misconfigured(msg)
    return {name: settings.sources.get(name, Asked()) for name in _BUILT_IN}
