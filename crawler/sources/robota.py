"""robota.ua: its JSON API, a search and a detail; the site itself draws its pages with scripts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec
from msgspec.structs import replace

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed, Posting, Salary
from contracts.subjects import WatchSpec
from crawler.contacts import without_contacts
from crawler.decoding import text_of
from crawler.html_text import one_line, paragraphs
from crawler.refusals import blocked, changed, doubted, refusal
from crawler.sources.asked import asked, site_of
from understanding import dates

_SITES: Final = frozenset({"robota.ua", "www.robota.ua", "api.robota.ua", "rabota.ua"})
_SEARCH: Final = {"page": "0", "count": "20", "sort": "1"}
_ACCEPT: Final = {"Accept": "application/json"}
_GONE: Final = frozenset({404, 410})
_DIGITS: Final = 18


class Robota:
    name: Final = "robota"
    summary: Final = "robota.ua: vacancies in Ukraine, from its public API"

    def __init__(self, base_url: str = "https://api.robota.ua") -> None:
        self.base_url = base_url.rstrip("/")
        self._pages = self.base_url.replace("://api.", "://")
        self._sites = _SITES | {site_of(self.base_url)}

    def matches(self, url: str) -> bool:
        return site_of(url) in self._sites

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        queries = [{**_SEARCH, "keyWords": words} for words in wanted] or [_SEARCH]
        return tuple(
            self._request(f"/vacancy/search?{urlencode(query)}", Role.LISTING) for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        text = text_of(page)
        reason = refusal(page, text)
        if reason:
            return blocked(reason)
        if not site_of(page.url):
            return changed(f"{page.url[:200]!r} is no address")
        listing = page.request.role is Role.LISTING
        if page.status in _GONE and not listing:
            return doubted(Parsed(outcome=Outcome.EMPTY, reason=f"HTTP {page.status}"), text)
        data = _object(text)
        if data is None:
            return doubted(changed("no JSON object"), text)
        return self._listing(page, data) if listing else self._vacancy(page, data)

    def _request(self, target: str, role: Role) -> Request:
        url = urljoin(self.base_url, target)
        return Request(url=url, source=self.name, role=role, headers=_ACCEPT)

    def _listing(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        documents, total = data.get("documents"), _whole(data.get("total"))
        if not isinstance(documents, list):
            return changed("a search without `documents`")
        number, size = _page_and_size(page.url)
        if not documents:
            missed = total is not None and total > number * size
            reason = f"page {number} is empty though {total} vacancies are stated"
            return changed(reason) if missed else Parsed(outcome=Outcome.EMPTY)
        found = [_id_of(document) for document in documents]
        ids = tuple(dict.fromkeys(each for each in found if each))
        follow = [self._request(f"/vacancy?id={each}", Role.DETAIL) for each in ids]
        shown = number * size + len(documents)
        if (len(documents) >= size) if total is None else total > shown:
            follow.append(self._request(_numbered(page.url, number + 1), Role.LISTING))
        parsed = Parsed(outcome=Outcome.OK, sightings=ids, follow=tuple(follow))
        unread = found.count("")
        if unread == 0:
            return parsed
        reason = f"{unread} of {len(found)} documents have no `id` or no `name`"
        return replace(parsed, outcome=Outcome.CHANGED, reason=reason)

    def _vacancy(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        if data.get("isActive") is False:
            return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
        found = _id_of(data)
        text = without_contacts(paragraphs(_text(data.get("description"))))
        if not found or not text:
            missing = "`id` or `name`" if not found else "`description`"
            return changed(f"a vacancy without {missing}")
        posting = Posting(
            external_id=found,
            title=_line(data, "name"),
            url=f"{self._pages}/company{_whole(data.get('notebookId')) or 0}/vacancy{found}",
            company=_line(data, "companyName"),
            places=tuple(filter(None, [_line(data, "cityName")])),
            salary=_salary(data),
            posted_at=_moment(_text(data.get("date")), page.fetched_at),
            description=text,
        )
        return Parsed(outcome=Outcome.OK, postings=(posting,))


def _object(text: str) -> dict[str, Any] | None:
    try:
        data = msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _id_of(document: object) -> str:
    if not isinstance(document, dict):
        return ""
    number = _whole(document.get("id"))
    return str(number) if number and _line(document, "name") else ""


def _whole(value: object) -> int | None:
    """A number that may stand in an id or a count."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 10**_DIGITS else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(data: Mapping[str, Any], key: str) -> str:
    return one_line(_text(data.get(key)))


def _salary(data: Mapping[str, Any]) -> Salary | None:
    """0 is "not stated"; the board's pay is in hryvnias a month."""
    low, high = _pay(data.get("salaryFrom")), _pay(data.get("salaryTo"))
    if low is None and high is None:
        low = high = _pay(data.get("salary"))
    if low is None and high is None:
        return None
    return Salary(min=low, max=high, currency="UAH")


def _pay(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 10**_DIGITS else None


def _moment(text: str, now: datetime) -> datetime | None:
    """The API names no zone: it means Kyiv's clock."""
    found = dates.parse(text, zone=dates.kyiv(), now=now)
    try:
        return found.astimezone(UTC) if found else None
    except OverflowError:
        return None


def _page_and_size(url: str) -> tuple[int, int]:
    query = dict(parse_qsl(urlsplit(url).query))
    return _number(query.get("page", ""), 0), max(1, _number(query.get("count", ""), 20))


def _number(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DIGITS else default


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [
        (key, str(number) if key == "page" else value) for key, value in parse_qsl(parts.query)
    ]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
