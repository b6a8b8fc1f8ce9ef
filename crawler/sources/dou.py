"""jobs.dou.ua: lists that grow by an xhr call, an RSS feed, and a page for each vacancy.

The lists come first; when the first page of one cannot be read any more, the feed is asked.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urljoin

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import number, parts_of, path_of
from crawler.reading.html_fields import attribute
from crawler.reading.html_text import node_line
from crawler.reading.json_values import decoded, mapping
from crawler.reading.pages import GONE, gone, listed, read_html, read_text, read_tree
from crawler.reading.refusals import changed
from crawler.source import Card
from crawler.sources import dou_feed, filters
from crawler.sources.asked import asked, of_board
from crawler.sources.dou_pages import card_of, id_of, is_hot, vacancy_of

_SITES: Final = frozenset({"jobs.dou.ua"})
_LIST: Final = "/vacancies/"
_MORE: Final = "/vacancies/xhr-load/"
_FEED: Final = "/vacancies/feeds/"
_PER_PAGE: Final = 20
_MOST_CARDS: Final = 400
_CARDS: Final = "li.l-vacancy"
_FORM: Final = "application/x-www-form-urlencoded; charset=UTF-8"
_NOTHING: Final = re.compile(
    r"вакансі\w+ (?:поки )?(?:не знайд\w+|немає)|(?:не знайд\w+|немає|\bno)\b.{0,40}"
    r"(?:вакансі\w+|vacanc\w+|jobs)|(?<!\d)0 вакансі",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(r"(\d[\d\s]{0,9})\s+(?:вакансі|ваканси|vacanc|jobs?)", re.IGNORECASE)


class Dou:
    name: Final = "dou"
    summary: Final = "jobs.dou.ua: IT vacancies in Ukraine, from its lists, feeds and pages"
    pushes: Final = {"places": "city=", "remote": "remote="}
    """The filters that its search takes, and how; the others are applied after parsing."""
    card: Final = Card(
        terms="https://dou.ua/agreement/",
        personal="names and contacts of recruiters in the texts; contacts are left out",
        interval_ms=3000,
        slots=1,
    )

    def __init__(self, base_url: str = "https://jobs.dou.ua") -> None:
        self.base_url = base_url.rstrip("/")
        self.matches = of_board(self.base_url, _SITES)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        queries = [
            {**({"search": words, "descr": "1"} if words else {}), **where}
            for where in _where(spec)
            for words in wanted or [""]
        ]
        return tuple(
            self._request(f"{_LIST}?{urlencode(query)}" if query else _LIST, Role.LISTING)
            for query in queries
        )

    def parse(self, page: Page) -> Parsed:
        if page.request.role is not Role.LISTING:
            if page.status in GONE:
                return read_html(page, lambda _: gone(page))
            return read_html(page, lambda tree: vacancy_of(tree, page, self.base_url))
        parsed = read_text(page, lambda text: self._any_list(page, text))
        if parsed.outcome is Outcome.CHANGED and path_of(page.url) == _LIST:
            query = parts_of(page.url).query
            feed = self._request(f"{_FEED}?{query}" if query else _FEED, Role.LISTING)
            return replace(parsed, follow=(*parsed.follow, feed))
        return parsed

    def _request(self, target: str, role: Role) -> Request:
        return Request(url=urljoin(self.base_url, target), source=self.name, role=role)

    def _any_list(self, page: Page, text: str) -> Parsed:
        start = text.lstrip("\ufeff \t\r\n")
        if start.startswith("{"):
            return self._more(page, mapping(decoded(start)))
        if dou_feed.is_one(start):
            return dou_feed.read(start, self.base_url, page.fetched_at)
        return read_tree(text, lambda tree: self._listing(page, tree))

    def _listing(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        shown = len(tree.css(_CARDS))
        if not shown:
            return _without_cards(tree)
        more = tree.css_first(".more-btn") is not None or shown >= _PER_PAGE or _total(tree) > shown
        if not more:
            return self._cards(page, tree)
        token = attribute(tree.css_first("input[name=csrfmiddlewaretoken]"), "value")
        if not token:
            return self._cards(page, tree, doubt="the list goes on, and has no csrfmiddlewaretoken")
        return self._cards(page, tree, onward=(self._load(page.url, token, _plain(tree)),))

    def _more(self, page: Page, data: Mapping[str, Any]) -> Parsed:
        """Read what an xhr call brought: a piece of the list, and whether it is the last."""
        html, last = data.get("html"), data.get("last")
        if not isinstance(html, str) or not isinstance(last, bool):
            return changed("an xhr answer without `html` and `last`")
        return read_tree(html, lambda tree: self._piece(page, tree, last=last))

    def _piece(self, page: Page, tree: LexborHTMLParser, *, last: bool) -> Parsed:
        if not tree.css(_CARDS):
            said = node_line(tree.body)
            reason = "an xhr answer without cards" if said or not last else ""
            return changed(reason) if reason else Parsed(outcome=Outcome.EMPTY)
        if last or not page.request.body:  # a saved piece does not say how it was asked for
            return self._cards(page, tree)
        asked_for = dict(parse_qsl(page.request.body.decode("latin-1")))
        token, before = asked_for.get("csrfmiddlewaretoken", ""), asked_for.get("count", "")
        if not token:
            return self._cards(page, tree, doubt="the list goes on, and its request has no token")
        more = self._load(page.url, token, number(before, 0) + _plain(tree))
        return self._cards(page, tree, onward=(more,))

    def _cards(
        self,
        page: Page,
        tree: LexborHTMLParser,
        *,
        onward: tuple[Request, ...] = (),
        doubt: str = "",
    ) -> Parsed:
        shown = tree.css(_CARDS)
        if len(shown) > _MOST_CARDS:
            return changed("far more cards than a page of this site has")
        cards = [card_of(card, self.base_url, page.fetched_at) for card in shown]
        inside = {link.mem_id for card in shown for link in card.css("a[href]")}
        outside = [
            each for each in tree.css("a[href]") if each.mem_id not in inside and id_of(each)
        ]
        if outside:
            doubt = f"{len(outside)} links to vacancies outside the cards"
        read = {card.posting.external_id: card.posting.url for card in cards if card.posting}
        return listed(
            cards,
            detail=lambda each: self._request(read[each], Role.DETAIL),
            onward=onward,
            doubt=doubt,
        )

    def _load(self, url: str, token: str, shown: int) -> Request:
        """Ask for what comes after; the site takes the form's token for its cookie as well."""
        query = parts_of(url).query
        said = {"csrfmiddlewaretoken": token, "count": str(shown)}
        return Request(
            url=urljoin(self.base_url, f"{_MORE}?{query}" if query else _MORE),
            source=self.name,
            role=Role.LISTING,
            method="POST",
            headers={
                "Content-Type": _FORM,
                "Cookie": f"csrftoken={token}",
                "Referer": urljoin(self.base_url, f"{_LIST}?{query}" if query else _LIST),
                "X-Requested-With": "XMLHttpRequest",
            },
            body=urlencode(said).encode(),
        )


def _where(spec: WatchSpec) -> list[dict[str, str]]:
    if filters.remote(spec):
        return [{"remote": ""}]
    return [{"city": city} for city in filters.cities(spec)] or [{}]


def _without_cards(tree: LexborHTMLParser) -> Parsed:
    """An honest "nothing found" says so and links to no vacancy."""
    if any(map(id_of, tree.css("a[href]"))):
        return changed("links to vacancies, but no cards")
    if any(
        _NOTHING.search(node_line(each)) for each in tree.css("h1, h2, p, .b-inner-page-header")
    ):
        return Parsed(outcome=Outcome.EMPTY)
    return changed("neither cards nor words that nothing was found")


def _plain(tree: LexborHTMLParser) -> int:
    """How many are shown in their own place: the hot ones stand there once more."""
    cards = tree.css(_CARDS)
    return sum(not is_hot(card) for card in cards)


def _total(tree: LexborHTMLParser) -> int:
    found = _TOTAL.search(node_line(tree.css_first("h1")))
    return int("".join(re.findall(r"[0-9]", found[1])) or 0) if found else 0
