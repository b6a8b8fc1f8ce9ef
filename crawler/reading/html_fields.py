"""Fields found among the nodes of a page, and what is left when they are taken away."""

from collections.abc import Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from crawler.reading.html_text import one_line

_TEXT: Final = "-text"
_NEAR: Final = 6
"""How far an icon may be from its line."""
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg"})


def attribute(node: LexborNode | None, name: str) -> str:
    return "" if node is None else node.attributes.get(name) or ""


def own_address(tree: LexborHTMLParser) -> str:
    """Return where a page says that it stands, for one that was saved."""
    said = attribute(tree.css_first("link[rel=canonical]"), "href")
    return said or attribute(tree.css_first('meta[property="og:url"]'), "content")


def leads_nowhere(tree: LexborHTMLParser, here: int) -> bool:
    """Tell whether a link to a further page lost its address; one to the page itself has none."""
    return any(
        int(said) > here if said.isdecimal() else not _is_off(link)
        for link in tree.css(".pagination a:not([href])")
        for said in [one_line(link.text())[:9]]
    )


def _is_off(link: LexborNode) -> bool:
    """An arrow on the first page or the last one."""
    around = f"{attribute(link, 'class')} {attribute(link.parent, 'class')}"
    return "disabled" in around or "active" in around or "aria-current" in link.attributes


def pieces(node: LexborNode, without: Iterable[LexborNode | None] = ()) -> list[str]:
    """Return the texts in a node as they stand, apart from those in some of its parts."""
    left_out = {each.mem_id for each in without if each is not None}
    return [text for text in _texts(node, left_out) if text]


def rest(node: LexborNode, without: Iterable[LexborNode | None]) -> str:
    """What a node says beside what was read of it."""
    return " ".join(pieces(node, without))


def around(node: LexborNode | None) -> LexborNode | None:
    """Return the nearest element around a node without text, such as an icon, that has some."""
    for _ in range(_NEAR):
        if node is None or one_line(node.text()):
            return node
        node = node.parent
    return None


def holds(node: LexborNode | None, inner: LexborNode | None) -> bool:
    while inner is not None and node is not None:
        if inner.mem_id == node.mem_id:
            return True
        inner = inner.parent
    return False


def _texts(node: LexborNode, left_out: set[int]) -> Iterator[str]:
    """Walk without recursion: a page may be nested as deep as it likes."""
    at = node.child
    while at is not None:
        if at.tag == _TEXT:
            yield one_line(at.text() or "")
        elif at.child is not None and at.mem_id not in left_out and at.tag not in _SILENT:
            at = at.child
            continue
        while at.next is None:
            at = at.parent
            if at is None or at.mem_id == node.mem_id:
                return
        at = at.next
