"""Any website by its sitemap and its links: each page a document, each marked ad a posting.

The pages of a site are followed to a depth and a number. The number is shared out among the links
of each page, so that no page needs to know of any other, and never more are fetched.
"""

import re
from typing import Final
from urllib.parse import urljoin

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request, Role, host_of
from contracts.names import PUBLIC
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import absolute
from crawler.reading.articles import canonical_of, document_of, robots_of
from crawler.reading.decoding import text_of
from crawler.reading.html_text import parse_html
from crawler.reading.jsonld_pages import found_in
from crawler.reading.links import canonical, links, same_site
from crawler.reading.refusals import Changed, blocked, changed, doubted, refusal
from crawler.reading.sitemaps import parse_sitemap
from crawler.schedule.sweeps import WINDOW
from crawler.source import Card
from crawler.sources.jsonld import JsonLd

_START: Final = "start"
"""Where the crawl of the site began: a page of its walk, that no link leads to again."""
_LEFT: Final = "left"
"""Links that may be followed from a page on."""
_SHARE: Final = "share"
"""Pages that may be fetched from a page on, itself included; without it, any number."""
_SITEMAP: Final = "sitemap"
_GONE: Final = frozenset({404, 410})
_OK: Final = 200
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_HTML: Final = ("text/html", "application/xhtml")
_SNIFFED: Final = 1024


class Reach(Struct, frozen=True, kw_only=True):
    """How far a site is followed."""

    depth: int = 5
    pages: int = 10_000
    """0: any number."""
    sitemap: bool = True
    links: bool = True


class Website:
    def __init__(
        self,
        name: str = "website",
        url: str = "",
        *,
        reach: Reach | None = None,
        space: str = PUBLIC,
        card: Card | None = None,
        summary: str = "",
    ) -> None:
        """`url`: the one site that it crawls; "": whichever a watch names."""
        self.name = name
        self.summary = summary or "any website, by its sitemap and its links: documents"
        self.base_url = urljoin(url, "/").rstrip("/")
        self.card = card or Card(
            yields=("documents",),
            terms="robots.txt, and the robots and nofollow marks of its pages, are obeyed",
            personal="e-mail addresses and telephone numbers are left out of its texts",
        )
        self._url = url
        self._space = space
        self._reach = reach or Reach()

    def matches(self, url: str) -> bool:
        return same_site(url, host_of(self._url or url))

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        """The first page and the sitemap of its site, or of those that a watch gives it by name."""
        is_named = self.name in spec.sources
        if not self._url:
            named = spec.websites if is_named else ()
            return tuple(each for url in named for each in self._roots(url))
        is_named = is_named or any(map(self.matches, spec.websites))
        return self._roots(self._url) if is_named else ()

    def parse(self, page: Page) -> Parsed:
        is_sitemap = _SITEMAP in page.request.meta
        if page.status in _GONE and (is_sitemap or page.request.role is Role.DETAIL):
            return Parsed(outcome=Outcome.EMPTY, reason=f"HTTP {page.status}")
        text = "" if is_sitemap else text_of(page)
        reason = refusal(page, text)
        if reason:
            return blocked(reason)
        if page.status != _OK:
            return doubted(changed(f"HTTP {page.status}"), text)
        try:
            return self._sitemap(page) if is_sitemap else doubted(self._page(page, text), text)
        except Changed as fault:
            return changed(str(fault))

    def _roots(self, url: str) -> tuple[Request, ...]:
        start, reach = canonical(url), self._reach
        if not start:
            return ()
        meta = {_START: start, _LEFT: str(reach.depth), WINDOW: "latest"}
        count = 2 if reach.sitemap else 1
        share = {_SHARE: str(max(1, reach.pages // count))} if reach.pages else {}
        first = self._request(start, {**meta, **share}, Role.LISTING)
        if not reach.sitemap:
            return (first,)
        address = urljoin(start, "/sitemap.xml")
        return (first, self._request(address, {**meta, **share, _SITEMAP: "yes"}, Role.LISTING))

    def _request(self, url: str, meta: dict[str, str], role: Role) -> Request:
        return Request(url=url, source=self.name, space=self._space, role=role, meta=meta)

    def _sitemap(self, page: Page) -> Parsed:
        sitemap = parse_sitemap(page)
        site = _site(page)
        urls = [url for each in sitemap.urls if same_site(url := canonical(each), site)]
        if sitemap.urls and not urls:
            return changed(f"a sitemap of {len(sitemap.urls)} addresses, none of them on {site}")
        follow = self._shared(page, urls, is_sitemap=sitemap.is_index, left=_left(page))
        return Parsed(outcome=Outcome.OK if follow else Outcome.EMPTY, follow=follow)

    def _page(self, page: Page, text: str) -> Parsed:
        reason = _no_page(page)
        if reason:
            return Parsed(outcome=Outcome.EMPTY, reason=reason)
        tree = parse_html(text)
        if tree is None:
            return changed("far more tags than a page has")
        marks = robots_of(tree)
        follow = () if "nofollow" in marks else self._links(page, tree)
        if "noindex" in marks:
            outcome = Outcome.OK if follow else Outcome.EMPTY
            return Parsed(outcome=outcome, follow=follow, reason="it asks not to be indexed")
        marked, fault = found_in(tree)
        ads = JsonLd().parse(page) if marked else Parsed(outcome=Outcome.EMPTY)
        document = document_of(tree, _own_address(page, tree), page.fetched_at)
        if document is None and not follow:
            return changed("neither text nor links: a page that scripts draw?")
        return Parsed(
            outcome=Outcome.CHANGED if fault or ads.reason else Outcome.OK,
            documents=(document,) if document else (),
            postings=ads.postings,
            follow=follow,
            reason=fault or ads.reason,
        )

    def _links(self, page: Page, tree: LexborHTMLParser) -> tuple[Request, ...]:
        left = _left(page)
        if not self._reach.links or left == 0:
            return ()
        urls = links(tree, page.url, _site(page))
        return self._shared(page, urls, is_sitemap=False, left=left - 1)

    def _shared(
        self, page: Page, urls: list[str], *, is_sitemap: bool, left: int
    ) -> tuple[Request, ...]:
        """A request for each link, with its share of the pages that may still be fetched."""
        start = _start(page)
        urls = [url for url in urls if url != start]
        meta = {_START: start, _LEFT: str(left), WINDOW: "latest"}
        if is_sitemap:
            meta[_SITEMAP] = "yes"
        role = Role.LISTING if is_sitemap else Role.DETAIL
        share = _number(page, _SHARE)
        if share is None:
            return tuple(self._request(url, meta, role) for url in urls)
        each, more = divmod(max(0, share - 1), len(urls) or 1)
        return tuple(
            self._request(url, {**meta, _SHARE: str(each + (number < more))}, role)
            for number, url in enumerate(urls)
            if each or number < more
        )


def _no_page(page: Page) -> str:
    """Say what it is instead; "" when it is a page of its site."""
    kind = page.headers.get("content-type", "").lower()
    if kind and not kind.startswith(_HTML):
        return f"no page but {kind[:60]}"
    if not kind and b"\0" in page.body[:_SNIFFED]:
        return "no page but a file"
    return "" if same_site(page.url, _site(page)) else f"it led away from {_site(page)}"


def _own_address(page: Page, tree: LexborHTMLParser) -> str:
    """What the page gives as its address, if that is on its site."""
    own = canonical(absolute(page.url, canonical_of(tree) or page.url))
    return own if same_site(own, _site(page)) else canonical(page.url)


def _site(page: Page) -> str:
    return host_of(_start(page))


def _start(page: Page) -> str:
    return page.request.meta.get(_START) or page.url


def _left(page: Page) -> int:
    return _number(page, _LEFT) or 0


def _number(page: Page, name: str) -> int | None:
    said = page.request.meta.get(name, "")
    return int(said) if _NUMBER.fullmatch(said) else None
