"""Records in and out: by id and version, a batch in one transaction, a verdict for each item."""

from collections.abc import Iterable, Sequence
from sqlite3 import Connection, Row
from typing import Final

import msgspec

from contracts.erasures import Tombstones
from contracts.index import Hit, Indexed, Verdict
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
from engines.moments import OPEN, maybe_restored

_BODIES: Final = msgspec.msgpack.Decoder(Indexed)
_RECORD: Final = """
INSERT INTO records
    (doc, id, space, source, version, language, company, employment, remote, watch, cluster)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (doc) DO UPDATE SET
    source = excluded.source, version = excluded.version, language = excluded.language,
    company = excluded.company, employment = excluded.employment, remote = excluded.remote,
    watch = excluded.watch, cluster = excluded.cluster
"""

_EMPTY: Final = f"""
UPDATE records SET version = NULL, language = '', company = '', employment = '', remote = NULL,
    watch = '', cluster = '', first_seen = NULL, last_seen = NULL, said_closed = NULL,
    closed_at = {OPEN}
WHERE doc = ?
"""


def upsert(
    connection: Connection, told: Sequence[Indexed], tombstones: Tombstones
) -> list[Verdict]:
    records = led(connection, KEPT, told, tombstones)
    judged = judge(connection, records, erased=tombstones.cover)
    _write(connection, judged.newest, judged.standing)
    return judged.verdicts


def _write(connection: Connection, records: list[Indexed], standing: dict[str, Standing]) -> None:
    if not records:
        return
    known = {name: row.doc for name, row in standing.items()}
    rows = numbered(connection, [record.id for record in records], known)
    forget(
        connection,
        [row.doc for r in records if (row := standing.get(r.id)) and row.version is not None],
    )
    paired = [(doc, record) for (doc, _), record in zip(rows, records, strict=True)]
    connection.executemany(_RECORD, [_columns(doc, record) for doc, record in paired])
    connection.executemany(
        "INSERT OR REPLACE INTO bodies VALUES (?, ?)",
        [(doc, packed(record)) for doc, record in paired],
    )
    connection.executemany(
        "INSERT INTO labels VALUES (?, ?, ?)",
        [label for doc, record in paired for label in _labels(doc, record)],
    )
    write_searched(connection, paired)


def forget(connection: Connection, docs: list[int]) -> None:
    """Take out what would not be overwritten."""
    old = connection.execute(
        f"SELECT doc, body FROM bodies WHERE doc IN {ONE_OF}",
        (listed(docs),),
    ).fetchall()
    forget_tokens(connection, [(row[0], record_of(row[1]).tokens) for row in old])
    connection.executemany("DELETE FROM labels WHERE doc = ?", [(doc,) for doc in docs])


def _empty(connection: Connection, docs: list[int]) -> None:
    """A row stays with nothing but its id: lifecycles may come for it."""
    forget(connection, docs)
    connection.execute(f"DELETE FROM shown WHERE doc IN {ONE_OF}", (listed(docs),))
    connection.executemany(_EMPTY, [(doc,) for doc in docs])


KEPT: Final = Kept(
    bodies=_BODIES,
    covers=Tombstones.cover,
    named=lambda erasure: erasure.posting,
    empty=_empty,
    age="first_seen",
)


def _columns(doc: int, record: Indexed) -> tuple[object, ...]:
    return (
        doc,
        record.id,
        record.space,
        record.source,
        record.version,
        record.language,
        record.company,
        record.employment,
        record.remote,
        record.watch,
        record.cluster,
    )


def _labels(doc: int, record: Indexed) -> Iterable[tuple[int, str, str]]:
    kinds = (
        ("place", record.places),
        ("profession", record.professions),
        ("skill", record.skills),
    )
    return ((doc, kind, value) for kind, values in kinds for value in dict.fromkeys(values))


def record_of(body: bytes, vector: bytes = b"") -> Indexed:
    return unpacked(body, _BODIES, vector)


def hits(
    connection: Connection, spaces: Sequence[str], scored: Sequence[tuple[int, float]]
) -> list[Hit]:
    """Read (doc, score) in the order given."""
    found = connection.execute(
        "SELECT r.doc, r.cluster, r.first_seen, r.last_seen, r.closed_at, b.body, v.vector"
        " FROM records r JOIN bodies b ON b.doc = r.doc JOIN vectors v ON v.doc = r.doc"
        f" WHERE r.doc IN {ONE_OF}",
        (listed(doc for doc, _ in scored),),
    ).fetchall()
    rows = {row[0]: row for row in found}
    similar = members(connection, spaces, {row[1] for row in found})
    return [
        _hit(rows[doc], score, similar[rows[doc][1]] - 1) for doc, score in scored if doc in rows
    ]


def _hit(row: Row, score: float, similar: int) -> Hit:
    return Hit(
        record=record_of(row[5], row[6]),
        score=score,
        first_seen=maybe_restored(row[2]),
        last_seen=maybe_restored(row[3]),
        closed_at=maybe_restored(row[4]),
        similar=similar,
    )
