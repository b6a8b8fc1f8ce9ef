"""Rows of an HTML page by CSS selectors; `a.title@href` is an attribute (pure)."""

from functools import lru_cache
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from contracts.records import Page
from crawler.reading.decoding import text_of
from crawler.reading.html_text import node_paragraphs, parse_html
from crawler.reading.refusals import Changed

LARGEST: Final = 1_000_000
"""Characters of HTML that one field may have."""
MOST_STEPS: Final = 200_000
"""From all rows of a page to its root."""
_IN_TABLES: Final = frozenset({"tbody", "tr", "td", "th"})
"""They are lost where no table is around them."""


class HtmlRow:
    """A node whose fields are found by selectors below it."""

    def __init__(self, node: LexborNode) -> None:
        self._node = node

    def texts(self, path: str) -> list[str] | None:
        selector, _, attribute = (part.strip() for part in path.partition("@"))
        nodes = self._node.css(selector) if selector else [self._node]
        if not attribute:
            return _texts(nodes) or None
        there = [node.attributes for node in nodes if attribute in node.attributes]
        return [given[attribute] or "" for given in there] or None


def rows_of(root: LexborNode, selector: str) -> list[LexborNode]:
    """Rows do not stand in each other: what they say would be told twice."""
    found, steps = root.css(selector), 0
    rows = {node.mem_id for node in found}
    for node in found:
        parent = node.parent
        while parent is not None and parent.mem_id not in rows:
            parent, steps = parent.parent, steps + 1
        if parent is not None or steps > MOST_STEPS:
            raise Changed(f"a row within a row, or far too deep (`{selector}`)")
    return found


def root_of(page: Page) -> LexborNode:
    tree = parse_html(text_of(page))
    if tree is None or tree.root is None:
        raise Changed("no HTML that can be read: far too many tags")
    return tree.root


@lru_cache(maxsize=256)
def selector_fault(selector: str) -> str:
    """Say what is wrong with a selector; "" when nothing is."""
    plain = selector.partition("@")[0].strip()
    if not plain:
        return "" if "@" in selector else "is empty"
    try:
        LexborHTMLParser("<p></p>").css(plain)
    except SelectolaxError:
        return f"{plain!r} is no CSS selector"
    return ""


def _texts(nodes: list[LexborNode]) -> list[str]:
    """Read them while they are not far too much: nodes may stand in each other."""
    texts, left = [], LARGEST
    for node in nodes:
        html = node.html or ""
        left -= len(html)
        if left < 0:
            raise Changed(f"a field of more than {LARGEST} characters")
        texts.append(_text(node, html))
    return texts


def _text(node: LexborNode, html: str) -> str:
    """A copy is read, for reading takes the unseen parts away."""
    copy = LexborHTMLParser(f"<table>{html}" if node.tag in _IN_TABLES else html)
    if node.tag == "title":
        return node.text()
    return "" if copy.body is None else node_paragraphs(copy.body)
