"""The way of documents, in order: understand → embed → cluster → index.

`understand` is language → mentions → sentiment, all of it pure. What is watched may change from
batch to batch.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from contracts.documents import Fetched, IndexedDocument
from contracts.erasures import Erasure
from contracts.errors import Permanent
from contracts.events import DocumentFound, SweepEnded
from contracts.identity import record_id, version
from contracts.log import Message
from stream.outcome import ERASED, REFUSED, End, stage
from stream.ports import DocumentWriter, Embedder, Meter, Signatures
from stream.watched import Watched
from understanding.document import UnderstoodDocument, understand_document

EMBEDDED: Final = 4_000
"""Code points of a text that its vector speaks of: its beginning says what it is about."""
_REJECTED: Final = "rejected"

Found = tuple[Message, DocumentFound]


class _Draft(Struct, frozen=True):
    """A document on its way."""

    message: Message
    event: DocumentFound
    understood: UnderstoodDocument


class Documents:
    def __init__(
        self,
        *,
        index: DocumentWriter,
        signatures: Signatures,
        embedder: Embedder,
        watched: Watched,
        meter: Meter,
    ) -> None:
        self._index = index
        self._signatures = signatures
        self._embedder = embedder
        self._watched = watched
        self._meter = meter

    def process(self, found: Sequence[Found]) -> list[End]:
        """Give each message its end."""
        ends: list[End] = []
        drafts = self._understood(found, ends)
        if drafts:
            records = self._records(drafts)
            with stage("index", self._meter):
                self._write(records, drafts, ends)
        return ends

    def swept(self, ended: Sequence[SweepEnded]) -> None:
        """A walk that found nothing new was a look at its source all the same."""
        sweeps = [event.end.sweep for event in ended if event.end.complete]
        if sweeps:
            self._index.note_fetches(
                [
                    Fetched(space=each.space, source=each.source, at=each.started_at)
                    for each in sweeps
                ]
            )

    def erased(self, erasures: Sequence[Erasure]) -> None:
        self._index.erase(erasures, self._forget)

    def _understood(self, found: Sequence[Found], ends: list[End]) -> list[_Draft]:
        drafts = []
        with stage("understand", self._meter):
            self._watched.refresh()
            for message, event in found:
                keywords = self._watched.keywords(event.space)
                try:
                    understood = understand_document(event.document, event.space, keywords)
                    drafts.append(_Draft(message, event, understood))
                except Permanent as error:
                    ends.append(End(message, REFUSED, "understand", str(error)))
        return drafts

    def _records(self, drafts: list[_Draft]) -> list[IndexedDocument]:
        with stage("embed", self._meter):
            vectors = self._embedder.embed([each.understood.text[:EMBEDDED] for each in drafts])
        with stage("cluster", self._meter):
            clusters = self._signatures.join(
                [
                    (
                        identity(each.event),
                        each.understood.bands,
                        each.understood.published_at or each.event.fetched_at,
                    )
                    for each in drafts
                ]
            )
        return [
            indexed(draft.event, draft.understood, vector, cluster)
            for draft, vector, cluster in zip(drafts, vectors, clusters, strict=True)
        ]

    def _write(self, records: list[IndexedDocument], drafts: list[_Draft], ends: list[End]) -> None:
        verdicts = self._index.upsert(records)
        self._index.note_fetches(
            [
                Fetched(space=each.space, source=each.source, at=each.fetched_at)
                for each in (draft.event for draft in drafts)
            ]
        )
        for draft, verdict in zip(drafts, verdicts, strict=True):
            if verdict.outcome == _REJECTED:
                ends.append(End(draft.message, REFUSED, "index", verdict.reason))
            else:
                ends.append(End(draft.message, verdict.outcome))
        self._forget([verdict.id for verdict in verdicts if verdict.outcome == ERASED])

    def _forget(self, ids: list[str]) -> None:
        if ids:
            self._signatures.forget(ids)


def checked(event: DocumentFound) -> DocumentFound:
    """Refuse what no record can be made of."""
    document = event.document
    if not document.external_id.strip():
        raise Permanent(f"a document of source {event.source!r} has no external_id: it has no name")
    for field, moment in (
        ("fetched_at", event.fetched_at),
        ("published_at", document.published_at),
    ):
        if moment is not None and moment.tzinfo is None:
            name = f"document {document.external_id!r} of source {event.source!r}"
            raise Permanent(f"{name}: {field} {moment} has no time zone; write it with one")
    return event


def identity(event: DocumentFound) -> str:
    return record_id(event.space, event.source, event.document.external_id)


def indexed(
    event: DocumentFound, understood: UnderstoodDocument, vector: bytes, cluster: str
) -> IndexedDocument:
    return IndexedDocument(
        id=identity(event),
        version=version(event.fetched_at, event.generation),
        space=event.space,
        source=event.source,
        external_id=event.document.external_id,
        url=event.document.url,
        title=understood.title,
        text=understood.text,
        language=understood.language,
        published_at=understood.published_at,
        fetched_at=event.fetched_at,
        mentions=understood.mentions,
        sentiment=understood.sentiment,
        tokens=understood.tokens,
        vector=vector,
        cluster=cluster,
        blob=event.blob,
        watch=event.watch,
    )
