"""What every source does with a page before and after it reads it, so that none forgets a wall."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from msgspec import Struct
from selectolax.lexbor import LexborHTMLParser

from contracts.frontier import Request, host_of
from contracts.records import Outcome, Page, Parsed, Posting
from crawler.reading.decoding import text_of
from crawler.reading.html_text import parse_html
from crawler.reading.refusals import blocked, changed, doubted, refusal

GONE: Final = frozenset({404, 410})


_OPENED: Final = re.compile(r"<html[\s>]", re.IGNORECASE)
_CLOSED: Final = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
_HEAD: Final = 2_000


class Shown(Struct, frozen=True):
    """An ad as a listing shows it."""

    posting: Posting | None
    """None where not even its id can be read."""
    fault: str = ""
    """What of it stands there and cannot be read."""


def read_text(page: Page, read: Callable[[str], Parsed], *, anywhere: bool = False) -> Parsed:
    """`anywhere`: what is read says by itself where it stands."""
    text = text_of(page)
    reason = refusal(page, text)
    if reason:
        return blocked(reason)
    if not anywhere and not host_of(page.url):
        return changed(f"{page.url[:200]!r} is no address")
    if not anywhere and _OPENED.search(text[:_HEAD]) and not _CLOSED.search(text):
        return doubted(changed("a page that breaks off"), text)
    return doubted(read(text), text)


def read_html(page: Page, read: Callable[[LexborHTMLParser], Parsed]) -> Parsed:
    return read_text(page, lambda text: read_tree(text, read))


def read_tree(text: str, read: Callable[[LexborHTMLParser], Parsed]) -> Parsed:
    tree = parse_html(text)
    return changed("far more tags than a page of this site has") if tree is None else read(tree)


def gone(page: Page) -> Parsed:
    return Parsed(outcome=Outcome.EMPTY, reason=f"HTTP {page.status}")


def listed(
    cards: Sequence[Shown],
    *,
    rich: bool = False,
    linked: Collection[str] = (),
    detail: Callable[[str], Request] | None = None,
    onward: Iterable[Request] = (),
    doubt: str = "",
) -> Parsed:
    """Sum a listing up; `linked`: ids of every ad that the page links to, by another sign.

    What was read is told though the page is `changed`: an ad that was seen is up. The ads of a
    `rich` listing are complete, and those read whole are published.
    """
    found: dict[str, Shown] = {}
    for card in cards:
        if card.posting and _tells_more(card.posting, found.get(card.posting.external_id)):
            found[card.posting.external_id] = card
    follow = [detail(each) for each in found] if detail else []
    reason = _fault(cards, len(set(linked) - set(found))) or doubt
    ads = [card.posting for card in found.values() if card.posting and not (rich and card.fault)]
    return Parsed(
        outcome=Outcome.CHANGED if reason else Outcome.OK,
        postings=tuple(ads) if rich else (),
        cards=() if rich else tuple(ads),
        sightings=tuple(found),
        follow=(*follow, *onward),
        reason=reason,
    )


def _tells_more(posting: Posting, known: Shown | None) -> bool:
    """An ad may be shown twice, and once without its date."""
    if known is None or known.posting is None:
        return True
    return known.posting.posted_at is None and posting.posted_at is not None


def _fault(cards: Sequence[Shown], missed: int) -> str:
    faults = [card.fault for card in cards if card.fault]
    if faults:
        return f"{len(faults)} of {len(cards)} cards cannot be read whole: {faults[0]}"
    return f"{missed} vacancies are linked to outside the cards" if missed else ""
