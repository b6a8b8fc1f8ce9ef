"""What a page's makers changed: the names that a good page had and a failing one has not (pure)."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from contracts.config import Difference

MOST: Final = 12
"""Names that are shown of each kind; the most frequent say the most."""
_XML: Final = re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:RDF|urlset|sitemapindex)\b")
_TAG: Final = re.compile(rb"<([A-Za-z][\w:.-]*)")
_DEEPEST: Final = 12
_NUMBER: Final = re.compile(r"\d{3,}")
"""In a class or an id: a name of one thing, not of a kind."""


def difference(good: bytes, failing: bytes) -> Difference:
    before, after = names(good), names(failing)
    return Difference(
        gone=_most(before, after), new=_most(after, before), size=(len(good), len(failing))
    )


def names(body: bytes) -> Counter[str]:
    """Count what a parser may hold on to: classes, attributes and elements, or keys and columns."""
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", b"["):
        return Counter(_keys(body))
    if _XML.match(body.removeprefix(b"\xef\xbb\xbf")):
        return Counter(f"<{tag.decode('ascii', 'replace')}>" for tag in _TAG.findall(body))
    if start == b"<":
        return Counter(_html(body))
    head = body.partition(b"\n")[0].decode("utf-8", "replace").strip()
    return Counter(f"column {name.strip()}" for name in re.split(r"[,;\t]", head) if name.strip())


def _most(had: Counter[str], has: Counter[str]) -> tuple[str, ...]:
    found = [(-count, name) for name, count in had.items() if name not in has]
    return tuple(name for _, name in sorted(found)[:MOST])


def _html(body: bytes) -> Iterator[str]:
    for node in LexborHTMLParser(body).css("*"):
        for attribute, value in node.attributes.items():
            if attribute == "class":
                yield from (f".{each}" for each in _kinds((value or "").split()))
            elif attribute == "id":
                yield from (f"#{each}" for each in _kinds([value or ""]))
            else:
                yield f"[{attribute}]"
        yield f"<{node.tag}>"


def _kinds(given: Iterable[str]) -> Iterator[str]:
    return (each for each in given if each and not _NUMBER.search(each))


def _keys(body: bytes) -> Iterator[str]:
    """Keys with what they stand in; `[]` is any place in a list."""
    text = body.decode("utf-8-sig", "replace")
    for row in _rows(text):
        yield from _paths(row, "", 0)


def _rows(text: str) -> list[object]:
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return []


def _paths(value: object, at: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for child in value:
            yield from _paths(child, f"{at}[]", depth + 1)
    elif isinstance(value, dict):
        for key, child in value.items():
            path = f"{at}.{key}" if at else str(key)
            yield path
            yield from _paths(child, path, depth + 1)
