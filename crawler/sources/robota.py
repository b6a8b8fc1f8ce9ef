"""robota.ua: its JSON API, a search and a detail; the site itself draws its pages with scripts.

The REST API comes first: it tells dates and the address that people open. When a search of it can
no longer be read, the walk goes on through GraphQL (`robota_graphql`), with the same ids.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed, Posting, Salary
from contracts.subjects import WatchSpec
from crawler.reading.addresses import number, query_of, with_query
from crawler.reading.ads import an_ad, kyiv_moment
from crawler.reading.html_text import paragraphs
from crawler.reading.json_values import (
    amount,
    decoded,
    identifier,
    line,
    mapping,
    text,
    unplain,
    whole,
)
from crawler.reading.pages import GONE, Shown, gone, listed, read_text
from crawler.reading.refusals import changed
from crawler.source import Card
from crawler.sources import robota_graphql as graphql
from crawler.sources.asked import asked, of_board

_SITES: Final = frozenset(
    {"robota.ua", "www.robota.ua", "api.robota.ua", "dracula.robota.ua", "rabota.ua"}
)
_SEARCH: Final = {"page": "0", "count": "20", "sort": "1"}
_ACCEPT: Final = {"Accept": "application/json"}
_KEYS: Final = ("notebookId", "companyName", "cityName", "date")
_ENDS: Final = ("salaryFrom", "salaryTo")


class Robota:
    name: Final = "robota"
    summary: Final = "robota.ua: vacancies in Ukraine, from its public API"
    pushes: Final[dict[str, str]] = {}
    """The filters that its search takes: none by name, for it knows places by numbers only."""
    card: Final = Card(
        terms="https://robota.ua/rules",
        personal="names and telephones of contact persons; not read",
        interval_ms=2000,
        slots=2,
    )

    def __init__(self, base_url: str = "https://api.robota.ua") -> None:
        self.base_url = base_url.rstrip("/")
        self._pages = self.base_url.replace("://api.", "://")
        self.matches = of_board(self.base_url, _SITES)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        queries = [{**_SEARCH, "keyWords": words} for words in wanted] or [_SEARCH]
        return tuple(
            self._request(f"/vacancy/search?{urlencode(query)}", Role.LISTING) for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        listing = page.request.role is Role.LISTING
        if page.status in GONE and not listing:
            return read_text(page, lambda _: gone(page))
        parsed = read_text(page, lambda said: self._answer(page, mapping(decoded(said))))
        first = number(query_of(page.url).get("page", ""), 0) == 0
        if parsed.outcome is Outcome.CHANGED and listing and first and not graphql.is_one(page):
            words = query_of(page.url).get("keyWords", "")
            other = graphql.search(self.base_url, self.name, words)
            return replace(parsed, follow=(*parsed.follow, other))
        return parsed

    def _request(self, target: str, role: Role) -> Request:
        url = urljoin(self.base_url, target)
        return Request(url=url, source=self.name, role=role, headers=_ACCEPT)

    def _detail(self, external_id: str) -> Request:
        return self._request(f"/vacancy?id={external_id}", Role.DETAIL)

    def _answer(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        if not data:
            return changed("no JSON object")
        if graphql.is_one(page) or "data" in data or "errors" in data:
            return graphql.read(page, data, self._pages)
        if page.request.role is Role.LISTING:
            return self._listing(page, data)
        return self._vacancy(page, data)

    def _listing(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        documents, total = data.get("documents"), whole(data.get("total"))
        if not isinstance(documents, list):
            return changed("a search without `documents`")
        here, size = _page_and_size(page.url)
        if not documents:
            missed = total is not None and total > here * size
            reason = f"page {here} is empty though {total} vacancies are stated"
            return changed(reason) if missed else Parsed(outcome=Outcome.EMPTY)
        shown = here * size + len(documents)
        more = (len(documents) >= size) if total is None else total > shown
        after = [with_query(page.url, {"page": str(here + 1)})] if more else []
        return listed(
            [self._shown(mapping(each), page.fetched_at) for each in documents],
            detail=self._detail,
            onward=[replace(self._request("", Role.LISTING), url=url) for url in after],
        )

    def _shown(self, document: Mapping[str, Any], now: datetime) -> Shown:
        posting = self._ad(document, "shortDescription", now)
        if posting is None:
            return Shown(None, "a document without `id` or `name`")
        missing = unplain(document, *_KEYS) or _odd(document)
        return Shown(posting, f"a document without `{missing}`" if missing else "")

    def _ad(self, data: Mapping[str, Any], described: str, now: datetime) -> Posting | None:
        found, title = identifier(whole(data.get("id"))), line(data, "name")
        if not found or not title:
            return None
        return an_ad(
            found,
            title,
            url=address(self._pages, whole(data.get("notebookId")), found),
            company=line(data, "companyName"),
            places=tuple(filter(None, [line(data, "cityName")])),
            salary=_salary(data),
            posted_at=kyiv_moment(text(data.get("date")), now),
            description=paragraphs(text(data.get(described))),
        )

    def _vacancy(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        if data.get("isActive") is False:
            return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
        posting = self._ad(data, "description", page.fetched_at)
        missing = unplain(data, *_KEYS) or _odd(data)
        if posting is None or not posting.description or missing:
            what = "id` or `name" if posting is None else missing or "description"
            return changed(f"a vacancy without `{what}`")
        return Parsed(outcome=Outcome.OK, postings=(posting,))


def address(pages: str, company: int | None, external_id: str) -> str:
    """Return the page that people open."""
    return f"{pages}/company{company or 0}/vacancy{external_id}"


def _odd(data: Mapping[str, Any]) -> str:
    """Pay may be left out; one end of a range says that the other should be there."""
    if any(end in data for end in _ENDS):
        return unplain(data, *_ENDS)
    return next((key for key in data if "salary" in key.lower() and key != "salary"), "")


def _salary(data: Mapping[str, Any]) -> Salary | None:
    """0 is "not stated"; the board's pay is in hryvnias a month."""
    low, high = amount(data.get("salaryFrom")), amount(data.get("salaryTo"))
    if low is None and high is None:
        low = high = amount(data.get("salary"))
    if low is None and high is None:
        return None
    return Salary(min=low, max=high, currency="UAH")


def _page_and_size(url: str) -> tuple[int, int]:
    query = query_of(url)
    return number(query.get("page", ""), 0), max(1, number(query.get("count", ""), 20))
