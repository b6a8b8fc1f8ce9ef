"""Mail: a folder by IMAP, an mbox, or messages as files; subject, date and text of each.

Who wrote to whom is not read.
"""

import base64
import binascii
import re
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote

from contracts.asking import Rows
from contracts.declared import Field, Mail
from contracts.frontier import Kind, Request, Role
from contracts.identity import digest
from contracts.records import Page
from crawler.reading.html_text import one_line, paragraphs
from crawler.reading.refusals import Changed
from crawler.sources.declared.asker import WHOLE, Asker, State, state_of
from crawler.sources.declared.files import next_part, span_of, whole_file
from crawler.sources.declared.rows import FlatRow, Reading, Row
from crawler.sources.declared.texts import json_lines

SIZE: Final = 20
"""Messages of one answer of a mail server."""
NAMES: Final = 500
"""Files of one answer of a folder."""
_FROM: Final = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER: Final = re.compile(rb"^[!-9;-~]{1,80}:", re.MULTILINE)
_NO_SUBJECT: Final = "(no subject)"

FIELDS: Final[dict[str, dict[str, str | Field]]] = {
    "postings": {"title": "subject", "description": "text", "posted_at": "date"},
    "documents": {"title": "subject", "text": "text", "published_at": "date"},
    "observations": {"at": "date"},
}
IDENTITY: Final = "id"


class Mailbox:
    def __init__(self, declared: Mail, asker: Asker) -> None:
        self._declared = declared
        self._url = declared.url
        self._asker = asker
        self._is_folder = self._url.startswith("file:") and self._url.endswith("/")

    def used(self) -> set[str]:
        return set()

    def first(self, state: State) -> Request:
        if self._url.startswith("imap") or self._is_folder:
            return self._listed(state, None)
        if self._url.endswith(".eml"):
            return self._asker.part(self._url, state, 0, WHOLE)
        return self._asker.part(self._url, state, 0)

    def read(self, page: Page) -> Reading:
        url = page.request.url
        if url.startswith("imap"):
            return self._answer(page)
        if url.startswith("file:") and url.endswith("/"):
            return self._folder(page)
        if page.request.role is Role.DETAIL or url.endswith(".eml"):
            whole_file(page)
            return Reading([message_row(page.body)])
        return self._mbox(page)

    def _listed(self, state: State, after: Any) -> Request:  # noqa: ANN401 - JSON
        if self._is_folder:
            asked = Rows(pattern=self._declared.pattern, key="name", after=after, limit=NAMES + 1)
            return self._asker.rows(Kind.FILE, self._url, asked, state)
        asked = Rows(key="uid", within=self._declared.within, after=after, limit=SIZE + 1)
        return self._asker.rows(Kind.MAIL, self._url, asked, state)

    def _answer(self, page: Page) -> Reading:
        found, _ = json_lines(page.body, last=True)
        rows = [message_row(_decoded(row.get("message"))) for row in found[:SIZE]]
        return Reading(rows, self._more(page, found, SIZE, "uid"))

    def _folder(self, page: Page) -> Reading:
        found, _ = json_lines(page.body, last=True)
        names = [row.get("name") for row in found[:NAMES]]
        if not all(isinstance(name, str) and name for name in names):
            raise Changed("a file without a `name`")
        files = [
            self._asker.file(f"{self._url}{quote(str(name))}", state_of(page), WHOLE)
            for name in names
        ]
        return Reading([], (*files, *self._more(page, found, NAMES, "name")))

    def _more(
        self, page: Page, found: list[dict[str, Any]], size: int, key: str
    ) -> tuple[Request, ...]:
        if len(found) <= size:
            return ()
        return (self._listed(state_of(page), found[size - 1].get(key)),)

    def _mbox(self, page: Page) -> Reading:
        span = span_of(page)
        starts = [found.span() for found in _FROM.finditer(page.body) if _begins(page.body, found)]
        if not page.body:
            return Reading()
        if not starts or starts[0][0] != 0:
            raise Changed("no mbox: it does not begin with a line `From `")
        ends = [start for start, _ in starts[1:]] + [len(page.body)]
        cut = [page.body[head:end] for (_, head), end in zip(starts, ends, strict=True)]
        whole = cut if span.last else cut[:-1]
        taken = len(page.body) if span.last else starts[-1][0]
        rows = [message_row(_QUOTED.sub(rb"\1", each)) for each in whole]
        return Reading(rows, next_part(page, span, taken, self._asker, state_of(page)))


def _begins(body: bytes, found: re.Match[bytes]) -> bool:
    """A message begins after an empty line; a sentence that begins so does not."""
    at = found.start()
    return at == 0 or body[max(0, at - 3) : at].endswith((b"\n\n", b"\n\r\n"))


def message_row(raw: bytes) -> Row:
    if not _HEADER.match(raw):
        raise Changed("no mail: it does not begin with a header")
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        subject, text = _header(message, "subject"), _text(message)
    except RecursionError as error:
        raise Changed("a mail nested far too deeply") from error
    identity = _header(message, "message-id").strip("<> ") or digest(subject, text)
    row = {"id": identity, "subject": subject or _NO_SUBJECT, "text": text or subject}
    return FlatRow({**row, "date": _date(message), "list": _header(message, "list-id")})


def _date(message: Message) -> str:
    """A mail with a date that is none has no date: anybody may write anything."""
    try:
        return parsedate_to_datetime(_header(message, "date")).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _header(message: Message, name: str) -> str:
    said = str(message.get(name, ""))
    try:
        return one_line(str(make_header(decode_header(said))))
    except (HeaderParseError, LookupError, ValueError):
        return one_line(said)


def _text(message: Message) -> str:
    """The first plain text; else the first HTML as text."""
    html = ""
    for part in message.walk():
        if part.get_content_maintype() != "text" or part.get_filename():
            continue
        text = _payload(part)
        if part.get_content_subtype() == "plain" and text.strip():
            return text
        html = html or (paragraphs(text) if part.get_content_subtype() == "html" else "")
    return html


def _payload(part: Message) -> str:
    raw = part.get_payload(decode=True)
    body = raw if isinstance(raw, bytes) else b""
    try:
        return body.decode(part.get_content_charset() or "utf-8", "replace").replace("\0", "")
    except (LookupError, ValueError):
        return body.decode("utf-8", "replace").replace("\0", "")


def _decoded(message: object) -> bytes:
    try:
        return base64.b64decode(str(message or ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Changed("a message that is no base64") from error
