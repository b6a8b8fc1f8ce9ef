"""What a card and a vacancy's page of jobs.dou.ua say."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.records import Outcome, Page, Parsed
from crawler.reading.addresses import absolute, path_of
from crawler.reading.ads import an_ad, kyiv_moment, where
from crawler.reading.html_fields import attribute, own_address, pieces
from crawler.reading.html_text import node_line, node_paragraphs
from crawler.reading.pages import Shown
from crawler.reading.refusals import changed

_ID: Final = re.compile(r"/vacancies/([0-9]{1,18})(?:/|$)")
_BETWEEN: Final = frozenset({"в", "у", "at", "in", "·", ",", "|"})
_DATE: Final = re.compile(r"[0-9]{1,2} [^\W\d_]{3,12} [0-9]{4}")
_FULL: Final = re.compile(r"[0-9]{4}")


def id_of(link: LexborNode | None) -> str:
    found = _ID.search(path_of(attribute(link, "href")))
    return found[1] if found else ""


def is_hot(card: LexborNode) -> bool:
    link = attribute(_link(card), "href")
    return "__hot" in attribute(card, "class").split() or "list_hot" in link


def card_of(card: LexborNode, base: str, now: datetime) -> Shown:
    link = _link(card)
    found, title = id_of(link), node_line(link)
    if link is None or not found or not title:
        return Shown(None, "no link to a vacancy")
    company = card.css_first("strong a, a.company")
    date, salary, cities, short = (
        card.css_first(sign) for sign in (".date", ".salary", ".cities", ".sh-info")
    )
    posting = an_ad(
        found,
        title,
        url=_own(base, link),
        company=node_line(company),
        salary_text=node_line(salary),
        posted_at=kyiv_moment(node_line(date), now),
        description=node_line(short),
        **where(node_line(cities)),
    )
    if not posting.company:
        return Shown(posting, "no company")
    if date is not None and posting.posted_at is None:
        return Shown(posting, f"a date that is none: {node_line(date)[:40]!r}")
    return Shown(posting, _left(card, [link, company], [date, salary, cities, short]))


def vacancy_of(tree: LexborHTMLParser, page: Page, base: str) -> Parsed:
    path = path_of(page.url)
    found = _ID.search(path)
    if found is None:
        path = path_of(own_address(tree))
        found = _ID.search(path)
    title, company = (
        node_line(tree.css_first("h1")),
        node_line(tree.css_first(".b-compinfo .l-n a")),
    )
    if found is None or not title or not company:
        missing = "h1" if not title else ".b-compinfo .l-n a" if found else "id in its address"
        return changed(f"a vacancy's page without {missing}")
    date, facts, sections = _date(tree), tree.css_first(".sh-info"), tree.css(".vacancy-section")
    place, salary = (
        facts.css_first(sign) if facts is not None else None for sign in (".place", ".salary")
    )
    fault = (
        _odd_sections(tree, sections)
        or ("a date by no known sign" if date is None and _stray_date(tree) else "")
        or ("no .sh-info" if facts is None else _left(facts, [], [place, salary]))
    )
    moment = kyiv_moment(node_line(date), page.fetched_at)
    if date is not None and moment is None:
        fault = fault or f"a date that is none: {node_line(date)[:40]!r}"
    text = "\n".join(filter(None, map(node_paragraphs, sections)))
    if fault or not text:
        return changed(f"a vacancy's page with {fault or 'no text'}")
    posting = an_ad(
        found[1],
        title,
        url=absolute(base, path),
        company=company,
        salary_text=node_line(salary),
        posted_at=moment,
        description=text,
        **where(node_line(place)),
    )
    return Parsed(outcome=Outcome.OK, postings=(posting,))


def _link(card: LexborNode) -> LexborNode | None:
    return next((each for each in card.css("a[href]") if id_of(each) and node_line(each)), None)


def _own(base: str, link: LexborNode) -> str:
    """On our address of the site, without marks of where the link stood."""
    return absolute(base, path_of(attribute(link, "href")))


def _left(
    whole: LexborNode, known: Sequence[LexborNode | None], fields: Sequence[LexborNode | None]
) -> str:
    """Words that no field explains, where a field is missing that they may be."""
    if None not in fields:
        return ""
    words = [each for each in pieces(whole, [*known, *fields]) if each not in _BETWEEN]
    return f"words by no known sign: {words[0][:40]!r}" if words else ""


def _date(tree: LexborHTMLParser) -> LexborNode | None:
    """The page's own has a year; those of other cards on it have none."""
    return next((each for each in tree.css("div.date") if _FULL.search(node_line(each))), None)


def _stray_date(tree: LexborHTMLParser) -> bool:
    return any(_DATE.fullmatch(node_line(each)) for each in tree.css("div, span, time"))


def _odd_sections(tree: LexborHTMLParser, sections: Sequence[LexborNode]) -> str:
    """A text stands under two names; where it lost one of them, something has changed."""
    both = tree.css(".b-typo.vacancy-section")
    texts = {each.mem_id for each in (*sections, *tree.css(".l-vacancy .b-typo"))}
    bare = [each for each in _beside(sections) if not attribute(each, "class") and node_line(each)]
    return "" if len(both) == len(texts) and not bare else "texts that are marked in another way"


def _beside(sections: Sequence[LexborNode]) -> Iterator[LexborNode]:
    for section in sections[:1]:
        parent = section.parent
        if parent is not None:
            yield from (each for each in parent.iter() if each.tag == "div")
