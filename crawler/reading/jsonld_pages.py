"""JobPostings in a page's JSON-LD, wherever they stand there."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from crawler.reading.json_values import decoded, entries, text

_TYPE: Final = re.compile(r"(?:https?://schema\.org/|schema:)?JobPosting")
_CONTROL: Final = re.compile(r"[\x00-\x1f]+")
_WRAPPED: Final = re.compile(
    r"^\s*(?:<!--\s*)?(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|^\s*<!--"
    r"|(?://|/\*)?\s*\]\]>\s*(?:\*/)?\s*(?:(?://\s*)?-->)?\s*$|(?://\s*)?-->\s*$"
)
"""Comments and sections around the data, from the days of XHTML."""
_TRAILING_COMMA: Final = re.compile(r",\s*(?=[}\]])")
_MOST: Final = 2_000


def found_in(tree: LexborHTMLParser) -> tuple[list[Mapping[str, Any]], str]:
    """Return the postings of a page in its order, and what of its scripts cannot be read."""
    found: list[Mapping[str, Any]] = []
    fault = ""
    for script in tree.css('script[type*="ld+json" i]'):
        written = script.text()
        data = _data(written)
        if data is None and "JobPosting" in written:
            fault = "JSON-LD with a JobPosting that is no JSON"
        untyped: list[Mapping[str, Any]] = []
        found += jobs(data, untyped)
        fault = fault or (
            "what looks like a JobPosting, and is none by its type" if untyped else ""
        )
        if len(found) > _MOST:
            return [], "far more postings than a page has"
    return found, fault


def lost_in(tree: LexborHTMLParser) -> str:
    """Say why a page that shows no posting may well have one, in a script by another type."""
    for script in tree.css("script"):
        if "JobPosting" in script.text():
            return "a script with a JobPosting that is no JSON-LD"
    empty = any(_data(each.text()) in ({}, []) for each in tree.css('script[type*="ld+json" i]'))
    return "JSON-LD that is empty" if empty else ""


def jobs(data: object, untyped: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Find postings at any depth, in their order; what only looks like one is put aside."""
    waiting = [data]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            if any(_TYPE.fullmatch(text(each)) for each in entries(at.get("@type"))):
                yield at
                continue
            if "hiringOrganization" in at and "description" in at:
                untyped.append(at)
            at = list(at.values())
        if isinstance(at, list):
            waiting.extend(reversed(at))


def _data(written: str) -> object:
    """Decode; sites write line breaks into strings, commas at the end, comments around."""
    bare = _WRAPPED.sub("", written).strip().rstrip(";")
    found = decoded(bare)
    return found if found is not None else decoded(_TRAILING_COMMA.sub("", _CONTROL.sub(" ", bare)))
