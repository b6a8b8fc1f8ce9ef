"""grc.ua and its like: boards in HeadHunter's shape, by the API with an application's token.

Without a token nothing is asked: anonymous programs are refused. Saved pages of the site are read.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from msgspec.structs import replace

from contracts.asking import CREDENTIAL, CREDENTIAL_AS
from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import with_query
from crawler.reading.json_values import decoded, entries, line, mapping, whole
from crawler.reading.pages import GONE, gone, listed, read_text, read_tree
from crawler.reading.refusals import blocked, changed
from crawler.source import Card
from crawler.sources import filters
from crawler.sources.asked import asked, of_board
from crawler.sources.grc_items import card_of, vacancy_of
from crawler.sources.grc_pages import read_page

_SITES: Final = frozenset({"grc.ua", "www.grc.ua", "api.grc.ua", "api.hh.ru", "hh.ru"})
_SEARCH: Final = {"area": "5", "per_page": "50", "page": "0"}
"""Area 5 is Ukraine; pages count from 0."""
_KEYS: Final = ("found", "pages", "per_page", "page")
_LONGEST_PERIOD: Final = 30
_EMPLOYMENT: Final = {
    "full-time": "full",
    "part-time": "part",
    "contract": "project",
    "internship": "probation",
    "volunteer": "volunteer",
}
_REFUSED: Final = ("captcha", "forbidden", "oauth", "token", "limit", "user_agent", "blacklisted")
_NEEDS: Final = (
    "forbidden: needs an application token of the board: store it as a secret and name it in"
    ' PROSPEKT_CRAWLER_SOURCES: {"grc": {"credential": "NAME"}}'
)


class Grc:
    name: Final = "grc"
    summary: Final = "grc.ua (HeadHunter-shaped): vacancies from its API, with an application token"
    pushes: Final = {
        "remote": "schedule=remote",
        "postedWithin": "period=",
        "employment": "employment=",
    }
    """The filters that its search takes, and how; the others are applied after parsing."""

    def __init__(self, base_url: str = "https://api.hh.ru", credential: str = "") -> None:
        self.base_url = base_url.rstrip("/")
        self._credential = credential
        """The name of a secret, never the secret: requests are stored."""
        self.matches = of_board(self.base_url, _SITES)

    @property
    def card(self) -> Card:
        return Card(
            terms="https://dev.hh.ru: programs use the API with an application's token",
            needs=f"an application token (secret {self._credential!r})"
            if self._credential
            else _NEEDS,
            personal="names, telephones and addresses of contact persons; not read",
            interval_ms=2000,
            slots=1,
        )

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None or not self._credential:
            return ()
        pushed = _pushed(spec)
        queries = [{"text": words, **_SEARCH} for words in wanted] or [_SEARCH]
        return tuple(
            self._request(f"/vacancies?{urlencode([*query.items(), *pushed])}", Role.LISTING)
            for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        listing = page.request.role is Role.LISTING
        if page.status in GONE and not listing:
            return read_text(page, lambda _: gone(page))
        parsed = read_text(page, lambda text: self._any(page, text))
        if parsed.outcome is Outcome.BLOCKED and page.status in (401, 403):
            return replace(parsed, reason=f"{parsed.reason}; {_NEEDS}")
        return parsed

    def _request(self, target: str, role: Role) -> Request:
        return Request(
            url=urljoin(self.base_url, target),
            source=self.name,
            role=role,
            headers={"Accept": "application/json"},
            meta={CREDENTIAL: self._credential, CREDENTIAL_AS: "bearer"},
        )

    def _any(self, page: Page, text: str) -> Parsed:
        if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return read_tree(text, lambda tree: read_page(tree, page))
        data = mapping(decoded(text))
        if not data or data.get("errors"):
            return _failed(data)
        if page.request.role is Role.LISTING:
            return self._listing(page, data)
        return vacancy_of(data, page.fetched_at)

    def _listing(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        items = data.get("items")
        found, pages, size, here = (whole(data.get(key)) for key in _KEYS)
        if not isinstance(items, list):
            return changed("a search without `items`")
        if found is None or pages is None or size is None or here is None:
            return changed(f"a search without a whole {', '.join(_KEYS)}")
        if not items:
            reason = f"page {here} of {pages} is empty though {found} vacancies are stated"
            return changed(reason) if found > here * size else Parsed(outcome=Outcome.EMPTY)
        more = here + 1 < pages
        onward = [self._page(page, here + 1)] if more else []
        short = not more and found > here * size + len(items) and found <= pages * size
        return listed(
            [card_of(mapping(each), page.fetched_at) for each in items],
            detail=lambda each: self._request(f"/vacancies/{each}", Role.DETAIL),
            onward=onward,
            doubt=f"{found} vacancies are stated, and the last page ends sooner" if short else "",
        )

    def _page(self, page: Page, number: int) -> Request:
        url = with_query(page.url, {"page": str(number)})
        return replace(self._request("", Role.LISTING), url=url)


def _pushed(spec: WatchSpec) -> list[tuple[str, str]]:
    pairs = [("schedule", "remote")] if filters.remote(spec) else []
    days = filters.days(spec)
    if 0 < days <= _LONGEST_PERIOD:
        pairs.append(("period", str(days)))
    kinds = [_EMPLOYMENT.get(kind, "") for kind in filters.kinds(spec)]
    return pairs + [("employment", kind) for kind in kinds] if all(kinds) else pairs


def _failed(data: Mapping[str, Any]) -> Parsed:
    """The API names what it refuses; a captcha is no fault of the page."""
    said = ", ".join(
        line(each, "type") or line(each, "value") for each in entries(data.get("errors"))
    )
    if not said:
        return changed("no JSON object")
    refused = any(word in said.casefold() for word in _REFUSED)
    return (blocked if refused else changed)(f"errors of the API: {said[:200]}")
