"""Addresses taken apart and put together; a broken one has no parts, and is never an error."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

_NOWHERE: Final = SplitResult("", "", "", "", "")
_DIGITS: Final = 6


def parts_of(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return _NOWHERE


def path_of(url: str) -> str:
    return parts_of(url).path


def query_of(url: str) -> dict[str, str]:
    return dict(_pairs(parts_of(url).query))


def absolute(base: str, link: str) -> str:
    """Return where a page's link leads; "" for none."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def without_query(url: str) -> str:
    return urlunsplit(parts_of(url)._replace(query="", fragment=""))


def with_query(url: str, values: Mapping[str, str]) -> str:
    """Set parts of the query where they stand, or at its end."""
    parts = parts_of(url)
    query = {**dict(_pairs(parts.query)), **values}
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def number(text: str, default: int) -> int:
    """Read a page's number or a size."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else default


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True)
    except ValueError:
        return []
