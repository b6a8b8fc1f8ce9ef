"""Full text: which records match the query's tokens, and in what order (BM25)."""

from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import Final, NamedTuple

from engines.embedded.index.scope import Scope

BROAD: Final = 10_000
"""How many matches are ranked at most: what more records hold tells little about any of them."""


class Scored(NamedTuple):
    id: str
    doc: int
    score: float


class Matches(NamedTuple):
    """A set of documents, as SQL that yields their numbers."""

    sql: str
    values: tuple[object, ...]


_FROM = "FROM texts f CROSS JOIN records r ON r.doc = f.rowid WHERE f.texts MATCH ? AND"


def quoted(tokens: Iterable[str]) -> list[str]:
    """Each token once, as a plain FTS5 string: nothing in it is syntax."""
    words = dict.fromkeys(" ".join(tokens).replace("\0", " ").split())
    return ['"' + word.replace('"', '""') + '"' for word in words]


def matching(expression: str, scope: Scope) -> Matches:
    return Matches(f"SELECT r.doc {_FROM} {scope.sql}", (expression, *scope.values))


def scoped(scope: Scope) -> Matches:
    return Matches(f"SELECT r.doc FROM records r WHERE {scope.sql}", scope.values)


def count(connection: Connection, matches: Matches) -> int:
    found: int = connection.execute(
        f"SELECT count(*) FROM ({matches.sql})", matches.values
    ).fetchone()[0]
    return found


def ranked(
    connection: Connection, expression: str, scope: Scope, limit: int, *, at_most: int
) -> list[Scored]:
    """The best by BM25, worked out for what is in scope; of broad matches for the latest only."""
    first = _first_of_latest(connection, expression, scope) if at_most > BROAD else 0
    rows = connection.execute(
        f"SELECT r.id, r.doc, -bm25(texts) AS score {_FROM} {scope.sql} AND f.rowid >= ?"
        " ORDER BY score DESC, r.id LIMIT ?",
        (expression, *scope.values, first, limit),
    )
    return [Scored(*row) for row in rows]


def _first_of_latest(connection: Connection, expression: str, scope: Scope) -> int:
    row = connection.execute(
        f"SELECT f.rowid {_FROM} {scope.sql} ORDER BY f.rowid DESC LIMIT 1 OFFSET ?",
        (expression, *scope.values, BROAD - 1),
    ).fetchone()
    return row[0] if row else 0


def rarest(connection: Connection, words: Sequence[str]) -> tuple[list[str], int]:
    """As many words, the rarest first, as `BROAD` records hold among them; one at least.

    With it, how many records hold any of them at most.
    """
    counts = {word: _holders(connection, word) for word in words}
    chosen = sorted(words, key=counts.__getitem__)
    while len(chosen) > 1 and sum(counts[word] for word in chosen) > BROAD:
        chosen.pop()
    return chosen, sum(counts[word] for word in chosen)


def _holders(connection: Connection, word: str) -> int:
    held: int = connection.execute(
        "SELECT count(*) FROM texts WHERE texts MATCH ?", (word,)
    ).fetchone()[0]
    return held


def in_order(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda one: (-one.score, one.id))
