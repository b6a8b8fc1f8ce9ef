"""Texts in: what tombstones cover stays out, whatever is written beside them."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from contracts.erasures import Tombstones
from contracts.index import Indexed, Verdict
from contracts.records import Lifecycle
from engines.elasticsearch import erasing, life
from engines.elasticsearch.bulk import Bulk
from engines.elasticsearch.erasing import Kept, R
from engines.elasticsearch.lifecycle import WithTexts
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.records import document
from engines.elasticsearch.rows import Row
from engines.elasticsearch.server import Server
from engines.elasticsearch.versions import Group, Look, newest, unseen, upserted

POSTINGS: Final[Kept[Indexed]] = Kept(
    kind=Kind.RECORDS,
    book="book",
    covers=Tombstones.cover,
    concerns=lambda erasure: not erasure.document,
    named=lambda erasure: erasure.posting,
    age="first",
)


def upsert(
    server: Server,
    bulk: Bulk,
    names: Names,
    told: Sequence[Indexed],
    lifecycles: Sequence[Lifecycle],
) -> list[Verdict]:
    """Write each with its lifecycle, where those are told, in one document."""
    if not lifecycles:
        return written(server, bulk, names, POSTINGS, told, document=_text)
    beside = WithTexts(server, names, lifecycles)

    def whole(group: Group[Indexed], row: Row | None) -> dict[str, Any]:
        there = [one.number for one in group if one.verdict.there]
        return beside.fields(group[0].record.id, row, there) | _text(group, row) if there else {}

    verdicts = written(
        server,
        bulk,
        names,
        POSTINGS,
        told,
        document=whole,
        fields=life.FIELDS,
        look=beside.look,
    )
    beside.settle(bulk, verdicts)
    return verdicts


def written(
    server: Server,
    bulk: Bulk,
    names: Names,
    kept: Kept[R],
    told: Sequence[R],
    *,
    document: Callable[[Group[R], Row | None], dict[str, Any]],
    fields: Sequence[str] = (),
    look: Look = unseen,
) -> list[Verdict]:
    """Write them but for what tombstones cover, those that are set meanwhile too."""
    book = erasing.book(server, names, kept)
    tombstones = book.tombstones
    records = erasing.led(server, bulk, names, kept, book, told)
    verdicts = upserted(
        server,
        bulk,
        names.write(kept.kind),
        records,
        document=document,
        erased=lambda record: kept.covers(tombstones, record),
        fields=fields,
        look=look,
    )
    now = erasing.book(server, names, kept)
    moved = now.state != book.state
    # What is kept out may stand all the same: who wrote it died before this look.
    doubtful = _of(verdicts, "erased") + (_of(verdicts, "written") if moved else [])
    gone = set(erasing.take_out(server, bulk, names, kept, now.tombstones, doubtful))
    stay = [name for name in _of(verdicts, "written") if moved and name not in gone]
    erasing.lead(server, bulk, names, kept, now, stay)
    return [
        Verdict(id=verdict.id, outcome="erased") if verdict.id in gone else verdict
        for verdict in verdicts
    ]


def _of(verdicts: Sequence[Verdict], outcome: str) -> list[str]:
    return [verdict.id for verdict in verdicts if verdict.outcome == outcome]


def _text(group: Group[Indexed], _: Row | None) -> dict[str, Any]:
    one = newest(group)
    return document(one.record) if one else {}
