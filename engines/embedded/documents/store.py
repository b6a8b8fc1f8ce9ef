"""Documents in and out: by id and version, a batch in one transaction, a verdict for each item."""

from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Connection
from typing import Final

import msgspec

from contracts.documents import DocumentHit, IndexedDocument, Mention
from contracts.erasures import Tombstones
from contracts.index import Verdict
from engines.embedded.index.erasing import Kept, led
from engines.embedded.index.rows import (
    ONE_OF,
    forget_tokens,
    listed,
    members,
    numbered,
    packed,
    unpacked,
    write_searched,
)
from engines.embedded.index.versions import Standing, judge
from engines.moments import maybe_stored, restored, stored

_BODIES: Final = msgspec.msgpack.Decoder(IndexedDocument)
_RECORD: Final = """
INSERT INTO records (doc, id, space, source, version, language, watch, cluster, published_at,
    first_fetched, dated)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
ON CONFLICT (doc) DO UPDATE SET
    source = excluded.source, version = excluded.version, language = excluded.language,
    watch = excluded.watch, cluster = excluded.cluster, published_at = excluded.published_at
"""
_DATE: Final = """
UPDATE records SET first_fetched = min(first_fetched, ?1),
    dated = coalesce(published_at, min(first_fetched, ?1)) WHERE id = ?2
"""


def upsert(
    connection: Connection, told: Sequence[IndexedDocument], tombstones: Tombstones
) -> list[Verdict]:
    """An older version tells nothing but when the document was fetched already."""
    records = led(connection, KEPT, told, tombstones)
    judged = judge(connection, records, erased=tombstones.cover_document)
    _write(connection, judged.newest, judged.standing)
    connection.executemany(
        _DATE,
        [
            (stored(record.fetched_at), record.id)
            for record, verdict in zip(records, judged.verdicts, strict=True)
            if verdict.there
        ],
    )
    return judged.verdicts


def _write(
    connection: Connection, records: list[IndexedDocument], standing: dict[str, Standing]
) -> None:
    if not records:
        return
    known = {name: row.doc for name, row in standing.items()}
    rows = numbered(connection, [record.id for record in records], known)
    _forget(connection, [doc for doc, is_new in rows if not is_new])
    paired = [(doc, record) for (doc, _), record in zip(rows, records, strict=True)]
    connection.executemany(_RECORD, [_columns(doc, record) for doc, record in paired])
    connection.executemany(
        "INSERT OR REPLACE INTO bodies VALUES (?, ?)",
        [(doc, packed(record)) for doc, record in paired],
    )
    connection.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?)",
        [(doc, *row) for doc, record in paired for row in _counted(record.mentions)],
    )
    write_searched(connection, paired)


def _forget(connection: Connection, docs: list[int]) -> None:
    """Take out what would not be overwritten."""
    old = connection.execute(
        f"SELECT doc, body FROM bodies WHERE doc IN {ONE_OF}", (listed(docs),)
    ).fetchall()
    forget_tokens(connection, [(row[0], unpacked(row[1], _BODIES).tokens) for row in old])
    connection.executemany("DELETE FROM mentions WHERE doc = ?", [(doc,) for doc in docs])


def _empty(connection: Connection, docs: list[int]) -> None:
    _forget(connection, docs)
    connection.execute(f"DELETE FROM records WHERE doc IN {ONE_OF}", (listed(docs),))


KEPT: Final = Kept(
    bodies=_BODIES,
    covers=Tombstones.cover_document,
    named=lambda erasure: erasure.document,
    empty=_empty,
    age="dated",
)


def _columns(doc: int, record: IndexedDocument) -> tuple[object, ...]:
    return (
        doc,
        record.id,
        record.space,
        record.source,
        record.version,
        record.language,
        record.watch,
        record.cluster,
        maybe_stored(record.published_at),
        stored(record.fetched_at),
    )


def _counted(mentions: Sequence[Mention]) -> list[tuple[str, int, int, float]]:
    """Of each subject: how often, how many could be judged, and their sum."""
    by_subject: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_subject[mention.subject].append(mention)
    rows = []
    for subject, found in by_subject.items():
        felt = [each.sentiment for each in found if each.sentiment is not None]
        rows.append((subject, len(found), len(felt), sum(felt)))
    return rows


def hits(
    connection: Connection, spaces: Sequence[str], scored: Sequence[tuple[int, float]]
) -> list[DocumentHit]:
    """Read (doc, score) in the order given."""
    found = connection.execute(
        "SELECT r.doc, r.cluster, r.dated, b.body, v.vector"
        " FROM records r JOIN bodies b ON b.doc = r.doc JOIN vectors v ON v.doc = r.doc"
        f" WHERE r.doc IN {ONE_OF}",
        (listed(doc for doc, _ in scored),),
    ).fetchall()
    rows = {row[0]: row for row in found}
    similar = members(connection, spaces, {row[1] for row in found})
    return [
        DocumentHit(
            record=unpacked(row[3], _BODIES, row[4]),
            score=score,
            dated=restored(row[2]),
            similar=similar[row[1]] - 1,
        )
        for doc, score in scored
        if (row := rows.get(doc)) is not None
    ]
