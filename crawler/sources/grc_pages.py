"""Saved pages of a HeadHunter-shaped site: its lists by `data-qa`, its vacancies by JSON-LD."""

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.frontier import Role
from contracts.records import Outcome, Page, Parsed
from crawler.addresses import absolute, path_of, without_query
from crawler.ads import an_ad, where
from crawler.html_fields import attribute, pieces
from crawler.html_text import node_line
from crawler.jsonld import posting_of
from crawler.jsonld_pages import found_in
from crawler.reading import Shown, listed
from crawler.refusals import changed
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
    own = _VACANCY.fullmatch(path_of(page.url)) or _VACANCY.fullmatch(
        path_of(attribute(tree.css_first("link[rel=canonical]"), "href"))
    )
    if len(found) != 1 or own is None:
        return changed(fault or "a vacancy's page without its one JobPosting and its id")
    url = absolute(page.url, own[0])
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
        if links or tree.css_first('[data-qa^="vacancy-serp__"]') is not None:
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
        salary_text=node_line(pay),
        **where(node_line(place).partition(",")[0]),
    )
    if not posting.company or not node_line(place):
        return Shown(posting, "no employer" if not posting.company else "no address")
    rest = [each for each in pieces(card, [title, company, place, pay]) if len(each) <= _SHORT]
    if pay is None and any(map(parse_salary, rest)):
        return Shown(posting, "pay by no known sign")
    return Shown(posting)


def _id_of(link: LexborNode) -> str:
    found = _VACANCY.fullmatch(path_of(attribute(link, "href")))
    return found[1] if found else ""
