"""Records out, and tombstones that keep them out: of postings and of documents alike.

What goes leaves an empty vector under its number, so that vectors in the memory of other processes
follow; a cluster whose head goes is led by the earliest of those that stay.
"""

from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from contracts.documents import IndexedDocument
from contracts.erasures import Erasure, Tombstones, latest
from contracts.index import Indexed
from engines.embedded.index.rows import ONE_OF, listed, packed, unpacked

TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS erasures (id TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS heirs (cluster TEXT PRIMARY KEY, head TEXT NOT NULL)",
)
_FOLLOWS: Final = "cluster = ? AND version IS NOT NULL AND cluster != id"
"""Who is in a cluster that another leads."""
_ERASURES: Final = msgspec.msgpack.Decoder(Erasure)

R = TypeVar("R", Indexed, IndexedDocument)


class Kept(Struct, Generic[R], frozen=True, kw_only=True):
    """How a kind of record is kept in its file."""

    bodies: msgspec.msgpack.Decoder[R]
    covers: Callable[[Tombstones, R], bool]
    named: Callable[[Erasure], str]
    """The id that an erasure names; "" where it names none of this kind."""
    empty: Callable[[Connection, list[int]], None]
    """Take out all of it but for bodies and vectors."""
    age: str
    """By this column the earliest of a cluster leads."""


def erasures(connection: Connection) -> list[Erasure]:
    rows = connection.execute("SELECT body FROM erasures ORDER BY id").fetchall()
    return [_ERASURES.decode(row[0]) for row in rows]


def erase(
    connection: Connection,
    kept: Kept[R],
    told: Sequence[Erasure],
    forget: Callable[[list[str]], None],
) -> list[str]:
    """Book them, and take out what those that stand cover; return the ids.

    `forget` is told of them before they are gone for good: a repeat finds them again.
    """
    known = latest([*erasures(connection), *told])
    connection.executemany(
        "REPLACE INTO erasures VALUES (?, ?)",
        [(each.id, msgspec.msgpack.encode(known[each.id])) for each in told],
    )
    fresh = Tombstones(known[each.id] for each in told)
    suspects = _suspects(connection, kept, told)
    gone = [(doc, record) for doc, record in suspects if kept.covers(fresh, record)]
    _take_out(connection, kept, gone)
    ids = [record.id for _, record in gone]
    if ids:
        forget(ids)
    return ids


def led(
    connection: Connection, kept: Kept[R], records: Sequence[R], tombstones: Tombstones
) -> list[R]:
    """Put each record under the head that its cluster has now."""
    rows = connection.execute(
        f"SELECT cluster, head FROM heirs WHERE cluster IN {ONE_OF}",
        (listed({record.cluster for record in records}),),
    )
    heads = dict(map(tuple, rows))
    found = []
    for record in records:
        head = heads.get(record.cluster, record.cluster)
        if head == "" and not kept.covers(tombstones, record):
            head = heads[record.cluster] = record.id
            connection.execute(
                "UPDATE heirs SET head = ? WHERE cluster = ?", (head, record.cluster)
            )
        found.append(msgspec.structs.replace(record, cluster=head or record.cluster))
    return found


def _suspects(
    connection: Connection, kept: Kept[R], told: Sequence[Erasure]
) -> list[tuple[int, R]]:
    """What may be covered: by ids where only ids are told, else all of it."""
    if all(kept.named(each) for each in told):
        within, values = f"id IN {ONE_OF}", (listed(kept.named(each) for each in told),)
    else:
        within, values = f"space IN {ONE_OF}", (listed({s for e in told for s in e.spaces}),)
    rows = connection.execute(
        f"SELECT doc, body FROM bodies JOIN records USING (doc)"
        f" WHERE version IS NOT NULL AND {within}",
        values,
    )
    return [(row[0], unpacked(row[1], kept.bodies)) for row in rows]


def _take_out(connection: Connection, kept: Kept[R], gone: Sequence[tuple[int, R]]) -> None:
    docs = [doc for doc, _ in gone]
    kept.empty(connection, docs)
    change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM vectors").fetchone()[0]
    connection.execute(f"DELETE FROM bodies WHERE doc IN {ONE_OF}", (listed(docs),))
    connection.executemany(
        "REPLACE INTO vectors VALUES (?, ?, x'')", [(doc, change) for doc in docs]
    )
    for _, record in gone:
        if record.head:
            _pass_on(connection, kept, record.id)


def _pass_on(connection: Connection, kept: Kept[R], cluster: str) -> None:
    """Another one leads; who joins when nobody is left leads by itself."""
    heir = connection.execute(
        f"SELECT id FROM records WHERE {_FOLLOWS} ORDER BY {kept.age}, id LIMIT 1", (cluster,)
    ).fetchone()
    head = heir[0] if heir else ""
    connection.execute("UPDATE heirs SET head = ? WHERE head = ?", (head, cluster))
    connection.execute("REPLACE INTO heirs VALUES (?, ?)", (cluster, head))
    rows = connection.execute(
        f"SELECT doc, body FROM bodies JOIN records USING (doc) WHERE {_FOLLOWS}", (cluster,)
    ).fetchall()
    for doc, body in rows:
        record = msgspec.structs.replace(unpacked(body, kept.bodies), cluster=head)
        connection.execute("UPDATE bodies SET body = ? WHERE doc = ?", (packed(record), doc))
    connection.execute(f"UPDATE records SET cluster = ? WHERE {_FOLLOWS}", (head, cluster))
