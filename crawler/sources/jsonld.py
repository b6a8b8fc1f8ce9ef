"""Any website whose pages describe their vacancies as schema.org's JobPosting."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from hashlib import blake2b
from typing import Any, Final
from urllib.parse import quote

from msgspec import json
from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request, Role, host_of
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.answers import LONGEST_URL
from crawler.reading.addresses import absolute, parts_of, query_of, with_query, without_query
from crawler.reading.html_fields import attribute
from crawler.reading.html_text import node_line
from crawler.reading.json_values import mapping, text
from crawler.reading.jsonld import posting_of
from crawler.reading.jsonld_pages import found_in, lost_in
from crawler.reading.pages import GONE, Shown, gone, listed, read_html, read_text, read_tree
from crawler.reading.refusals import changed
from crawler.source import Card

_LISTS: Final = r"/(?:jobs?|vacanc(?:y|ies)|careers?|positions?|openings?|vakansi\w*|robota)"
_LIST: Final = re.compile(rf"{_LISTS}/?", re.IGNORECASE)
_VACANCY: Final = re.compile(rf"{_LISTS}/[^/]+", re.IGNORECASE)
_MARKS: Final = re.compile(r"utm_\w+|gclid|fbclid|ref|from|source")
_MOST_LINKS: Final = 500
_LONGEST_ID: Final = 200
_CLOSED: Final = re.compile(
    r"вакансі\w+ (?:закрит\w+|неактивн\w+)|no longer (?:available|accepting)"
    r"|position (?:is )?closed",
    re.IGNORECASE,
)


class JsonLd:
    name: Final = "jsonld"
    summary: Final = "any website whose pages carry JobPosting JSON-LD (schema.org)"
    base_url: Final = ""
    """None of its own: a watch names the websites."""
    pushes: Final[dict[str, str]] = {}
    """A website has no search that is known; every filter is applied after parsing."""
    card: Final = Card(
        terms="each website's own; its robots.txt is obeyed",
        personal="contacts in texts; left out when a page is read",
        interval_ms=3000,
        slots=1,
    )

    def __init__(self, taken: Callable[[str], bool] = lambda _: False) -> None:
        self._taken = taken
        """Tells which addresses are another source's, so that no site is walked twice."""

    def matches(self, url: str) -> bool:
        return bool(host_of(url)) and not self._taken(url)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        sites = dict.fromkeys(site for site in spec.websites if self.matches(site))
        return tuple(self._request(site, Role.LISTING) for site in sites)

    def parse(self, page: Page) -> Parsed:
        listing = page.request.role is Role.LISTING
        if page.status in GONE and not listing:
            return read_html(page, lambda _: gone(page))
        return read_text(
            page, lambda said: read_tree(said, lambda tree: self._read(page, tree)), anywhere=True
        )

    def _request(self, url: str, role: Role) -> Request:
        return Request(url=url, source=self.name, role=role)

    def _read(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        found, fault = found_in(tree)
        listing = page.request.role is Role.LISTING
        follow = self._links(page, tree) if listing else ()
        if found:
            fault = fault or _unaddressed(found)
            shown = [self._shown(page, each, alone=len(found) == 1) for each in found]
            return listed(shown, rich=True, onward=follow, doubt=fault)
        fault = fault or lost_in(tree)
        if fault:
            return changed(fault)
        if follow:
            return Parsed(outcome=Outcome.OK, follow=follow)
        if not listing and _CLOSED.search(node_line(tree.body)[:20_000]):
            return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
        return changed("no JobPosting in its JSON-LD, and no links to vacancies")

    def _shown(self, page: Page, data: Mapping[str, Any], *, alone: bool) -> Shown:
        """An ad is known by its own address, else by the page's and its identifier there."""
        said = text(data.get("url")) or _page_of(data)
        url = _bare(absolute(page.url, said)) if said else ""
        own = _own_id(data)
        if not host_of(url):
            mark = "" if alone else f"#{quote(own)}"
            url = f"{_bare(page.url)}{mark}" if host_of(page.url) else ""
        return posting_of(data, external_id=url or own, url=url, zone=UTC, now=page.fetched_at)

    def _links(self, page: Page, tree: LexborHTMLParser) -> tuple[Request, ...]:
        """Pages of vacancies and further pages of the list, on the same site."""
        here, found = host_of(page.url), dict[str, Role]()
        for link in tree.css("a[href]"):
            url = absolute(page.url, attribute(link, "href")).partition("#")[0]
            if here and host_of(url) == here and parts_of(url).scheme in ("http", "https"):
                role = _role(link, url)
                fits = len(url) <= LONGEST_URL and len(found) < _MOST_LINKS
                if role and url != page.url and fits:
                    found.setdefault(url, role)
        return tuple(self._request(url, role) for url, role in found.items())


def _role(link: Any, url: str) -> Role | None:  # noqa: ANN401 - selectolax's node
    path = parts_of(url).path
    if attribute(link, "rel") == "next" or _LIST.fullmatch(path):
        return Role.LISTING
    return Role.DETAIL if _VACANCY.search(path) else None


def _page_of(data: Mapping[str, Any]) -> str:
    said = data.get("mainEntityOfPage")
    return text(said) or text(mapping(said).get("@id"))


def _unaddressed(found: Sequence[Mapping[str, Any]]) -> str:
    """Where some have an address, or one by another name, the rest has lost it."""
    without = [each for each in found if not each.get("url") and not _page_of(each)]
    renamed = any("url" in key.lower() and key != "url" for each in without for key in each)
    lost = renamed or 0 < len(without) < len(found)
    return "a JobPosting without `url`" if lost else ""


def _own_id(data: Mapping[str, Any]) -> str:
    """Its identifier, else a digest of what it says that it is."""
    said = data.get("identifier")
    value = mapping(said).get("value", said)
    own = str(value) if isinstance(value, int) else text(value)[:_LONGEST_ID].strip()
    parts = [data.get(key) for key in ("title", "name", "hiringOrganization", "jobLocation")]
    return own or blake2b(json.encode(parts), digest_size=8).hexdigest()


def _bare(url: str) -> str:
    """Without marks of where the link stood."""
    query = {key: value for key, value in query_of(url).items() if not _MARKS.fullmatch(key)}
    return with_query(without_query(url), query) if host_of(url) else url
