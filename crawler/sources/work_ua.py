"""work.ua: server-rendered lists of cards and a page for each vacancy."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import quote_plus, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.reading.addresses import number, path_of, query_of, with_query
from crawler.reading.ads import an_ad, kyiv_moment
from crawler.reading.html_fields import attribute, leads_nowhere, own_address
from crawler.reading.html_text import node_line, node_paragraphs
from crawler.reading.pages import GONE, Shown, gone, listed, read_html
from crawler.reading.refusals import changed
from crawler.source import Card
from crawler.sources import filters
from crawler.sources.asked import asked, of_board
from crawler.sources.work_ua_lines import fields_of

_SITES: Final = frozenset({"work.ua", "www.work.ua"})
_VACANCY: Final = re.compile(r"(?:/(?:en|ru))?/jobs/([0-9]{1,18})/?")
_VACANCIES: Final = r"(?:вакансі\w+|ваканси\w+|jobs|vacancies)"
_NOTHING: Final = re.compile(
    rf"{_VACANCIES}\b.{{0,60}}(?:не знайдено|немає|не найден\w*|нет|not found)"
    rf"|(?:не знайд\w+|не найд\w+|немає|\bнет|\bno|(?<!\d)0)\b.{{0,60}}{_VACANCIES}",
    re.IGNORECASE | re.DOTALL,
)
_CLOSED: Final = re.compile(
    r"вакансія (?:закрита|неактивна)|вакансия закрыта|closed", re.IGNORECASE
)
_TOTAL: Final = re.compile(
    r"(\d[\d\s]{0,12})\s+(?:вакансі[йяї]|ваканси[йяи]|jobs?|vacanc)", re.IGNORECASE
)
_MOST_CARDS: Final = 400
_SLUGS: Final = {
    "Київ": "kyiv",
    "Львів": "lviv",
    "Харків": "kharkiv",
    "Одеса": "odesa",
    "Дніпро": "dnipro",
    "Запоріжжя": "zaporizhzhya",
    "Вінниця": "vinnytsya",
    "Полтава": "poltava",
    "Чернівці": "chernivtsi",
    "Івано-Франківськ": "ivano-frankivsk",
    "Тернопіль": "ternopil",
    "Луцьк": "lutsk",
    "Рівне": "rivne",
    "Житомир": "zhytomyr",
    "Ужгород": "uzhhorod",
    "Хмельницький": "khmelnytskyy",
    "Черкаси": "cherkasy",
    "Чернігів": "chernihiv",
    "Суми": "sumy",
    "Миколаїв": "mykolaiv_nk",
}


class WorkUa:
    name: Final = "work_ua"
    summary: Final = "work.ua: vacancies in Ukraine, from its pages"
    pushes: Final = {"places": "/jobs-{place}-...", "remote": "/jobs-remote-..."}
    """The filters that its search takes, and how; the others are applied after parsing."""
    card: Final = Card(
        terms="https://www.work.ua/about-us/conditions/",
        personal="names, telephones and addresses of contact persons; left out when a page is read",
        interval_ms=2000,
        slots=2,
    )

    def __init__(self, base_url: str = "https://www.work.ua") -> None:
        self.base_url = base_url.rstrip("/")
        self.matches = of_board(self.base_url, _SITES)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        slugs = [
            "-".join(filter(None, [place, quote_plus(words.replace("/", " "))]))
            for place in _places(spec)
            for words in wanted or [""]
        ]
        return tuple(
            self._request(f"/jobs-{slug}/?page=1" if slug else "/jobs/?page=1", Role.LISTING)
            for slug in slugs
        )

    def parse(self, page: Page) -> Parsed:
        if page.request.role is Role.LISTING:
            return read_html(page, lambda tree: self._listing(page, tree))
        return read_html(page, lambda tree: self._vacancy(page, tree))

    def _request(self, target: str, role: Role) -> Request:
        return Request(url=urljoin(self.base_url, target), source=self.name, role=role)

    def _detail(self, external_id: str) -> Request:
        return self._request(f"/jobs/{external_id}/", Role.DETAIL)

    def _listing(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        shown = tree.css("div.card.job-link")
        if not shown:
            return _without_cards(tree)
        if len(shown) > _MOST_CARDS:
            return changed("far more cards than a page of this site has")
        cards = [self._card(card, page.fetched_at) for card in shown]
        here, last = number(query_of(page.url).get("page", ""), 1), _last_page(tree)
        after = [with_query(page.url, {"page": str(here + 1)})] if last > here else []
        total = _total(tree) if here == last == 1 else 0
        return listed(
            cards,
            linked={_id_of(link) for link in tree.css("h2 a[href]")} - {""},
            detail=self._detail,
            onward=[self._request(url, Role.LISTING) for url in after],
            doubt=_doubt(tree, here, len(cards), total),
        )

    def _card(self, card: LexborNode, now: datetime) -> Shown:
        link = card.css_first("h2 a[href]")
        found, title = _id_of(link), node_line(link)
        if not found or not title:
            return Shown(None, "no link to a vacancy in a heading")
        said = attribute(link, "title")
        fields, fault = fields_of(card)
        posting = an_ad(
            found,
            title,
            url=self._detail(found).url,
            posted_at=kyiv_moment(said.removeprefix(title), now),
            description=" ".join(node_line(each) for each in card.css("p")),
            **fields,
        )
        return Shown(posting, fault or ("" if said else "a link without its title"))

    def _vacancy(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        if page.status in GONE:
            return gone(page)
        if any(_CLOSED.search(node_line(note)) for note in tree.css(".alert, .label")):
            return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
        found = _own_id(page, tree)
        title, description = node_line(tree.css_first("h1")), tree.css_first("#job-description")
        if not found or not title or description is None:
            missing = "h1" if not title else "#job-description" if found else "id in its address"
            return changed(f"a vacancy's page without {missing}")
        moment = tree.css_first("time")
        if moment is not None and not attribute(moment, "datetime"):
            return changed("a vacancy's page with a time that says none")
        said, fault = fields_of(tree.root) if tree.root is not None else ({}, "")
        text = node_paragraphs(description)
        if fault or not text:
            return changed(fault or "a vacancy's page with an empty description")
        posting = an_ad(
            found,
            title,
            url=self._detail(found).url,
            posted_at=kyiv_moment(attribute(moment, "datetime"), page.fetched_at),
            description=text,
            **said,
        )
        return Parsed(outcome=Outcome.OK, postings=(posting,))


def _places(spec: WatchSpec) -> list[str]:
    if filters.remote(spec):
        return ["remote"]
    known = [_SLUGS.get(city, "") for city in filters.cities(spec)]
    return known if known and all(known) else [""]


def _without_cards(tree: LexborHTMLParser) -> Parsed:
    """An honest "nothing found" says so and shows no vacancy."""
    if any(map(_id_of, tree.css("a[href]"))):
        return changed("links to vacancies, but no cards")
    if any(_NOTHING.search(node_line(head)) for head in tree.css("h1, h2, h3, p, .card, .alert")):
        return Parsed(outcome=Outcome.EMPTY)
    return changed("neither cards nor words that nothing was found")


def _doubt(tree: LexborHTMLParser, here: int, shown: int, total: int) -> str:
    """`total`: how many a list of one page says it has."""
    if total > shown:
        return f"{total} vacancies are stated, {shown} shown, and there is no next page"
    return "links to other pages lead nowhere" if leads_nowhere(tree, here) else ""


def _id_of(link: LexborNode | None) -> str:
    found = _VACANCY.fullmatch(path_of(attribute(link, "href")))
    return found[1] if found else ""


def _own_id(page: Page, tree: LexborHTMLParser) -> str:
    """Read it from the address, or for a saved page from what the page calls itself."""
    own = own_address(tree)
    found = _VACANCY.fullmatch(path_of(page.url)) or _VACANCY.fullmatch(path_of(own))
    return found[1] if found else ""


def _last_page(tree: LexborHTMLParser) -> int:
    """The greatest number that the page's links to other pages of lists name."""
    links = [attribute(link, "href") for link in tree.css('a[href*="page="]')]
    return max((number(query_of(link).get("page", ""), 1) for link in links), default=1)


def _total(tree: LexborHTMLParser) -> int:
    for node in tree.css("h1, h1 + p, h1 + div"):
        found = _TOTAL.search(node_line(node))
        if found:
            return int("".join(re.findall(r"[0-9]", found[1])) or 0)
    return 0
