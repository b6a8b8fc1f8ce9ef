"""What the log and the archive hold of erased records goes too: messages, pages, dead letters.

A page goes when one of its records was read from it, or when it links to one, with whatever else
it shows: the index keeps what it told of others. It may be done at any time, and again.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from contracts.codec import decode, encode
from contracts.erasures import Erasure, Subject, Tombstones, latest
from contracts.errors import Permanent
from contracts.events import (
    DeadLetter,
    DocumentFound,
    Erased,
    ErasureEnded,
    Event,
    MessageErased,
    PageFetched,
    PostingFound,
)
from contracts.log import Message
from contracts.names import DEAD_LETTERS, DOCUMENTS_RAW, ERASURES, PAGES_RAW, POSTINGS_RAW
from stream import documents, facts, kept
from stream.ports import BlobEraser, LogEraser, LogHistory

_SHORTEST_PATH: Final = 4
"""A link's path that says less stands on pages of all sorts."""
_AT_ONCE: Final = 500
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


class Purged(Struct, frozen=True, kw_only=True):
    messages: int
    pages: int
    letters: int
    kept_until: datetime | None = None
    """Until when their messages may stand all the same."""


_Text = PostingFound | DocumentFound


class _Found(Struct):
    """What is to go."""

    messages: list[Message] = []
    letters: list[Message] = []
    blobs: set[str] = set()
    marks: set[tuple[str, bytes]] = set()
    """(source, what its pages call a record)."""


def erasures(history: LogHistory) -> list[Erasure]:
    """All that were ever told, each by its last word; the oldest first."""
    events = kept.events(history, ERASURES)
    told = latest(event.erasure for _, event in events if isinstance(event, Erased))
    return sorted(told.values(), key=lambda each: each.at)


def ended(history: LogHistory) -> dict[str, datetime]:
    """When the erasures that were carried out to their end were so, by id.

    One that was told once more since then is begun again.
    """
    told: dict[str, datetime] = {}
    done: dict[str, datetime] = {}
    for _, event in kept.events(history, ERASURES):
        if isinstance(event, Erased):
            told[event.erasure.id] = max(event.erasure.at, told.get(event.erasure.id, _LONG_AGO))
        elif isinstance(event, ErasureEnded):
            done[event.erasure] = max(event.at, done.get(event.erasure, _LONG_AGO))
    return {each: at for each, at in done.items() if at >= told.get(each, _LONG_AGO)}


def purge(log: LogEraser, blobs: BlobEraser, now: datetime) -> Purged:
    standing = [each for each in erasures(log) if not each.lifted_at]
    if not standing:
        return Purged(messages=0, pages=0, letters=0)
    tombstones = Tombstones(standing)
    found = _Found()
    for topic in (POSTINGS_RAW, DOCUMENTS_RAW):
        for message, event in _events(log, topic):
            if isinstance(event, _Text) and _covers(tombstones, event):
                found.messages.append(message)
                found.marks |= _marks(event)
                found.blobs |= {event.blob} - {""}
    _letters(log, blobs, tombstones, found)
    pages = _pages(log, blobs, tombstones, found)
    blobs.delete(sorted(found.blobs))
    gone = encode(MessageErased(at=now))
    everything = [*found.messages, *found.letters, *pages]
    stand = [
        log.overwrite(everything[start : start + _AT_ONCE], gone)
        for start in range(0, len(everything), _AT_ONCE)
    ]
    return Purged(
        messages=len(found.messages),
        pages=len(pages),
        letters=len(found.letters),
        kept_until=max((each for each in stand if each), default=None),
    )


def _events(log: LogHistory, topic: str) -> Iterator[tuple[Message, Event]]:
    for message in log.read(topic):
        with suppress(Permanent):  # a dead letter since it came
            yield message, decode(message.value)


def _covers(tombstones: Tombstones, event: _Text) -> bool:
    if isinstance(event, DocumentFound):
        found = Subject(documents.identity(event), event.space, "", event.document.url)
        return tombstones.cover_document(found)
    posting = event.posting
    return tombstones.cover(
        Subject(facts.identity(event), event.space, posting.company, posting.url)
    )


def _marks(event: _Text) -> set[tuple[str, bytes]]:
    """How a page speaks of it: by the path of its address, or by its id as JSON has it."""
    text = event.posting if isinstance(event, PostingFound) else event.document
    parts = urlsplit(text.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    words = {f'"{text.external_id}"'}
    if len(path) >= _SHORTEST_PATH:
        words.add(path)
    return {(event.source, word.encode()) for word in words}


def _letters(log: LogHistory, blobs: BlobEraser, tombstones: Tombstones, found: _Found) -> None:
    """A dead text is covered by what its bytes say, or by its key where they say nothing."""
    ids = {message.key for message in found.messages}
    for message, event in kept.events(log, DEAD_LETTERS):
        if isinstance(event, DeadLetter) and _is_covered(event, blobs, tombstones, ids):
            found.letters.append(message)
            found.blobs |= {event.blob} - {""}


def _is_covered(
    letter: DeadLetter, blobs: BlobEraser, tombstones: Tombstones, ids: set[str]
) -> bool:
    if letter.key in ids:
        return True
    with suppress(Permanent):
        event = decode(blobs.get(letter.blob) if letter.blob else letter.inline)
        return isinstance(event, _Text) and _covers(tombstones, event)
    return False


def _pages(
    log: LogHistory, blobs: BlobEraser, tombstones: Tombstones, found: _Found
) -> Sequence[Message]:
    marks: dict[str, set[bytes]] = {}
    for source, mark in found.marks:
        marks.setdefault(source, set()).add(mark)
    gone = []
    for message, event in _events(log, PAGES_RAW):
        if not isinstance(event, PageFetched):
            continue
        if (
            event.blob in found.blobs
            or tombstones.cover_address(event.space, event.url)
            or _shows(event, blobs, marks.get(event.source, set()))
        ):
            found.blobs.add(event.blob)
            gone.append(message)
    return gone


def _shows(page: PageFetched, blobs: BlobEraser, marks: set[bytes]) -> bool:
    if not marks:
        return False
    with suppress(Permanent):
        body = blobs.get(page.blob)
        return any(mark in body for mark in marks)
    return False
