"""Exports of Telegram's desktop client, read as they stream by: messages of channels and groups.

An export may be far larger than memory should hold, so it is read in parts: each begins where
the last whole message ended. Chats of two people are nobody's business and are left out.
"""

import json
import re
from typing import Any, Final

from contracts.declared import Field, Telegram
from contracts.frontier import Request
from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.sources.declared.asker import Asker, State, state_of
from crawler.sources.declared.files import next_part, span_of
from crawler.sources.declared.rows import FlatRow, Reading, Row

_OBJECT: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}\{")
_MESSAGES: Final = re.compile(r'"messages"\s*:\s*\[')
_CHAT: Final = re.compile(r'"(name|type|id)"\s*:\s*("(?:[^"\\]|\\.){0,300}"|[0-9]{1,20})')
_PRIVATE: Final = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies"})
_BETWEEN: Final = re.compile(r"[\s,]*")
_HEAD: Final = 65_536
"""Characters before a chat's messages in which its name stands."""
_INSIDE: Final = ".inside"
"""Noted when a part begins among a chat's messages; the chat's own facts stand beside it."""
_TITLE: Final = 120

FIELDS: Final[dict[str, dict[str, str | Field]]] = {
    "postings": {"title": "title", "description": "text", "posted_at": "date"},
    "documents": {"title": "title", "text": "text", "published_at": "date"},
    "observations": {"at": "date"},
}
IDENTITY: Final = "id"


class TelegramExport:
    def __init__(self, declared: Telegram, asker: Asker) -> None:
        self._url = declared.url
        self._asker = asker

    def used(self) -> set[str]:
        return set()

    def first(self, state: State) -> Request:
        if self._url.startswith("file:"):
            return self._asker.part(self._url, state, 0)
        return self._asker.page(self._url, state)

    def read(self, page: Page) -> Reading:
        span, state = span_of(page), state_of(page)
        cut = max(page.body.rfind(b"}"), page.body.rfind(b"]")) + 1  # no character is split there
        end = len(page.body) if span.last else cut
        text = page.body[:end].decode("utf-8", "replace")
        if span.offset == 0 and not _OBJECT.match(page.body):
            raise Changed("no export of Telegram: it is no JSON object")
        walk = _Walk(text, state)
        walk.run()
        if span.last and walk.state.get(_INSIDE):
            raise Changed("the export is cut off among its messages")
        if span.last and not walk.state:
            raise Changed("no export of Telegram: no `messages`")
        taken = len(text[: walk.at].encode("utf-8", "surrogatepass"))
        return Reading(walk.rows, next_part(page, span, taken, self._asker, walk.state))


class _Walk:
    """Goes through a part, from one message's end to the next's."""

    def __init__(self, text: str, state: State) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self.state = state
        self.rows: list[Row] = []
        self.at = 0

    def run(self) -> None:
        while self._messages() if self.state.get(_INSIDE) else self._next_chat():
            pass

    def _next_chat(self) -> bool:
        found = _MESSAGES.search(self._text, self.at)
        if found is None:
            self.at = max(self.at, len(self._text) - _HEAD)
            return False
        told = dict(_CHAT.findall(self._text[max(self.at, found.start() - _HEAD) : found.start()]))
        chat = {f".{name}": str(json.loads(value)) for name, value in told.items()}
        self.state = {**chat, _INSIDE: "yes"}
        self.at = found.end()
        return True

    def _messages(self) -> bool:
        """One message, or the end of them; False where the part ends in the midst of one."""
        between = _BETWEEN.match(self._text, self.at)
        at = between.end() if between else self.at
        if self._text.startswith("]", at):
            self.state = {**self.state, _INSIDE: ""}
            self.at = at + 1
            return True
        try:
            message, self.at = self._decoder.raw_decode(self._text, at)
        except (ValueError, RecursionError):
            return False
        self._take(message)
        return True

    def _take(self, message: object) -> None:
        if not isinstance(message, dict) or "id" not in message or "type" not in message:
            raise Changed("a message without `id` or `type`")
        text = _plain(message.get("text"))
        if message["type"] != "message" or not text or self.state.get(".type") in _PRIVATE:
            return
        row: dict[str, Any] = {
            "id": f"{self.state.get('.id', '')}/{message['id']}",
            "chat": self.state.get(".name", ""),
            "title": next(filter(None, map(str.strip, text.splitlines())), "")[:_TITLE],
            "text": text,
            "views": message.get("views"),
        }
        date = message.get("date_unixtime") or message.get("date")
        self.rows.append(FlatRow(row if date is None else {**row, "date": date}))


def _plain(text: object) -> str:
    """A message's text is a string, or a list of strings and of marked pieces."""
    pieces = text if isinstance(text, list) else [text]
    said = [piece.get("text") if isinstance(piece, dict) else piece for piece in pieces]
    return "".join(piece for piece in said if isinstance(piece, str)).strip()
