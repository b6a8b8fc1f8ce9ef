"""What the tables of every kind of record share: bound lists, numbers of rows, packed bodies."""

import zlib
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Final, Protocol, TypeVar

import msgspec
from msgspec import Struct

ONE_OF: Final = "(SELECT value FROM json_each(?))"
"""Any number of values as one bound parameter."""


class Searched(Protocol):
    """A record as far as text and vectors go."""

    @property
    def tokens(self) -> str: ...

    @property
    def vector(self) -> bytes: ...


S = TypeVar("S", bound=Struct)


def listed(values: Iterable[object]) -> str:
    """What is bound to `ONE_OF`."""
    return msgspec.json.encode(list(values)).decode()


def next_doc(connection: Connection) -> int:
    """Past all that there ever were: a vector's row stays when its record goes."""
    found: int = connection.execute(
        "SELECT max((SELECT coalesce(max(doc), 0) FROM records),"
        " (SELECT coalesce(max(doc), 0) FROM vectors)) + 1"
    ).fetchone()[0]
    return found


def numbered(
    connection: Connection, ids: Sequence[str], known: dict[str, int]
) -> list[tuple[int, bool]]:
    """The row of each id, and whether it is new."""
    new = next_doc(connection)
    rows = []
    for name in ids:
        rows.append((known.get(name, new), name not in known))
        new += name not in known
    return rows


def packed(record: Struct) -> bytes:
    """Without its vector, which stands in a table of its own."""
    bare = msgspec.structs.replace(record, vector=b"")
    return zlib.compress(msgspec.msgpack.encode(bare), level=1)


def unpacked(body: bytes, bodies: msgspec.msgpack.Decoder[S], vector: bytes = b"") -> S:
    return msgspec.structs.replace(bodies.decode(zlib.decompress(body)), vector=vector)


def forget_tokens(connection: Connection, tokens: Iterable[tuple[int, str]]) -> None:
    """Contentless text must be told its old tokens."""
    connection.executemany(
        "INSERT INTO texts (texts, rowid, tokens) VALUES ('delete', ?, ?)", tokens
    )


def write_searched(connection: Connection, paired: Sequence[tuple[int, Searched]]) -> None:
    """Put in the text, and the vector with the change that writes it."""
    connection.executemany(
        "INSERT INTO texts (rowid, tokens) VALUES (?, ?)",
        [(doc, record.tokens) for doc, record in paired],
    )
    change = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM vectors").fetchone()[0]
    connection.executemany(
        "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)",
        [(doc, change, record.vector) for doc, record in paired],
    )


def members(
    connection: Connection, spaces: Sequence[str], clusters: Iterable[str]
) -> dict[str, int]:
    """How many records that the caller may see each cluster has."""
    rows = connection.execute(
        "SELECT cluster, count(*) FROM records WHERE version IS NOT NULL"
        f" AND cluster IN {ONE_OF} AND space IN {ONE_OF} GROUP BY cluster",
        (listed(clusters), listed(spaces)),
    )
    return dict(map(tuple, rows))
