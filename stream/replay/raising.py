"""What is replayed gets the generation after the one that stands, and never passes a later text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from contracts.codec import decode, encode
from contracts.errors import Permanent
from contracts.events import DocumentFound, PostingFound
from contracts.identity import generation_of, version
from contracts.log import Message
from stream import documents, facts
from stream.ports import DocumentReader, RecordReader

MOST: Final = 1023
"""Generations that a text may have."""

Text = PostingFound | DocumentFound


class Raising:
    """Reads what stands in a build, and raises messages above it."""

    def __init__(self, postings: RecordReader, documents: DocumentReader) -> None:
        self._postings = postings
        self._documents = documents

    def __call__(self, messages: Sequence[Message]) -> list[Message]:
        """All of them; what is no text, or older than what stands, as it is."""
        found = [(message, text(message)) for message in messages]
        standing = self.standing(event for _, event in found if event)
        return [raised(message, event, standing) for message, event in found]

    def standing(self, events: Iterable[Text]) -> dict[str, int]:
        """The versions of their records, by id."""
        postings: dict[str, list[str]] = defaultdict(list)
        texts: dict[str, list[str]] = defaultdict(list)
        for event in events:
            wanted = postings if isinstance(event, PostingFound) else texts
            wanted[event.space].append(identity(event))
        return {
            **_versions(self._postings, postings),
            **{
                hit.record.id: hit.record.version
                for space, ids in texts.items()
                for hit in self._documents.get([space], ids)
            },
        }


def _versions(records: RecordReader, wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {
        hit.record.id: hit.record.version
        for space, ids in wanted.items()
        for hit in records.get([space], ids)
    }


def text(message: Message) -> Text | None:
    """None for whatever else a message says."""
    try:
        event = decode(message.value)
        if isinstance(event, PostingFound):
            return facts.checked(event)
        return documents.checked(event) if isinstance(event, DocumentFound) else None
    except Permanent:
        return None  # the steps refuse it, and say why


def identity(event: Text) -> str:
    if isinstance(event, PostingFound):
        return facts.identity(event)
    return documents.identity(event)


def raised(message: Message, event: Text | None, standing: dict[str, int]) -> Message:
    """Raise one, and book it as what stands: a batch may have another text of its record."""
    later = event and next_generation(event, standing.get(identity(event)))
    if not later:
        return message
    standing[identity(later)] = version(later.fetched_at, later.generation)
    return replace(message, value=encode(later))


def next_generation(event: Text, standing: int | None) -> Text | None:
    """Raise the generation above the version that stands; None when that is a later text's."""
    if standing is None:
        return _raised(event, event.generation)
    generation = generation_of(standing)
    text, standing_text = version(event.fetched_at), standing - generation
    if text < standing_text:
        return None
    return _raised(event, max(event.generation, generation if text == standing_text else 0))


def as_it_stands(event: Text, standing: int | None) -> Text | None:
    """The event with the generation that its text has; None when another text stands, or none."""
    if standing is None or standing - generation_of(standing) != version(event.fetched_at):
        return None
    return replace(event, generation=generation_of(standing))


def _raised(event: Text, above: int) -> Text:
    if above >= MOST:
        msg = f"the text of {identity(event)} was replayed {MOST} times: crawl it anew"
        raise Permanent(msg)
    return replace(event, generation=above + 1)
