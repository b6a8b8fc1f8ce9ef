"""work.ua: server-rendered lists of cards and a page for each vacancy.

A page's lines are told apart by their icons, for a note can be as bold as the salary itself.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, quote_plus, urlencode, urljoin, urlsplit, urlunsplit

from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.frontier import Request, Role
from contracts.records import Outcome, Page, Parsed, Posting
from contracts.subjects import WatchSpec
from crawler.contacts import without_contacts
from crawler.decoding import text_of
from crawler.html_text import node_line, node_paragraphs, parse_html
from crawler.refusals import blocked, changed, doubted, refusal
from crawler.sources.asked import asked, site_of
from understanding import dates

_SITES: Final = frozenset({"work.ua", "www.work.ua"})
_VACANCY: Final = re.compile(r"(?:/(?:en|ru))?/jobs/([0-9]{1,18})/?")
_VACANCIES: Final = r"(?:вакансі\w+|ваканси\w+|jobs|vacancies)"
_NOTHING: Final = re.compile(
    rf"{_VACANCIES}\b.{{0,60}}(?:не знайдено|немає|не найден\w*|нет|not found)"
    rf"|(?:не знайд\w+|не найд\w+|\bno)\b.{{0,60}}{_VACANCIES}",
    re.IGNORECASE | re.DOTALL,
)
_CLOSED: Final = re.compile(
    r"вакансія (?:закрита|неактивна)|вакансия закрыта|closed", re.IGNORECASE
)
_TOTAL: Final = re.compile(
    r"(\d[\d\s]{0,12})\s+(?:вакансі[йяї]|ваканси[йяи]|jobs?|vacanc)", re.IGNORECASE
)
_GONE: Final = frozenset({404, 410})
_SALARY: Final = ("Зарплата", "Salary")
_COMPANY: Final = ("Дані про компанію", "Данные о компании", "Company")
_PLACE: Final = ("Адреса роботи", "Адрес работы", "Place of work")
_TERMS: Final = ("Умови й вимоги", "Условия и требования", "Conditions")


class WorkUa:
    name: Final = "work_ua"
    summary: Final = "work.ua: vacancies in Ukraine, from its pages"

    def __init__(self, base_url: str = "https://www.work.ua") -> None:
        self.base_url = base_url.rstrip("/")
        self._sites = _SITES | {site_of(self.base_url)}

    def matches(self, url: str) -> bool:
        return site_of(url) in self._sites

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        wanted = asked(spec, self.matches)
        if wanted is None:
            return ()
        paths = [f"/jobs-{quote_plus(words)}/" for words in wanted] or ["/jobs/"]
        return tuple(self._request(f"{path}?page=1", Role.LISTING) for path in paths)

    def parse(self, page: Page) -> Parsed:
        text = text_of(page)
        reason = refusal(page, text)
        if reason:
            return blocked(reason)
        if not site_of(page.url):
            return changed(f"{page.url[:200]!r} is no address")
        tree = parse_html(text)
        if tree is None:
            return changed("far more tags than a page of this site has")
        if page.request.role is Role.LISTING:
            return doubted(self._listing(page, tree), text)
        return doubted(self._vacancy(page, tree), text)

    def _request(self, target: str, role: Role) -> Request:
        return Request(url=urljoin(self.base_url, target), source=self.name, role=role)

    def _listing(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        cards = tree.css("div.card.job-link")
        if not cards:
            return _without_cards(tree)
        found = [_id_of(card) for card in cards]
        ids = tuple(dict.fromkeys(each for each in found if each))
        number, last = _page_number(page.url), _last_page(tree)
        follow = [self._request(f"/jobs/{each}/", Role.DETAIL) for each in ids]
        if last > number:
            follow.append(self._request(_numbered(page.url, number + 1), Role.LISTING))
        parsed = Parsed(outcome=Outcome.OK, sightings=ids, follow=tuple(follow))
        reason = _doubt(found, _total(tree) if number == last == 1 else 0)
        return replace(parsed, outcome=Outcome.CHANGED, reason=reason) if reason else parsed

    def _vacancy(self, page: Page, tree: LexborHTMLParser) -> Parsed:
        if page.status in _GONE:
            return Parsed(outcome=Outcome.EMPTY, reason=f"HTTP {page.status}")
        if any(_CLOSED.search(node_line(note)) for note in tree.css(".alert, .label")):
            return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
        found = _VACANCY.fullmatch(urlsplit(page.url).path)
        title, description = node_line(tree.css_first("h1")), tree.css_first("#job-description")
        if found is None or not title or description is None:
            missing = "h1" if not title else "#job-description" if found else "id in its address"
            return changed(f"a vacancy's page without {missing}")
        posted_at = _posted_at(tree, page.fetched_at)
        lines = dict(_lines(tree))
        text = without_contacts(node_paragraphs(description))
        if not text:
            return changed("a vacancy's page with an empty description")
        posting = Posting(
            external_id=found[1],
            title=title,
            url=f"{self.base_url}/jobs/{found[1]}/",
            company=_bold(lines, _COMPANY),
            places=tuple(filter(None, [_plain(lines, _PLACE)])),
            salary_text=_bold(lines, _SALARY),
            employment=_plain(lines, _TERMS),
            posted_at=posted_at,
            description=text,
        )
        return Parsed(outcome=Outcome.OK, postings=(posting,))


def _without_cards(tree: LexborHTMLParser) -> Parsed:
    """An honest "nothing found" says so and shows no vacancy."""
    if any(_VACANCY.fullmatch(_path(link)) for link in tree.css("a[href]")):
        return changed("links to vacancies, but no cards")
    if any(_NOTHING.search(node_line(head)) for head in tree.css("h1, h2, .card, .alert")):
        return Parsed(outcome=Outcome.EMPTY)
    return changed("neither cards nor words that nothing was found")


def _doubt(found: list[str], total: int) -> str:
    """Say what of a list was not read; `total`: how many a list of one page says it has."""
    unread = found.count("")
    if unread:
        return f"{unread} of {len(found)} cards have no link to a vacancy"
    if total > len(found):
        return f"{total} vacancies are stated, {len(found)} shown, and there is no next page"
    return ""


def _id_of(card: LexborNode) -> str:
    link = card.css_first("h2 a[href]")
    found = _VACANCY.fullmatch(_path(link)) if link is not None and node_line(link) else None
    return found[1] if found else ""


def _path(link: LexborNode) -> str:
    try:
        return urlsplit(link.attributes.get("href") or "").path
    except ValueError:
        return ""


def _page_number(url: str) -> int:
    given = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(given) if re.fullmatch(r"[0-9]{1,6}", given) else 1


def _numbered(url: str, number: int) -> str:
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "page"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("page", str(number))]), fragment=""))


def _last_page(tree: LexborHTMLParser) -> int:
    """The greatest number that the page's links to other pages name."""
    links = tree.css(".pagination a[href]")
    return max((_page_number(_address(link)) for link in links), default=1)


def _address(link: LexborNode) -> str:
    address = link.attributes.get("href") or ""
    try:
        urlsplit(address)
    except ValueError:
        return ""
    return address


def _total(tree: LexborHTMLParser) -> int:
    for node in tree.css("h1, h1 + p, h1 + div"):
        found = _TOTAL.search(node_line(node))
        if found:
            return int("".join(re.findall(r"[0-9]", found[1])) or 0)
    return 0


def _posted_at(tree: LexborHTMLParser, now: datetime) -> datetime | None:
    moment = tree.css_first("time[datetime]")
    said = moment.attributes.get("datetime") if moment is not None else None
    found = dates.parse(said or node_line(moment), zone=dates.kyiv(), now=now)
    try:
        return found.astimezone(UTC) if found else None
    except OverflowError:
        return None


def _lines(tree: LexborHTMLParser) -> Iterator[tuple[str, LexborNode]]:
    """(title of its icon, line), the first of each."""
    seen = set()
    for line in tree.css(".text-indent"):
        icon = line.css_first("span[title]")
        title = (icon.attributes.get("title") or "") if icon is not None else ""
        if title and title not in seen:
            seen.add(title)
            yield title, line


def _line(lines: dict[str, LexborNode], titles: tuple[str, ...]) -> LexborNode | None:
    return next((line for title, line in lines.items() if title.startswith(titles)), None)


def _bold(lines: dict[str, LexborNode], titles: tuple[str, ...]) -> str:
    line = _line(lines, titles)
    if line is None:
        return ""
    strong = line.css_first("[class*=strong-]")
    return node_line(line if strong is None else strong)


def _plain(lines: dict[str, LexborNode], titles: tuple[str, ...]) -> str:
    """What stands before the first dot in the middle."""
    return node_line(_line(lines, titles)).partition("·")[0].strip()
