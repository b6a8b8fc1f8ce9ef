"""A declared source as the crawler knows sources."""

from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from contracts.declared import DeclaredSource, Html, SourceSpec
from contracts.frontier import Kind, Request, Role, host_of
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.decoding import text_of
from crawler.reading.refusals import Changed, blocked, changed, doubted, refusal
from crawler.source import Card, Source
from crawler.sources.asked import asked
from crawler.sources.declared import templates
from crawler.sources.declared.build import build, connector_name
from crawler.sources.website import Reach, Website

_GONE: Final = frozenset({404, 410})
_ANSWERED: Final = frozenset({200, 206})


def declared_source(declared: DeclaredSource) -> Source:
    """Build the source; a declaration is checked before it is kept, so this cannot fail."""
    website = declared.spec.website
    if website is None:
        return Declared(declared)
    return Website(
        declared.name,
        website.url,
        reach=Reach(
            depth=website.depth,
            pages=website.pages,
            sitemap=website.sitemap,
            links=website.links,
        ),
        space=declared.space,
        card=_card(declared.spec),
        summary=declared.spec.summary,
    )


class Declared:
    def __init__(self, declared: DeclaredSource) -> None:
        spec = declared.spec
        block = getattr(spec, connector_name(spec))
        self.name = declared.name
        self.summary = spec.summary or f"{connector_name(spec)}: {block.url}"
        self.base_url = "{0.scheme}://{0.netloc}".format(urlsplit(block.url))
        self.card = _card(spec)
        self._each = spec.each
        self._is_html = isinstance(block, Html)
        self._built = build(declared)

    def matches(self, url: str) -> bool:
        return bool(host_of(url)) and host_of(url) == host_of(self.base_url)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        """Its listings, where the watch names it or its site: never unasked, it may be private."""
        if self.name not in spec.sources and not any(map(self.matches, spec.websites)):
            return ()
        phrases = asked(spec, self.matches) or ()
        used = self._built.connector.used()
        fillings = templates.listings(used, phrases, spec, self._each)
        return tuple(self._built.connector.first(filling) for filling in fillings)

    def parse(self, page: Page) -> Parsed:
        text = text_of(page) if page.request.kind is Kind.HTTP else ""
        reason = refusal(page, text if self._is_html else "")
        if reason:
            return blocked(reason)
        own = self._built.own_pages if page.request.role is Role.DETAIL else None
        if page.status in _GONE and own:
            return doubted(Parsed(outcome=Outcome.EMPTY, reason=f"HTTP {page.status}"), text)
        if page.status not in _ANSWERED:
            return doubted(changed(f"HTTP {page.status}"), text)
        try:
            return own.read(page, page.fetched_at) if own else self._listing(page)
        except Changed as fault:
            return doubted(changed(str(fault)), text)

    def _listing(self, page: Page) -> Parsed:
        built = self._built
        reading = built.connector.read(page)
        if built.own_pages:
            parsed = built.own_pages.listed(page, reading.rows)
        else:
            parsed = built.mapper.parsed(reading.rows, page.fetched_at)
        follow = (*parsed.follow, *reading.follow)
        outcome = Outcome.OK if follow and parsed.outcome is Outcome.EMPTY else parsed.outcome
        if not reading.missed:
            return replace(parsed, outcome=outcome, follow=follow)
        reason = "; ".join(filter(None, [parsed.reason, reading.missed]))
        return replace(parsed, outcome=Outcome.CHANGED, follow=follow, reason=reason)


def _card(spec: SourceSpec) -> Card:
    return Card(
        yields=(spec.yields,),
        terms="as its owner declared it",
        needs=f"the secret {spec.credential!r}" if spec.credential else "",
        personal="e-mail addresses and telephone numbers are left out of its texts",
        interval_ms=spec.pace.interval_ms,
        slots=spec.pace.slots,
    )
