"""The way of a batch, in order: decode → understand → embed → cluster → index.

Documents have a way of their own (`stream.documents`). Of postings `understand` is
normalise → relevance → skills → profession → analyse, all of it pure. Sightings, ends of sweeps
and observations go straight to the index. Everything may come in any order and more than once:
the indexes merge by id, version, min and max.
"""

from collections.abc import Sequence

from msgspec import Struct

from contracts.codec import decode
from contracts.errors import Permanent
from contracts.events import (
    DocumentFound,
    Erased,
    ErasureEnded,
    Event,
    MessageErased,
    Observed,
    PostingFound,
    PostingsSighted,
    SweepEnded,
)
from contracts.identity import version
from contracts.index import Indexed
from contracts.log import Message
from stream import documents, facts
from stream.documents import Documents
from stream.outcome import ERASED, MERGED, REFUSED, End, stage
from stream.ports import Embedder, Meter, ObservationWriter, RecordWriter, Signatures
from stream.records import indexed, text_to_embed
from understanding.posting import Understood, understand

_REJECTED = "rejected"


class _Draft(Struct, frozen=True):
    """A posting on its way."""

    message: Message
    event: PostingFound
    understood: Understood


class _Batch(Struct):
    """Messages by what is to be done with them."""

    postings: list[tuple[Message, PostingFound]] = []
    documents: list[tuple[Message, DocumentFound]] = []
    sighted: list[tuple[Message, PostingsSighted]] = []
    swept: list[tuple[Message, SweepEnded]] = []
    observed: list[tuple[Message, Observed]] = []
    erased: list[tuple[Message, Erased]] = []
    ends: list[End] = []

    def sort(self, message: Message, event: Event) -> None:
        match event:
            case PostingFound():
                self.postings.append((message, facts.checked(event)))
            case DocumentFound():
                self.documents.append((message, documents.checked(event)))
            case PostingsSighted():
                self.sighted.append((message, event))
            case SweepEnded():
                self.swept.append((message, event))
            case Observed():
                self.observed.append((message, event))
            case Erased():
                self.erased.append((message, event))
            case MessageErased() | ErasureEnded():
                self.ends.append(End(message, ERASED))
            case _:
                kind, topic = type(event).__name__, message.partition.topic
                raise Permanent(f"{kind} does not belong on topic {topic!r}: nothing indexes it")


class Steps:
    """The `Process` of a delivery."""

    def __init__(
        self,
        *,
        records: RecordWriter,
        observations: ObservationWriter,
        documents: Documents,
        signatures: Signatures,
        embedder: Embedder,
        meter: Meter,
    ) -> None:
        self._records = records
        self._observations = observations
        self._documents = documents
        self._signatures = signatures
        self._embedder = embedder
        self._meter = meter

    def __call__(self, messages: Sequence[Message]) -> list[End]:
        batch = self._decoded(messages)
        drafts = self._understood(batch)
        if drafts:
            vectors, clusters = self._embedded(drafts), self._clustered(drafts)
            with stage("index", self._meter):
                self._write(_records(drafts, vectors, clusters), drafts, batch)
        if batch.documents:
            batch.ends += self._documents.process(batch.documents)
        with stage("index", self._meter):
            self._merge(batch)
        return batch.ends

    def _decoded(self, messages: Sequence[Message]) -> _Batch:
        batch = _Batch()
        with stage("decode", self._meter):
            for message in messages:
                try:
                    batch.sort(message, decode(message.value))
                except Permanent as error:
                    batch.ends.append(End(message, REFUSED, "decode", str(error)))
        return batch

    def _understood(self, batch: _Batch) -> list[_Draft]:
        drafts = []
        with stage("understand", self._meter):
            for message, event in batch.postings:
                try:
                    drafts.append(_Draft(message, event, understand(event.posting)))
                except Permanent as error:
                    batch.ends.append(End(message, REFUSED, "understand", str(error)))
        return drafts

    def _embedded(self, drafts: list[_Draft]) -> list[bytes]:
        with stage("embed", self._meter):
            return self._embedder.embed([text_to_embed(draft.understood) for draft in drafts])

    def _clustered(self, drafts: list[_Draft]) -> list[str]:
        with stage("cluster", self._meter):
            return self._signatures.join(
                [
                    (facts.identity(each.event), each.understood.bands, facts.appeared(each.event))
                    for each in drafts
                ]
            )

    def _write(self, records: list[Indexed], drafts: list[_Draft], batch: _Batch) -> None:
        lifecycles = [facts.lifecycle(draft.event) for draft in drafts]
        verdicts = self._records.upsert(records, lifecycles)
        for draft, verdict in zip(drafts, verdicts, strict=True):
            if verdict.outcome == _REJECTED:
                batch.ends.append(End(draft.message, REFUSED, "index", verdict.reason))
            else:
                batch.ends.append(End(draft.message, verdict.outcome))
        self._forget([verdict.id for verdict in verdicts if verdict.outcome == ERASED])

    def _forget(self, ids: list[str]) -> None:
        if ids:
            self._signatures.forget(ids)

    def _merge(self, batch: _Batch) -> None:
        if batch.erased:
            erasures = [event.erasure for _, event in batch.erased]
            self._records.erase(erasures, self._forget)
            self._documents.erased(erasures)
            batch.ends += [End(message, ERASED) for message, _ in batch.erased]
        if batch.sighted:
            sightings = [each for _, event in batch.sighted for each in event.sightings]
            self._records.merge_lifecycles(sightings)
        if batch.swept:
            self._records.end_sweeps([(e.end.sweep, e.end.complete) for _, e in batch.swept])
            self._documents.swept([event for _, event in batch.swept])
        if batch.observed:
            self._observations.put_observations(
                [(e.space, e.source, e.observation, _version(e)) for _, e in batch.observed]
            )
        for message, _ in (*batch.sighted, *batch.swept, *batch.observed):
            batch.ends.append(End(message, MERGED))


def _records(drafts: list[_Draft], vectors: list[bytes], clusters: list[str]) -> list[Indexed]:
    return [
        indexed(draft.event, draft.understood, vector, cluster)
        for draft, vector, cluster in zip(drafts, vectors, clusters, strict=True)
    ]


def _version(event: Observed) -> int:
    """An event of a release that did not tell when it was fetched is the oldest."""
    return version(event.fetched_at, event.generation) if event.fetched_at else 0
