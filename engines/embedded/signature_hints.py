"""Which clusters may have a band: a note in memory of what the file says, 8 bytes a band.

A note is half of the band's hash and the number of a cluster. It may be of another band or out of
date: what it leads to is read before it counts. So nobody need tell of what is taken out; what
others put in is followed by the numbers of its rows.

The notes are kept sorted, in a few arrays that grow by steps: a new one takes in those before it
that are not much longer. So each note is moved a few times only, however many there are.
"""

from collections.abc import Sequence
from sqlite3 import Connection, Cursor, Row
from typing import Final

import numpy as np
from numpy.typing import NDArray

_Notes = NDArray[np.uint64]

_FETCH: Final = 8_192
_STEP: Final = 4
"""An array is at least this many times as long as the next one."""
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
_CLUSTER: Final = np.uint64(0xFFFFFFFF)
_HASH: Final = ~_CLUSTER


class Hints:
    """Not safe for threads by itself: the database's lock is held around each use."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Read all anew at the next look: what is no longer in the file is let go of."""
        self._connection: Connection | None = None
        self._arrays: list[_Notes] = []
        self._seen = 0

    def follow(self, db: Connection) -> None:
        """Note what is new in the file, within the transaction that relies on it."""
        last = db.execute("SELECT coalesce(max(number), 0) FROM written").fetchone()[0]
        if db is self._connection:
            query = "SELECT cluster, bands FROM written WHERE number > ?"
            self._note(db.execute(query, (self._seen,)))
        else:
            self.clear()
            self._note(db.execute("SELECT cluster, bands FROM spans"))
        self._connection, self._seen = db, last

    def clusters(self, bands: Sequence[int]) -> set[int]:
        """All that have one of the bands, and now and then another."""
        wanted = _in_order(_hashes(np.array(bands, np.int64).view(np.uint64)))
        found: set[int] = set()
        for notes in self._arrays:
            starts = notes.searchsorted(wanted)
            nearest = notes[np.minimum(starts, len(notes) - 1)]
            hit = (nearest & _HASH) == wanted
            ends = notes.searchsorted(wanted[hit] | _CLUSTER, side="right")
            for start, end in zip(starts[hit].tolist(), ends.tolist(), strict=True):
                found.update((notes[start:end] & _CLUSTER).tolist())
        return found

    def _note(self, cursor: Cursor) -> None:
        parts = [_notes(rows) for rows in iter(lambda: cursor.fetchmany(_FETCH), [])]
        if parts:
            self._add(np.concatenate(parts))

    def _add(self, notes: _Notes) -> None:
        while self._arrays and len(self._arrays[-1]) < _STEP * len(notes):
            notes = np.concatenate((self._arrays.pop(), notes))
        if len(notes):
            self._arrays.append(_in_order(notes))


def _notes(rows: Sequence[Row]) -> _Notes:
    clusters, packed = zip(*rows, strict=True)
    bands = np.frombuffer(b"".join(packed), ">u8").astype(np.uint64)
    counts = [len(each) // 8 for each in packed]
    return _hashes(bands) | np.repeat(np.array(clusters, np.uint64), counts)


def _hashes(bands: _Notes) -> _Notes:
    """Spread over the upper half, however alike they are."""
    return (bands * _SPREAD) & _HASH


def _in_order(notes: _Notes) -> _Notes:
    """Each once. `np.unique` takes several times as long, and more memory."""
    notes.sort()
    first = np.ones(len(notes), np.bool_)
    np.not_equal(notes[1:], notes[:-1], out=first[1:])
    return notes if first.all() else notes[first]
