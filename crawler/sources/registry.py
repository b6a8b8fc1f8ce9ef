"""Every source by name: the built-in ones and the plugins, as the settings have them."""

from collections.abc import Callable, Mapping
from typing import Final

from contracts.errors import Misconfigured
from contracts.frontier import HostPolicy
from crawler.settings import Asked, CrawlerSettings
from crawler.source import Source
from crawler.sources.djinni import Djinni
from crawler.sources.dou import Dou
from crawler.sources.grc import Grc
from crawler.sources.indeed import Indeed
from crawler.sources.jsonld import JsonLd
from crawler.sources.plugins import Plugins, plugins
from crawler.sources.rates import BANKS
from crawler.sources.robota import Robota
from crawler.sources.website import Website
from crawler.sources.work_ua import WorkUa

_BUILT_IN: Final[dict[str, Callable[..., Source]]] = {
    WorkUa.name: WorkUa,
    Dou.name: Dou,
    Robota.name: Robota,
    Grc.name: Grc,
    Indeed.name: Indeed,
    Djinni.name: Djinni,
    JsonLd.name: JsonLd,
    "website": Website,
    **BANKS,
}
_OPTIONS: Final = {Grc.name: ("credential",), Indeed.name: ("allowed",)}
"""What else of its settings a source is built with."""


def installed() -> Plugins:
    """The sources that other packages bring, and those of them that are faulty."""
    return plugins(_BUILT_IN)


def sources(settings: CrawlerSettings) -> dict[str, Source]:
    """Every source, at the address that the settings name or at its own."""
    builders = {**_BUILT_IN, **installed().builders}
    _known(settings, builders)
    known = {name: _built(build, name, settings) for name, build in builders.items()}
    # No site is walked twice: those of other sources, of those yet to come too, are theirs.
    known[JsonLd.name] = JsonLd(lambda url: is_taken(known, url))
    return known


def is_taken(known: Mapping[str, Source], url: str) -> bool:
    """Tell whether a source of one site has this address."""
    return any(source.base_url and source.matches(url) for source in known.values())


def policies(settings: CrawlerSettings, known: Mapping[str, Source]) -> dict[str, HostPolicy]:
    """How fast and how wide each source may be asked: by the settings, else as its card says."""
    return {name: _policy(source, settings) for name, source in known.items()}


def _policy(source: Source, settings: CrawlerSettings) -> HostPolicy:
    asked, card = settings.sources.get(source.name, Asked()), source.card
    said = asked.model_fields_set
    return HostPolicy(
        interval_ms=asked.interval_ms if "interval_ms" in said else card.interval_ms,
        slots=asked.slots if "slots" in said else card.slots,
    )


def _built(build: Callable[..., Source], name: str, settings: CrawlerSettings) -> Source:
    asked = settings.sources.get(name, Asked())
    options = {each: getattr(asked, each) for each in _OPTIONS.get(name, ())}
    return build(asked.base_url, **options) if asked.base_url else build(**options)


def _known(settings: CrawlerSettings, builders: Mapping[str, object]) -> None:
    unknown = sorted(set(settings.sources) - set(builders))
    if unknown:
        msg = (
            f"PROSPEKT_CRAWLER_SOURCES names {', '.join(unknown)}, which no source is called; "
            f"known: {', '.join(builders)}"
        )
        raise Misconfigured(msg)
