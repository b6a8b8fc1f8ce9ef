"""Records in and out: by id and version, a batch in one transaction, a verdict for each item."""

import zlib
from collections.abc import Iterable, Sequence
from sqlite3 import Connection, Row
from typing import Final, NamedTuple

import msgspec

from contracts.index import Hit, Indexed, Verdict
from engines.embedded.index.times import maybe_restored
from understanding import vectors

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
ONE_OF: Final = "(SELECT value FROM json_each(?))"
"""Any number of values as one bound parameter."""


class _Standing(NamedTuple):
    """What the index holds under an id before the batch."""

    doc: int
    space: str
    version: int | None


def listed(values: Iterable[object]) -> str:
    """What is bound to `ONE_OF`."""
    return msgspec.json.encode(list(values)).decode()


def next_doc(connection: Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(doc), 0) + 1 FROM records").fetchone()[0]
    return found


def upsert(connection: Connection, records: Sequence[Indexed]) -> list[Verdict]:
    standing = _standing(connection, records)
    versions = {record_id: row.version for record_id, row in standing.items()}
    verdicts = []
    newest: dict[str, Indexed] = {}
    for record in records:
        verdict = _judge(record, versions.get(record.id), standing.get(record.id))
        verdicts.append(verdict)
        if verdict.outcome == "written":
            versions[record.id] = record.version
            newest[record.id] = record
    _write(connection, list(newest.values()), standing)
    return verdicts


def _standing(connection: Connection, records: Sequence[Indexed]) -> dict[str, _Standing]:
    rows = connection.execute(
        f"SELECT id, doc, space, version FROM records WHERE id IN {ONE_OF}",
        (listed(record.id for record in records),),
    )
    return {row[0]: _Standing(row[1], row[2], row[3]) for row in rows}


def _judge(record: Indexed, version: int | None, standing: _Standing | None) -> Verdict:
    fault = vectors.fault(record.vector)
    if not fault and standing and standing.space != record.space:
        fault = "its id is held by a record of another space"
    if fault:
        return Verdict(id=record.id, outcome="rejected", reason=fault)
    if version is None or record.version > version:
        return Verdict(id=record.id, outcome="written")
    return Verdict(id=record.id, outcome="same" if record.version == version else "older")


def _write(connection: Connection, records: list[Indexed], standing: dict[str, _Standing]) -> None:
    if not records:
        return
    new = next_doc(connection)
    docs = []
    for record in records:
        row = standing.get(record.id)
        docs.append(row.doc if row else new)
        new += row is None
    _forget(
        connection,
        [row.doc for r in records if (row := standing.get(r.id)) and row.version is not None],
    )
    paired = list(zip(docs, records, strict=True))
    connection.executemany(_RECORD, [_columns(doc, record) for doc, record in paired])
    connection.executemany(
        "INSERT OR REPLACE INTO bodies VALUES (?, ?)",
        [(doc, _pack(record)) for doc, record in paired],
    )
    connection.executemany(
        "INSERT INTO texts (rowid, tokens) VALUES (?, ?)",
        [(doc, record.tokens) for doc, record in paired],
    )
    connection.executemany(
        "INSERT INTO labels VALUES (?, ?, ?)",
        [label for doc, record in paired for label in _labels(doc, record)],
    )
    change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM vectors").fetchone()[0]
    connection.executemany(
        "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
        [(doc, change, record.vector) for doc, record in paired],
    )


def _forget(connection: Connection, docs: list[int]) -> None:
    """Take out what would not be overwritten; contentless text must be told its old tokens."""
    old = connection.execute(
        f"SELECT doc, body FROM bodies WHERE doc IN {ONE_OF}",
        (listed(docs),),
    ).fetchall()
    connection.executemany(
        "INSERT INTO texts (texts, rowid, tokens) VALUES ('delete', ?, ?)",
        [(row[0], _unpack(row[1]).tokens) for row in old],
    )
    connection.executemany("DELETE FROM labels WHERE doc = ?", [(doc,) for doc in docs])


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


def _pack(record: Indexed) -> bytes:
    packed = msgspec.msgpack.encode(msgspec.structs.replace(record, vector=b""))
    return zlib.compress(packed, level=1)


def _unpack(body: bytes) -> Indexed:
    return _BODIES.decode(zlib.decompress(body))


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
    members = _members(connection, spaces, {row[1] for row in found})
    return [
        _hit(rows[doc], score, members[rows[doc][1]] - 1) for doc, score in scored if doc in rows
    ]


def _members(connection: Connection, spaces: Sequence[str], clusters: set[str]) -> dict[str, int]:
    rows = connection.execute(
        "SELECT cluster, count(*) FROM records WHERE version IS NOT NULL"
        f" AND cluster IN {ONE_OF}"
        f" AND space IN {ONE_OF} GROUP BY cluster",
        (listed(clusters), listed(spaces)),
    )
    return dict(map(tuple, rows))


def _hit(row: Row, score: float, similar: int) -> Hit:
    return Hit(
        record=msgspec.structs.replace(_unpack(row[5]), vector=row[6]),
        score=score,
        first_seen=maybe_restored(row[2]),
        last_seen=maybe_restored(row[3]),
        closed_at=maybe_restored(row[4]),
        similar=similar,
    )
