"""Vectors made anew from what an index keeps: nothing is understood again."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final, Protocol, TypeVar

from msgspec.structs import replace

from contracts.documents import IndexedDocument
from contracts.errors import Permanent
from contracts.identity import generation_of
from contracts.index import Indexed, Surveyed, Verdict
from stream.documents import EMBEDDED
from stream.ports import Embedder
from stream.records import text_to_embed
from stream.replay.raising import MOST

R = TypeVar("R", Indexed, IndexedDocument)
R_co = TypeVar("R_co", Indexed, IndexedDocument, covariant=True)
POSTINGS: Final = "postings"
DOCUMENTS: Final = "documents"


class Found(Protocol[R_co]):
    @property
    def record(self) -> R_co: ...


class Kept(Protocol[R]):
    """An index of one kind of records."""

    def survey(self) -> Iterator[Surveyed]: ...

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> Sequence[Found[R]]: ...

    def upsert(self, records: Sequence[R]) -> list[Verdict]: ...


def posting_text(record: Indexed) -> str:
    return text_to_embed(record)


def document_text(record: IndexedDocument) -> str:
    return record.text[:EMBEDDED]


def after(kept: Kept[R], least: int, reached: str, size: int) -> Iterator[list[Surveyed]]:
    """Batches, in the order of ids, of what has that version at least and comes after `reached`."""
    due = (each for each in kept.survey() if each.version >= least and each.id > reached)
    while batch := list(islice(due, size)):
        yield batch


def renew(
    kept: Kept[R], batch: Sequence[Surveyed], text: Callable[[R], str], embedder: Embedder
) -> int:
    """Embed these anew; a vector that is the same is not written. Return how many changed."""
    by_space = groupby(sorted(batch, key=lambda each: each.space), key=lambda each: each.space)
    records = [
        hit.record
        for space, each in by_space
        for hit in kept.get([space], [one.id for one in each])
    ]
    vectors = embedder.embed([text(record) for record in records])
    changed = [
        replace(record, vector=vector, version=_next(record))
        for record, vector in zip(records, vectors, strict=True)
        if record.vector != vector
    ]
    if changed:
        kept.upsert(changed)
    return len(changed)


def _next(record: Indexed | IndexedDocument) -> int:
    """The generation after; the moment of the text stays."""
    if generation_of(record.version) >= MOST:
        msg = f"the text of {record.id} was replayed {MOST} times: crawl it anew"
        raise Permanent(msg)
    return record.version + 1
