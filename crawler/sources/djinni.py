"""djinni.co: lists that carry their vacancies whole as JSON-LD, with cards that bear them out."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import number, path_of, query_of, with_query
from crawler.reading.ads import where
from crawler.reading.html_fields import attribute, leads_nowhere, pieces
from crawler.reading.html_text import node_line
from crawler.reading.json_values import identifier, lacking, mapping, text
from crawler.reading.jsonld import posting_of
from crawler.reading.jsonld_pages import found_in
from crawler.reading.pages import GONE, Shown, gone, listed, read_html
from crawler.reading.refusals import changed
from crawler.source import Card
from crawler.sources import filters
from crawler.sources.asked import asked, of_board
from understanding import dates
from understanding.money import parse_salary

_SITES: Final = frozenset({"djinni.co", "www.djinni.co"})
_ID: Final = re.compile(r"/jobs/([0-9]{1,18})-[^/]*/?")
_CARD_ID: Final = re.compile(r"job-item-([0-9]{1,18})")
_NOTHING: Final = re.compile(
    r"(?:не знайд\w+|немає|\bno\b).{0,40}(?:вакансі\w+|jobs|vacanc\w+)|вакансі\w+ не знайдено"
    r"|нічого не знайд\w+|nothing (?:was )?found"
    r"|(?<!\d)0 (?:вакансі|jobs)",
    re.IGNORECASE,
)
_CLOSED: Final = re.compile(
    r"вакансія (?:вже )?(?:закрита|неактивна|в архіві)|(?:job|position) is (?:closed|no longer)",
    re.IGNORECASE,
)
_SHORT: Final = 40
"""Characters of a facet at most: what is longer is prose, where money may be anything."""


class Djinni:
    name: Final = "djinni"
    summary: Final = "djinni.co: IT vacancies in Ukraine and abroad, from the data in its pages"
    pushes: Final = {"remote": "employment=remote", "salaryMin": "salary="}
    """The filters that its search takes, and how; the others are applied after parsing."""
    card: Final = Card(
        terms="https://djinni.co/terms/",
        personal="names of recruiters on the cards; not read",
        interval_ms=3000,
        slots=1,
    )

    def __init__(self, base_url: str = "https://djinni.co") -> None:
        self.base_url = base_url.rstrip("/")
        self.matches = of_board(self.base_url, _SITES)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        pushed = {"employment": "remote"} if filters.remote(spec) else {}
        if spec.filters.salary_min and spec.filters.salary_currency in {"", "USD"}:
            pushed["salary"] = f"{spec.filters.salary_min:.0f}"
        queries = [{"primary_keyword": words, **pushed} for words in wanted] or [pushed]
        return tuple(
            self._request(f"/jobs/?{urlencode({**query, 'page': '1'})}") for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        listing = page.request.role is Role.LISTING
        if page.status in GONE and not listing:
            return read_html(page, lambda _: gone(page))
        if listing:
            return read_html(page, lambda tree: self._listing(page, tree))
        return read_html(page, lambda tree: self._vacancy(page, tree))

    def _request(self, target: str) -> Request:
        return Request(url=urljoin(self.base_url, target), source=self.name, role=Role.LISTING)

    def _listing(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        found, fault = found_in(tree)
        cards = dict(_cards(tree))
        if not found:
            return _without_jobs(tree, bool(cards), fault)
        here, last = number(query_of(page.url).get("page", ""), 1), _last_page(tree)
        onward = (
            [self._request(with_query(page.url, {"page": str(here + 1)}))] if last > here else []
        )
        if leads_nowhere(tree, here):
            fault = fault or "links to other pages that lead nowhere"
        return listed(
            [self._shown(page, each, cards) for each in found],
            rich=True,
            linked=cards,
            onward=onward,
            doubt=fault,
        )

    def _vacancy(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        found, fault = found_in(tree)
        if len(found) != 1:
            heads = tree.css("h1, .alert, .inactive, .text-danger")
            if not found and any(_CLOSED.search(node_line(each)) for each in heads):
                return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
            return changed(fault or f"{len(found)} JobPostings on a vacancy's page")
        head = tree.css_first("h1")
        around = head.parent if head is not None else None
        shown = self._shown(page, found[0], {}, around)
        return listed([shown], rich=True, doubt=fault) if fault or shown.fault else _one(shown)

    def _shown(
        self,
        page: Page,
        data: Mapping[str, Any],
        cards: Mapping[str, LexborNode],
        head: LexborNode | None = None,
    ) -> Shown:
        path = path_of(text(data.get("url")))
        own = _ID.fullmatch(path) or _ID.fullmatch(path_of(page.url))
        said = identifier(_identifier(data))
        key = own[1] if own else said
        shown = posting_of(
            data,
            external_id=key,
            url=urljoin(self.base_url, path) if path else "",
            zone=dates.kyiv(),
            now=page.fetched_at,
        )
        missing = lacking(data, "url")
        if missing and not shown.fault:
            return Shown(shown.posting, f"a JobPosting without `{missing}`")
        if said and own and said != own[1]:
            return Shown(shown.posting, "a JobPosting whose `url` is another's")
        return _with_card(shown, cards.get(key, head))


def _one(shown: Shown) -> Parsed:
    postings = (shown.posting,) if shown.posting else ()
    return Parsed(outcome=Outcome.OK, postings=postings)


def _cards(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    """Ids of the cards by any of their signs: the card's own id, or its link."""
    for link in tree.css('a[href*="/jobs/"]'):
        found = _ID.fullmatch(path_of(attribute(link, "href")))
        if found and link.parent is not None:
            yield found[1], link.parent
    for card in tree.css('[id^="job-item-"]'):
        found = _CARD_ID.fullmatch(attribute(card, "id"))
        if found:
            yield found[1], card


def _without_jobs(tree: LexborHTMLParser, cards: object, fault: str) -> Parsed:
    if cards or tree.css_first(".job-item, .job_item__header-link") is not None:
        return changed(fault or "cards, but no JobPosting in JSON-LD")
    if any(_NOTHING.search(node_line(each)) for each in tree.css("h1, h2, h3, p, .alert")):
        return Parsed(outcome=Outcome.EMPTY)
    return changed(fault or "neither JobPostings nor words that nothing was found")


def _with_card(shown: Shown, card: LexborNode | None) -> Shown:
    """The data may name no town where the card does; two answers about pay are none."""
    posting = shown.posting
    if card is None or posting is None:
        return shown
    facets = [each for each in pieces(card, card.css(".js-original-text")) if len(each) <= _SHORT]
    paid, told = next(filter(None, map(parse_salary, facets)), None), posting.salary
    if paid and (told is None or {told.min, told.max} != {paid.min, paid.max}):
        fault = "pay on the card, and another or none in the JobPosting"
        return Shown(posting, shown.fault or fault)
    if posting.places or posting.remote:
        return shown
    return Shown(
        replace(posting, **where(node_line(card.css_first(".location-text")))), shown.fault
    )


def _identifier(data: Mapping[str, Any]) -> object:
    said = data.get("identifier")
    return mapping(said).get("value", said)


def _last_page(tree: LexborHTMLParser) -> int:
    links = [attribute(link, "href") for link in tree.css('a[href*="page="]')]
    return max((number(query_of(link).get("page", ""), 1) for link in links), default=1)
