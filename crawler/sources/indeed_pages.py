"""Indeed's pages by their markup: the cards where their data is missing, and a vacancy."""

import re
from collections.abc import Iterable
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.records import Outcome, Page, Parsed
from crawler.reading.addresses import query_of
from crawler.reading.ads import an_ad, where
from crawler.reading.html_fields import attribute, own_address, pieces
from crawler.reading.html_text import node_line, node_paragraphs
from crawler.reading.jsonld import posting_of
from crawler.reading.jsonld_pages import found_in
from crawler.reading.pages import Shown
from crawler.reading.refusals import changed
from crawler.sources.indeed_jobs import KEY
from understanding import dates
from understanding.money import parse_salary

_CARD: Final = "div.job_seen_beacon"
_COMPANY: Final = '[data-testid="company-name"]'
_PLACE: Final = '[data-testid="text-location"]'
_PAY: Final = ".salary-snippet-container, [data-testid*=salary]"
_HEAD_COMPANY: Final = '[data-testid="inlineHeader-companyName"], [data-company-name]'
_HEAD_PLACE: Final = '[data-testid="inlineHeader-companyLocation"], [data-testid="job-location"]'
_HEAD_PAY: Final = "#salaryInfoAndJobType"
_EXPIRED: Final = re.compile(
    r"job (?:has|posting has) expired|no longer available|термін дії .{0,40}закінчився",
    re.IGNORECASE,
)
_SUFFIX: Final = re.compile(r"\s*[-–]\s*job post$", re.IGNORECASE)
_NOTE: Final = 120
_SHORT: Final = 60
_MOST_CARDS: Final = 200


def key_of(link: LexborNode) -> str:
    """Read a job's key from a link, by either sign."""
    said = attribute(link, "data-jk") or query_of(attribute(link, "href")).get("jk", "")
    return said if KEY.fullmatch(said) else ""


def ids_in(tree: LexborHTMLParser) -> set[str]:
    links = tree.css("a[data-jk], a[href*='jk=']")
    return {key_of(link) for link in links} - {""}


def cards_of(tree: LexborHTMLParser, base: str) -> list[Shown]:
    cards = tree.css(_CARD)
    if len(cards) > _MOST_CARDS:
        return [Shown(None, "far more cards than a page of this site has")]
    return [_card(card, base) for card in cards]


def vacancy_of(tree: LexborHTMLParser, page: Page) -> Parsed:
    own = own_address(tree)
    key = query_of(page.url).get("jk", "") or query_of(own).get("jk", "")
    title, text = tree.css_first("h1"), tree.css_first("#jobDescriptionText")
    notes = pieces(tree.body, [text]) if tree.body is not None else []
    if any(_EXPIRED.search(note) for note in notes if len(note) <= _NOTE):
        return Parsed(outcome=Outcome.EMPTY, reason="the vacancy is closed")
    if not KEY.fullmatch(key) or text is None or not node_line(title):
        missing = "#jobDescriptionText" if text is None else "h1" if KEY.fullmatch(key) else "jk"
        return changed(f"a vacancy's page without {missing}")
    url = f"{page.url.partition('/viewjob')[0].rstrip('/')}/viewjob?jk={key}"
    found, fault = found_in(tree)
    if len(found) == 1 and not fault:
        shown = posting_of(
            found[0], external_id=key, url=url, zone=dates.kyiv(), now=page.fetched_at
        )
    else:
        shown = _by_markup(tree, key, url)
    reason = shown.fault or fault
    if shown.posting is None or reason:
        return changed(f"a vacancy's page: {reason}")
    return Parsed(outcome=Outcome.OK, postings=(shown.posting,))


def _by_markup(tree: LexborHTMLParser, key: str, url: str) -> Shown:
    company, place, pay = (tree.css_first(sign) for sign in (_HEAD_COMPANY, _HEAD_PLACE, _HEAD_PAY))
    body = tree.css_first("#jobDescriptionText")
    description = node_paragraphs(body) if body is not None else ""
    fields = where(node_line(place))
    rest = pieces(tree.body, [body]) if tree.body is not None else []
    paid = _pay_in(pieces(pay) if pay is not None else rest)
    posting = an_ad(
        key,
        _SUFFIX.sub("", node_line(tree.css_first("h1"))),
        url=url,
        company=node_line(company),
        salary_text=paid,
        description=description,
        **fields,
    )
    lost = {"company": posting.company, "place": node_line(place), "text": description}
    missing = next((name for name, said in lost.items() if not said), "")
    if missing:
        return Shown(posting, f"no {missing} by a known sign")
    return Shown(posting)


def _card(card: LexborNode, base: str) -> Shown:
    links = [link for link in card.css("a[data-jk], a[href*='jk=']") if key_of(link)]
    link = next((each for each in links if node_line(each)), None)
    if link is None:
        return Shown(None, "no link to a job")
    company, place, pay = (card.css_first(sign) for sign in (_COMPANY, _PLACE, _PAY))
    posting = an_ad(
        key_of(link),
        node_line(link),
        url=f"{base}/viewjob?jk={key_of(link)}",
        company=node_line(company),
        salary_text=node_line(pay) or _pay_in(pieces(card, [link, company, place])),
        **where(node_line(place)),
    )
    lost = "" if node_line(place) else "no place"
    return Shown(posting, lost if posting.company else "no company")


def _pay_in(said: Iterable[str]) -> str:
    return next((each for each in said if len(each) <= _SHORT and parse_salary(each)), "")
