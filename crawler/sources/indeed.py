"""Indeed: search pages, vacancies and job-alert e-mails that were saved or may be fetched.

Its robots.txt keeps programs out of most pages, so nothing is asked for unless a setting says that
it is allowed. The app's own interface needs a key of someone else's, and is not used.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode, urljoin

from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request, Role, host_of
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import number, parts_of, query_of, with_query
from crawler.reading.html_text import node_line, parse_html
from crawler.reading.pages import GONE, Shown, gone, listed, read_text, read_tree
from crawler.reading.refusals import changed
from crawler.source import Card
from crawler.sources import filters, indeed_mail
from crawler.sources.asked import asked
from crawler.sources.indeed_jobs import jobs_of
from crawler.sources.indeed_pages import cards_of, ids_in, vacancy_of
from understanding.money import parse_salary

_SITE: Final = re.compile(r"(?:[a-z]{2,3}\.)?indeed\.com")
_SEARCH: Final = {"sort": "date", "filter": "0"}
_STEP: Final = 10
_FURTHEST: Final = 990
_KINDS: Final = {
    "full-time": "fulltime",
    "part-time": "parttime",
    "contract": "contract",
    "temporary": "temporary",
    "internship": "internship",
}
_NEXT: Final = '[data-testid="pagination-page-next"], a[rel="next"]'
_NOTHING: Final = re.compile(
    r"did not match any jobs|no jobs (?:match|found)|вакансій не знайдено|не знайдено жодно",
    re.IGNORECASE,
)
_NEEDS: Final = (
    "forbidden: its terms and robots.txt keep programs out; where you may fetch it, set"
    ' PROSPEKT_CRAWLER_SOURCES: {"indeed": {"allowed": true}}'
)


class Indeed:
    name: Final = "indeed"
    summary: Final = "Indeed: saved or allowed search pages, vacancies and job-alert e-mails"
    pushes: Final = {
        "places": "l=",
        "remote": "l=Remote",
        "postedWithin": "fromage=",
        "employment": "jt=",
    }
    """The filters that its search takes, and how; the others are applied after parsing."""

    def __init__(self, base_url: str = "https://www.indeed.com", *, allowed: bool = False) -> None:
        self.base_url = base_url.rstrip("/")
        self._allowed = allowed

    @property
    def card(self) -> Card:
        return Card(
            terms="https://www.indeed.com/legal: programs are kept out of most pages",
            needs="" if self._allowed else _NEEDS,
            personal="none on its pages but contacts in texts; left out when a page is read",
            interval_ms=5000,
            slots=1,
        )

    def matches(self, url: str) -> bool:
        site = host_of(url)
        return site == host_of(self.base_url) or _SITE.fullmatch(site) is not None

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None or not self._allowed:
            return ()
        bases = dict.fromkeys(_base(url) for url in spec.websites if _SITE.fullmatch(host_of(url)))
        pushed = _pushed(spec)
        queries = [
            {**({"q": words} if words else {}), **place, **_SEARCH, **pushed, "start": "0"}
            for place in _places(spec)
            for words in wanted or [""]
        ]
        return tuple(
            self._request(f"{base}/jobs?{urlencode(query)}", Role.LISTING)
            for base in bases or [self.base_url]
            for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        if indeed_mail.is_one(page):
            return indeed_mail.read(page)
        listing = page.request.role is Role.LISTING
        if page.status in GONE and not listing:
            return read_text(page, lambda _: gone(page))
        if listing:
            return read_text(page, lambda text: self._listing(page, text))
        return read_text(page, lambda text: read_tree(text, lambda tree: vacancy_of(tree, page)))

    def _request(self, url: str, role: Role) -> Request:
        return Request(url=url, source=self.name, role=role)

    def _listing(self, page: Page, text: str) -> Parsed:
        tree = parse_html(text)
        if tree is None:
            return changed("far more tags than a page of this site has")
        found = jobs_of(text, page)
        base = _base(page.url)
        cards = cards_of(tree, base)
        shown = found.shown or cards
        if not shown:
            return self._nothing(page, tree, found.known, found.total)
        here = number(query_of(page.url).get("start", ""), 0)
        told = found.total is not None and found.total > here + len(shown)
        more = (told or tree.css_first(_NEXT) is not None) and here < _FURTHEST
        onward = [with_query(page.url, {"start": str(here + _STEP)})] if more else []
        doubt = _contradiction(found.shown, cards) if found.shown else ""
        if found.known and not found.shown:
            doubt = "the data of the page's cards cannot be read"
        return listed(
            shown,
            linked=ids_in(tree),
            detail=lambda each: self._request(urljoin(base, f"/viewjob?jk={each}"), Role.DETAIL),
            onward=[self._request(url, Role.LISTING) for url in onward],
            doubt=doubt,
        )

    def _nothing(
        self, page: Page, tree: LexborHTMLParser, known: object, total: int | None
    ) -> Parsed:
        if ids_in(tree):
            if not known and indeed_mail.looks_like_one(tree):
                return indeed_mail.read_html(tree, page)
            return changed("links to jobs, but no cards")
        if total == 0 or _NOTHING.search(node_line(tree.body)):
            return Parsed(outcome=Outcome.EMPTY)
        return changed("neither jobs nor words that nothing was found")


def _contradiction(data: Sequence[Shown], cards: Sequence[Shown]) -> str:
    """Pay on a card bears out what the data says, which alone may lack its currency."""
    drawn = {each.posting.external_id: each.posting.salary_text for each in cards if each.posting}
    for posting in (each.posting for each in data if each.posting):
        said, told = posting.salary, parse_salary(drawn.get(posting.external_id, ""))
        if told and (said is None or (said.currency, said.min) != (told.currency, told.min)):
            return "pay on a card, and another or none in its data"
    return ""


def _base(url: str) -> str:
    parts = parts_of(url)
    return f"{parts.scheme}://{parts.netloc}"


def _places(spec: WatchSpec) -> list[dict[str, str]]:
    if filters.remote(spec):
        return [{"l": "Remote"}]
    return [{"l": place} for place in spec.filters.places] or [{}]


def _pushed(spec: WatchSpec) -> dict[str, str]:
    days, kinds = filters.days(spec), filters.kinds(spec)
    pushed = {"fromage": str(days)} if days else {}
    if len(kinds) == 1 and kinds[0] in _KINDS:
        pushed["jt"] = _KINDS[kinds[0]]
    return pushed
