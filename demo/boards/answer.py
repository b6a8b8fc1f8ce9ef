"""What a board is asked and what it answers, whatever serves it."""

import html
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlencode

from msgspec import Struct

HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json; charset=utf-8"
PLAIN: Final = "text/plain; charset=utf-8"
XML: Final = "application/xml; charset=utf-8"


class Asked(Struct, frozen=True):
    """A request as a board sees it."""

    path: str
    query: Mapping[str, str]
    now: datetime
    method: str = "GET"
    headers: Mapping[str, str] = {}
    """Names in lower case."""
    body: bytes = b""

    @property
    def target(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    @property
    def base(self) -> str:
        """The board's own address, as the caller reached it."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


class Kind(StrEnum):
    """Of the page that was asked for, counted by the server."""

    LISTING = "listing"
    DETAIL = "detail"
    ROBOTS = "robots"
    PAGE = "page"
    """Made for people: crawlers have no need of it."""
    MISSING = "missing"
    BLOCKED = "blocked"
    UNCHANGED = "unchanged"
    """The caller knows it as it is."""
    FAULTY = "faulty"
    """Spoilt on purpose, other than by a refusal."""


class Answer(Struct, frozen=True):
    kind: Kind
    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: Mapping[str, str] = {}
    modified: datetime | None = None
    """Since when it is as it is, where the board tells."""


class Board(Protocol):
    def answer(self, asked: Asked) -> Answer: ...


def missing() -> Answer:
    return Answer(Kind.MISSING, b"<!DOCTYPE html><title>404</title><h1>404</h1>", status=404)


def robots(*lines: str) -> Answer:
    return Answer(Kind.ROBOTS, "".join(f"{line}\n" for line in lines).encode(), PLAIN)


def whole(text: str | None, default: int) -> int:
    """A number from a query, or the default when it is none."""
    return int(text) if text and text.isascii() and text.isdigit() else default


def escaped(text: str) -> str:
    return html.escape(text, quote=False)
