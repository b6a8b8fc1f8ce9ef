"""Many writes in one request, each with an ending of its own.

- done, or refused by the document's own fault (400): told so
- a conflict: another process was faster; told `AGAIN`, to read anew and decide anew
- an index that is gone since it was read, after a swap of builds: the same
- too busy (429, 503): only those items are sent again, later and in smaller requests; not where
  the index is blocked, as by a full disk: then it is the caller's turn to wait
- too large a request (413): in halves
Anything else is an error of the whole call. A call that ended without an answer may have been
applied: it is `Transient`, and to repeat it changes nothing.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import msgspec
from elasticsearch import ApiError
from msgspec import Struct

from contracts.errors import Transient
from engines.elasticsearch.errors import BLOCKED, BUSY, CLOSED, TOO_LARGE, of_an_item, type_of
from engines.elasticsearch.server import Server

MOST: Final = 500
"""Items in a request, while the server takes them."""
BYTES: Final = 8 << 20
PATIENCE: Final = 6
"""Refusals in a row; then it is the caller's turn to wait."""
FIRST_PAUSE: Final = 0.1

DONE: Final = "done"
AGAIN: Final = "again"
_BAD: Final = 400
_CONFLICT: Final = 409
_GONE: Final = frozenset({"document_missing_exception", "index_not_found_exception"})
_DEFECT: Final = frozenset({400, 413})


class Write(Struct, frozen=True, kw_only=True):
    """One document: `create` where there is none, `update` of that state, `index` in its place."""

    action: str
    index: str
    id: str
    document: dict[str, Any]
    state: tuple[int, int] | None = None
    """(sequence number, primary term) of what it was decided on."""


class _Item(Struct, frozen=True):
    id: str
    lines: tuple[bytes, bytes]
    read: bool
    """Whether it was decided on what was read."""

    @property
    def size(self) -> int:
        return len(self.lines[0]) + len(self.lines[1])


class Bulk:
    """Remembers how much the server took at once; no id may stand twice in one call."""

    def __init__(self, server: Server, sleep: Callable[[float], None] = time.sleep) -> None:
        self._server = server
        self._sleep = sleep
        self._most = MOST

    def send(self, writes: Iterable[Write]) -> dict[str, str]:
        """Tell how each id ended: `DONE`, `AGAIN`, or why it was refused."""
        left = deque(_item(write) for write in writes)
        ended: dict[str, str] = {}
        refusals = 0
        while left:
            part = self._next(left)
            busy = self._sent(part, ended)
            left.extendleft(reversed(busy))
            if len(busy) < len(part):
                refusals = 0
            refusals += bool(busy)
            if refusals > PATIENCE:
                raise Transient(f"{self._server.name}: it takes no more writes just now")
            if busy:
                self._sleep(FIRST_PAUSE * 2**refusals)
        return ended

    def _next(self, left: deque[_Item]) -> list[_Item]:
        part: list[_Item] = []
        size = 0
        while left and len(part) < self._most and (not part or size + left[0].size <= BYTES):
            part.append(left.popleft())
            size += part[-1].size
        return part

    def _sent(self, part: list[_Item], ended: dict[str, str]) -> list[_Item]:
        """Return those that are to be sent again."""
        try:
            answers = self._ask(part)
        except ApiError as error:
            if error.status_code == TOO_LARGE and len(part) == 1:
                ended[part[0].id] = f"it is too large for the index ({part[0].size} bytes)"
                return []
            if error.status_code not in {*BUSY, TOO_LARGE} or type_of(error) == BLOCKED:
                raise
            return self._shrunk(part)
        busy = []
        for item, answer in zip(part, answers, strict=True):
            if answer["status"] in BUSY and answer["error"]["type"] != BLOCKED:
                busy.append(item)
            else:
                ended[item.id] = self._ending(item, answer)
        if not busy:
            self._most = min(MOST, self._most + max(1, self._most // 2))
            return []
        return self._shrunk(busy)

    def _ask(self, part: Sequence[_Item]) -> list[dict[str, Any]]:
        # Encoded by us, many times faster; the client passes bytes on, which its types do not tell.
        lines: Any = [line for item in part for line in item.lines]
        answered = self._server.client.bulk(operations=lines)
        return [next(iter(item.values())) for item in answered["items"]]

    def _shrunk(self, part: list[_Item]) -> list[_Item]:
        self._most = max(1, min(self._most, len(part)) // 2)
        return part

    def _ending(self, item: _Item, answer: dict[str, Any]) -> str:
        cause = answer.get("error")
        if cause is None:
            return DONE
        if answer["status"] == _CONFLICT or (item.read and cause["type"] in _GONE):
            return AGAIN
        if answer["status"] in _DEFECT and cause["type"] != CLOSED:
            return f"{cause['type']}: {cause['reason']}"
        raise of_an_item(self._server.name, answer["status"], cause)


def _item(write: Write) -> _Item:
    target: dict[str, Any] = {"_index": write.index, "_id": write.id}
    if write.state is not None:
        target["if_seq_no"], target["if_primary_term"] = write.state
    document = {"doc": write.document} if write.action == "update" else write.document
    return _Item(
        write.id,
        (msgspec.json.encode({write.action: target}), msgspec.json.encode(document)),
        write.state is not None,
    )
