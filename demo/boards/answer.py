"""What a board answers, whatever serves it."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"


class Kind(StrEnum):
    """Of the page that was asked for, counted by the server."""

    LISTING = "listing"
    DETAIL = "detail"
    ROBOTS = "robots"
    PAGE = "page"
    """Made for people: crawlers have no need of it."""
    MISSING = "missing"
    BLOCKED = "blocked"


class Answer(Struct, frozen=True):
    kind: Kind
    body: bytes
    content_type: str = HTML
    status: int = 200


def whole(text: str | None, default: int) -> int:
    """A number from a query, or the default when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() else default
