"""The built-in sources by name, as the settings have them."""

from collections.abc import Callable
from typing import Final

from contracts.errors import Misconfigured
from contracts.frontier import HostPolicy
from crawler.settings import Asked, CrawlerSettings
from crawler.source import Source
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa

_BUILT_IN: Final[dict[str, Callable[..., Source]]] = {
    WorkUa.name: WorkUa,
    Robota.name: Robota,
}


def sources(settings: CrawlerSettings) -> dict[str, Source]:
    """Every built-in source, at the address that the settings name or at its own."""
    asked = _asked(settings)
    return {
        name: build(asked[name].base_url) if asked[name].base_url else build()
        for name, build in _BUILT_IN.items()
    }


def policies(settings: CrawlerSettings) -> dict[str, HostPolicy]:
    """How fast and how wide each source may be asked."""
    return {
        name: HostPolicy(interval_ms=asked.interval_ms, slots=asked.slots)
        for name, asked in _asked(settings).items()
    }


def _asked(settings: CrawlerSettings) -> dict[str, Asked]:
    unknown = sorted(set(settings.sources) - set(_BUILT_IN))
    if unknown:
        msg = (
            f"PROSPEKT_CRAWLER_SOURCES names {', '.join(unknown)}, which no source is called; "
            f"known: {', '.join(_BUILT_IN)}"
        )
        raise Misconfigured(msg)
    return {name: settings.sources.get(name, Asked()) for name in _BUILT_IN}
