"""Documents in and out: by id and version, dated by the first fetch where they tell no date."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from contracts.documents import DocumentHit, IndexedDocument, Mention
from contracts.erasures import Tombstones
from contracts.index import Verdict
from engines.elasticsearch.bulk import Bulk
from engines.elasticsearch.erasing import Kept
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.records import embedding, visible
from engines.elasticsearch.rows import Row, rows
from engines.elasticsearch.search import similar
from engines.elasticsearch.server import Server
from engines.elasticsearch.texts import written
from engines.elasticsearch.versions import Group, newest
from engines.moments import restored, stored, week_of

_DATES: Final = ("first_fetched", "published_at")
DOCUMENTS: Final[Kept[IndexedDocument]] = Kept(
    kind=Kind.DOCUMENTS,
    book="documents",
    covers=Tombstones.cover_document,
    concerns=lambda erasure: bool(erasure.document or erasure.url),
    named=lambda erasure: erasure.document,
    age="dated",
)


def upsert(
    server: Server, bulk: Bulk, names: Names, records: Sequence[IndexedDocument]
) -> list[Verdict]:
    """An older version tells nothing but when the document was fetched already."""
    return written(server, bulk, names, DOCUMENTS, records, document=_document, fields=_DATES)


def _document(group: Group[IndexedDocument], row: Row | None) -> dict[str, Any]:
    """What is to be written: the newest text, or only that it was fetched earlier, or nothing."""
    told = [stored(one.record.fetched_at) for one in group if one.verdict.there]
    known = [row.source["first_fetched"]] if row and "first_fetched" in row.source else []
    one = newest(group)
    if one:
        return _whole(one.record, min(known + told))
    if not row or not known or not told or min(known + told) in known:
        return {}
    if row.source["published_at"] is None:
        return _dates(min(told), min(told))
    return {"first_fetched": min(told)}


def _whole(record: IndexedDocument, first: int) -> dict[str, Any]:
    """Hold every field, absent ones as null: an update must not leave old parts behind."""
    published = record.published_at
    counts = _counts(record.mentions)
    return {
        **msgspec.to_builtins(record),
        **_dates(first, first if published is None else stored(published)),
        "head": record.head,
        "embedding": embedding(record.vector),
        "subjects": [each["subject"] for each in counts],
        "counts": counts,
    }


def _dates(first: int, dated: int) -> dict[str, Any]:
    return {
        "first_fetched": first,
        "dated": dated,
        "date": restored(dated),
        "week": week_of(dated),
    }


def _counts(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    """Of each subject: how often, how many could be judged, and their sum."""
    felt: defaultdict[str, list[float | None]] = defaultdict(list)
    for mention in mentions:
        felt[mention.subject].append(mention.sentiment)
    return [_count(subject, each) for subject, each in felt.items()]


def _count(subject: str, felt: Sequence[float | None]) -> dict[str, Any]:
    judged = [each for each in felt if each is not None]
    return {"subject": subject, "many": len(felt), "judged": len(judged), "feeling": sum(judged)}


def hits(
    server: Server, names: Names, spaces: Sequence[str], scored: Iterable[tuple[str, float]]
) -> list[DocumentHit]:
    """Read (id, score) in the order given; what may not be seen is left out."""
    wanted = dict(scored)
    index = names.read(Kind.DOCUMENTS)
    found = rows(server, index, wanted)
    sources = {name: row.source for name, row in found.items() if visible(row.source, spaces)}
    others = similar(server, index, spaces, {source["cluster"] for source in sources.values()})
    return [
        _hit(sources[name], score, others.get(sources[name]["cluster"], 0))
        for name, score in wanted.items()
        if name in sources
    ]


def _hit(source: Mapping[str, Any], score: float, others: int) -> DocumentHit:
    return DocumentHit(
        record=msgspec.convert(source, IndexedDocument),
        score=score,
        dated=restored(source["dated"]),
        similar=others,
    )
