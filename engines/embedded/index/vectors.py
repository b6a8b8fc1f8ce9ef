"""Vectors in memory, for exact cosine: blocks of float32 that follow the table by its changes.

A vector's row is its document's number, so a block is found without any map. 1 KiB a document.
"""

from sqlite3 import Connection
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.index.scope import Scope
from engines.embedded.index.text import Scored, in_order
from understanding.vectors import DIMENSION, asked

_BLOCK: Final = 4096
_FETCH: Final = 4096
_NONE: Final = -1
_Floats = NDArray[np.float32]
_Docs = NDArray[np.int64]


class Asked(Protocol):
    """A query, of whatever kind of record."""

    @property
    def vector(self) -> bytes: ...

    @property
    def least_likeness(self) -> float: ...

    @property
    def limit(self) -> int: ...

    @property
    def offset(self) -> int: ...


class Vectors:
    """Not safe for threads by itself: the database's lock is held around each use."""

    def __init__(self) -> None:
        self._begin(None)

    def _begin(self, connection: Connection | None) -> None:
        self._connection = connection
        self._blocks: list[_Floats] = []
        self._spaces = np.zeros(0, np.int16)
        """By document: the number of its space, or none where there is no vector."""
        self._numbers: dict[str, int] = {}
        self._change = 0

    def nearest(
        self, connection: Connection, query: Asked, scope: Scope, limit: int
    ) -> list[Scored]:
        """The filters are applied before the best are taken."""
        vector = asked(query.vector)
        self._follow(connection)
        docs = self._candidates(connection, scope)
        scores = self._scores(vector)[docs]
        alike = scores >= query.least_likeness
        docs, scores = docs[alike], scores[alike]
        if len(docs) > limit:
            best = np.argpartition(-scores, limit - 1)[:limit]
            docs, scores = docs[best], scores[best]
        ids = _ids(connection, docs)
        pairs = zip(docs.tolist(), scores.tolist(), strict=True)
        return in_order(Scored(ids[doc], doc, score) for doc, score in pairs)

    def _follow(self, connection: Connection) -> None:
        """Read what changed since the last look; another build of the index is read from new."""
        if connection is not self._connection:
            self._begin(connection)
        cursor = connection.execute(
            "SELECT v.doc, v.change, r.space, v.vector FROM vectors v"
            " LEFT JOIN records r ON r.doc = v.doc WHERE v.change > ? ORDER BY v.change",
            (self._change,),
        )
        while rows := cursor.fetchmany(_FETCH):
            for doc, change, space, vector in rows:
                self._place(doc, space, vector)
                self._change = change

    def _place(self, doc: int, space: str, vector: bytes) -> None:
        while doc >= len(self._blocks) * _BLOCK:
            self._blocks.append(np.zeros((_BLOCK, DIMENSION), np.float32))
            self._spaces = np.append(self._spaces, np.full(_BLOCK, _NONE, np.int16))
        if vector:
            self._blocks[doc // _BLOCK][doc % _BLOCK] = np.frombuffer(vector, "<f4")
            self._spaces[doc] = self._numbers.setdefault(space, len(self._numbers))
        else:
            self._spaces[doc] = _NONE

    def _candidates(self, connection: Connection, scope: Scope) -> _Docs:
        if not scope.narrowed:
            numbers = [self._numbers[name] for name in scope.spaces if name in self._numbers]
            return np.flatnonzero(np.isin(self._spaces, numbers))
        # One text of numbers crosses over from SQLite several times faster than as many rows.
        joined: str = connection.execute(
            f"SELECT coalesce(group_concat(r.doc), '') FROM records r WHERE {scope.sql}",
            scope.values,
        ).fetchone()[0]
        docs: _Docs = np.fromstring(joined, np.int64, sep=",")
        found: _Docs = docs[self._spaces[docs] != _NONE]
        return found

    def _scores(self, query: _Floats) -> _Floats:
        if not self._blocks:
            return np.zeros(0, np.float32)
        # Not `@`: BLAS would share it among threads, which wait for each other on a busy machine.
        return np.concatenate([np.einsum("ij,j->i", block, query) for block in self._blocks])


def _ids(connection: Connection, docs: _Docs) -> dict[int, str]:
    rows = connection.execute(
        f"SELECT doc, id FROM records WHERE doc IN {ONE_OF}",
        (listed(docs.tolist()),),
    )
    return {row[0]: row[1] for row in rows}
