"""Records out, and tombstones that keep them out.

A record's row stays, empty but for its id, so that vectors in the memory of other processes
follow; a cluster whose head goes is led by the earliest of those that stay.
"""

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Final

import msgspec

from contracts.erasures import Erasure, Tombstones, latest
from contracts.index import Indexed
from engines.embedded.database import Database
from engines.embedded.index import store
from engines.embedded.index.rows import ONE_OF, listed, packed
from engines.moments import OPEN

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS erasures (id TEXT PRIMARY KEY, body BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS heirs (cluster TEXT PRIMARY KEY, head TEXT NOT NULL)",
)
_ERASURES: Final = msgspec.msgpack.Decoder(Erasure)
_EMPTY: Final = f"""
UPDATE records SET version = NULL, language = '', company = '', employment = '', remote = NULL,
    watch = '', cluster = '', first_seen = NULL, last_seen = NULL, said_closed = NULL,
    closed_at = {OPEN}
WHERE doc = ?
"""
_FOLLOWS: Final = "cluster = ? AND version IS NOT NULL AND cluster != id"
"""Who is in a cluster that another leads."""
_HEIR: Final = f"""
SELECT id FROM records WHERE {_FOLLOWS} ORDER BY first_seen, id LIMIT 1
"""


def prepare(database: Database) -> None:
    """Make the tables where an older file has none."""
    with database.reading() as connection:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'heirs'").fetchone()
    if not there:
        with database.writing() as connection:
            for table in _TABLES:
                connection.execute(table)


def erasures(connection: Connection) -> list[Erasure]:
    rows = connection.execute("SELECT body FROM erasures ORDER BY id").fetchall()
    return [_ERASURES.decode(row[0]) for row in rows]


def erase(connection: Connection, told: Sequence[Erasure]) -> list[str]:
    """Book them, and take out what those that stand cover; return the ids."""
    known = latest([*erasures(connection), *told])
    connection.executemany(
        "REPLACE INTO erasures VALUES (?, ?)",
        [(each.id, msgspec.msgpack.encode(known[each.id])) for each in told],
    )
    fresh = Tombstones(known[each.id] for each in told)
    gone = [(doc, record) for doc, record in _records(connection, told) if fresh.cover(record)]
    _take_out(connection, gone)
    return [record.id for _, record in gone]


def led(
    connection: Connection, records: Sequence[Indexed], tombstones: Tombstones
) -> list[Indexed]:
    """Put each record under the head that its cluster has now."""
    rows = connection.execute(
        f"SELECT cluster, head FROM heirs WHERE cluster IN {ONE_OF}",
        (listed({record.cluster for record in records}),),
    )
    heads = dict(map(tuple, rows))
    found = []
    for record in records:
        head = heads.get(record.cluster, record.cluster)
        if head == "" and not tombstones.cover(record):
            head = heads[record.cluster] = record.id
            connection.execute(
                "UPDATE heirs SET head = ? WHERE cluster = ?", (head, record.cluster)
            )
        found.append(msgspec.structs.replace(record, cluster=head or record.cluster))
    return found


def _records(connection: Connection, told: Sequence[Erasure]) -> list[tuple[int, Indexed]]:
    """What may be covered: by ids where only ids are told, else all of it."""
    if all(each.posting for each in told):
        within, values = f"id IN {ONE_OF}", (listed(each.posting for each in told),)
    else:
        within, values = f"space IN {ONE_OF}", (listed({s for e in told for s in e.spaces}),)
    rows = connection.execute(
        f"SELECT doc, body FROM bodies JOIN records USING (doc)"
        f" WHERE version IS NOT NULL AND {within}",
        values,
    )
    return [(row[0], store.record_of(row[1])) for row in rows]


def _take_out(connection: Connection, gone: Sequence[tuple[int, Indexed]]) -> None:
    docs = [doc for doc, _ in gone]
    store.forget(connection, docs)
    change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM vectors").fetchone()[0]
    for table in ("bodies", "shown"):
        connection.execute(f"DELETE FROM {table} WHERE doc IN {ONE_OF}", (listed(docs),))
    connection.executemany(
        "REPLACE INTO vectors VALUES (?, ?, x'')", [(doc, change) for doc in docs]
    )
    connection.executemany(_EMPTY, [(doc,) for doc in docs])
    for _, record in gone:
        if record.head:
            _pass_on(connection, record.id)


def _pass_on(connection: Connection, cluster: str) -> None:
    """Another one leads; who joins when nobody is left leads by itself."""
    heir = connection.execute(_HEIR, (cluster,)).fetchone()
    head = heir[0] if heir else ""
    connection.execute("UPDATE heirs SET head = ? WHERE head = ?", (head, cluster))
    connection.execute("REPLACE INTO heirs VALUES (?, ?)", (cluster, head))
    rows = connection.execute(
        f"SELECT doc, body FROM bodies JOIN records USING (doc) WHERE {_FOLLOWS}", (cluster,)
    ).fetchall()
    for doc, body in rows:
        record = msgspec.structs.replace(store.record_of(body), cluster=head)
        connection.execute("UPDATE bodies SET body = ? WHERE doc = ?", (packed(record), doc))
    connection.execute(f"UPDATE records SET cluster = ? WHERE {_FOLLOWS}", (head, cluster))
