"""Saved pages of a HeadHunter-shaped site: lists by `data-qa`, vacancies by JSON-LD or it."""

import re
from collections.abc import Sequence
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.frontier import Role
from contracts.records import Outcome, Page, Parsed
from crawler.reading.addresses import absolute, path_of, without_query
from crawler.reading.ads import an_ad, where
from crawler.reading.html_fields import attribute, own_address, pieces
from crawler.reading.html_text import node_line
from crawler.reading.jsonld import posting_of
from crawler.reading.jsonld_pages import found_in
from crawler.reading.pages import Shown, listed
from crawler.reading.refusals import changed
from crawler.sources.grc_vacancy import vacancy_by_hooks
from understanding import dates
from understanding.money import parse_salary

_VACANCY: Final = re.compile(r"/vacancy/([0-9]{1,18})/?")
_CARD: Final = '[data-qa~="vacancy-serp__vacancy"]'
_TITLE: Final = '[data-qa="serp-item__title"], [data-qa="vacancy-serp__vacancy-title"]'
_FIELDS: Final = ("employer-text", "address", "compensation")
_NOTHING: Final = re.compile(
    r"(?:ничего не найдено|нічого не знайдено|не найден\w* .{0,30}ваканс|вакансі\w+ не знайдено)",
    re.IGNORECASE,
)
_SHORT: Final = 60
_MOST_CARDS: Final = 400


def read_page(tree: LexborHTMLParser, page: Page) -> Parsed:
    if page.request.role is Role.LISTING:
        return _listing(tree, page)
    found, fault = found_in(tree)
    own = _VACANCY.fullmatch(path_of(page.url)) or _VACANCY.fullmatch(path_of(own_address(tree)))
    if own is None:
        return changed(fault or "a vacancy's page without its id")
    url = absolute(page.url, own[0])
    if not found and not fault:
        return vacancy_by_hooks(tree, page, number=own[1], url=url)
    if len(found) != 1:
        return changed(fault or "a vacancy's page with several JobPostings")
    shown = posting_of(
        found[0], external_id=own[1], url=url, zone=dates.kyiv(), now=page.fetched_at
    )
    if shown.posting is None or shown.fault or fault:
        return changed(shown.fault or fault)
    return Parsed(outcome=Outcome.OK, postings=(shown.posting,))


def _listing(tree: LexborHTMLParser, page: Page) -> Parsed:
    cards = tree.css(_CARD)
    links = [link for link in tree.css("a[href]") if _id_of(link)]
    if not cards:
        if links or tree.css_first('[data-qa*="vacancy-serp__vacancy"]') is not None:
            return changed("links to vacancies, but no cards")
        said = any(_NOTHING.search(node_line(each)) for each in tree.css("h1, h2, h3, p"))
        none = changed("neither cards nor words that nothing was found")
        return Parsed(outcome=Outcome.EMPTY) if said else none
    if len(cards) > _MOST_CARDS:
        return changed("far more cards than a page of this site has")
    inside = {link.mem_id for card in cards for link in card.css("a[href]")}
    outside = sum(link.mem_id not in inside for link in links)
    return listed(
        [_card(card, page) for card in cards],
        doubt=f"{outside} links to vacancies outside the cards" if outside else "",
    )


def _card(card: LexborNode, page: Page) -> Shown:
    links = [link for link in card.css("a[href]") if _id_of(link) and node_line(link)]
    title = card.css_first(_TITLE)
    link = links[0] if links else None
    if link is None or title is None or not node_line(title):
        return Shown(None, "no link to a vacancy, or no title")
    company, place, pay = (
        card.css_first(f'[data-qa="vacancy-serp__vacancy-{field}"]') for field in _FIELDS
    )
    posting = an_ad(
        _id_of(link),
        node_line(title),
        url=absolute(page.url, path_of(without_query(attribute(link, "href")))),
        company=node_line(company),
        salary_text=node_line(pay) or _pay_in(card, [title, company, place]),
        **where(node_line(place).partition(",")[0]),
    )
    lost = "" if node_line(place) else "no address"
    return Shown(posting, lost if posting.company else "no employer")


def _pay_in(card: LexborNode, read: Sequence[LexborNode | None]) -> str:
    """Pay is known by what it says, where its own sign is lost."""
    rest = (each for each in pieces(card, read) if len(each) <= _SHORT)
    return next((each for each in rest if parse_salary(each)), "")


def _id_of(link: LexborNode) -> str:
    found = _VACANCY.fullmatch(path_of(attribute(link, "href")))
    return found[1] if found else ""
