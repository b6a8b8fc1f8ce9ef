"""Records by their ids, and all that match page by page: for postings and documents alike."""

from collections.abc import Callable, Iterator, Sequence
from sqlite3 import Connection
from typing import Final, TypeVar

from engines.embedded.index.scope import Scope
from engines.embedded.live import LiveDatabase

PAGE: Final = 500
"""Records that a scan reads at once."""
Scored = Sequence[tuple[int, float]]
H = TypeVar("H")


def by_ids(connection: Connection, within: Scope, ids: Sequence[str]) -> list[tuple[int, float]]:
    """In the order of `ids`; those that are not there are left out."""
    rows = connection.execute(
        f"SELECT r.id, r.doc FROM records r WHERE {within.sql}", within.values
    )
    docs = dict(map(tuple, rows)) if ids else {}
    return [(docs[name], 0.0) for name in dict.fromkeys(ids) if name in docs]


def scan(
    live: LiveDatabase, within: Scope, hits: Callable[[Connection, Scored], list[H]]
) -> Iterator[H]:
    """Every match in the order of its arrival, read page by page; what comes meanwhile too."""
    after = 0
    with live.pinned() as database:
        while True:
            with database.reading() as connection:
                rows = connection.execute(
                    f"SELECT r.doc FROM records r WHERE {within.sql} AND r.doc > ?"
                    " ORDER BY r.doc LIMIT ?",
                    (*within.values, after, PAGE),
                )
                docs = [(row[0], 0.0) for row in rows]
                found = hits(connection, docs)
            if not docs:
                return
            yield from found
            after = docs[-1][0]
