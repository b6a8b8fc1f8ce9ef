"""A page of a website as a document: title, main text, when it was published, language (pure)."""

from datetime import UTC, datetime
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from contracts.records import Document
from crawler.reading.contacts import without_contacts
from crawler.reading.html_text import node_line, node_paragraphs, one_line
from understanding import dates

_FURNITURE: Final = ["nav", "header", "footer", "aside", "form", "button", "select", "dialog"]
_MAIN: Final = ("article", "main", "[role=main]", "[itemprop=articleBody]")
_ENOUGH: Final = 200
"""Characters of a main part; shorter ones are teasers."""
_TITLES: Final = ("meta[property='og:title']", "meta[name='twitter:title']")
_DATES: Final = (
    ("meta[property='article:published_time']", "content"),
    ("meta[itemprop=datePublished]", "content"),
    ("meta[name=date]", "content"),
    ("time[itemprop=datePublished]", "datetime"),
    ("article time[datetime]", "datetime"),
    ("main time[datetime]", "datetime"),
)


def document_of(tree: LexborHTMLParser, url: str, now: datetime) -> Document | None:
    """None when the page has no text to read. The tree is used up."""
    published_at, language, title = _published_at(tree, now), _language(tree), _title(tree)
    text = without_contacts(_main_text(tree))
    if not text:
        return None
    return Document(
        external_id=url,
        title=title or text.partition("\n")[0][:120],
        text=text,
        url=url,
        published_at=published_at,
        language=language,
    )


def canonical_of(tree: LexborHTMLParser) -> str:
    """The address that the page gives as its own; "" when it gives none."""
    node = tree.css_first("link[rel=canonical][href]")
    return _said(node, "href")


def robots_of(tree: LexborHTMLParser) -> set[str]:
    """What the page itself asks of programs: noindex, nofollow."""
    nodes = tree.css("meta[name=robots][content], meta[name=ROBOTS][content]")
    words = {word.strip() for node in nodes for word in _said(node, "content").lower().split(",")}
    return words | {"noindex", "nofollow"} if "none" in words else words


def _main_text(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    body.strip_tags(_FURNITURE, recursive=True)
    for selector in _MAIN:
        found = body.css(selector)
        text = node_paragraphs(found[0]) if len(found) == 1 else ""
        if len(text) >= _ENOUGH:
            return text
    return node_paragraphs(body)


def _title(tree: LexborHTMLParser) -> str:
    for selector in _TITLES:
        said = one_line(_said(tree.css_first(selector), "content"))
        if said:
            return said
    return node_line(tree.css_first("h1")) or node_line(tree.css_first("title"))


def _language(tree: LexborHTMLParser) -> str:
    said = _said(tree.css_first("html[lang]"), "lang")
    return said.partition("-")[0].strip().lower()[:8]


def _published_at(tree: LexborHTMLParser, now: datetime) -> datetime | None:
    for selector, attribute in _DATES:
        said = _said(tree.css_first(selector), attribute)
        found = dates.parse(said, zone=UTC, now=now) if said else None
        try:
            if found is not None:
                return found.astimezone(UTC)
        except OverflowError:
            continue
    return None


def _said(node: LexborNode | None, attribute: str) -> str:
    return "" if node is None else node.attributes.get(attribute) or ""
