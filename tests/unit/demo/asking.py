"""A board asked without a socket."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from selectolax.lexbor import LexborHTMLParser, LexborNode

from demo.boards.answer import Answer, Asked, Board
from demo.schedule import sweep_times

NOW = sweep_times()[1]
HOST = "127.0.0.1:8400"
BASE = f"http://{HOST}"


def ask(
    board: Board,
    target: str,
    now: datetime = NOW,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answer:
    """POST where there is a body."""
    parts = urlsplit(target)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    method = "GET" if body is None else "POST"
    sent = {"host": HOST, "user-agent": "test", **(headers or {})}
    return board.answer(Asked(parts.path, query, now, method, sent, body or b""))


def tree(answer: Answer) -> LexborHTMLParser:
    return LexborHTMLParser(answer.body.decode())


def said(page: LexborHTMLParser | LexborNode, selector: str) -> str:
    """The text of the first; "" when there is none."""
    found = page.css_first(selector)
    return "" if found is None else found.text(strip=True)


def xml(body: bytes) -> ET.Element:
    return ET.fromstring(body)  # noqa: S314 - the demo's own
