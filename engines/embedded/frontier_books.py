"""The frontier's counts: the ledger of each watch, and what a transaction changes in them."""

import sqlite3
from collections import defaultdict
from typing import Final

from contracts.frontier import Ledger

_FIELDS: Final = ("discovered", "queued", "leased", "done", "dead")
_BOOK: Final = """
INSERT INTO books (watch, discovered, queued, leased, done, dead) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (watch) DO UPDATE SET
    discovered = discovered + excluded.discovered,
    queued = queued + excluded.queued,
    leased = leased + excluded.leased,
    done = done + excluded.done,
    dead = dead + excluded.dead
"""
_HOST: Final = "UPDATE hosts SET ready = ready + ?, in_flight = in_flight + ? WHERE id = ?"
_LEDGER: Final = """
SELECT coalesce(sum(discovered), 0), coalesce(sum(queued), 0), coalesce(sum(leased), 0),
    coalesce(sum(done), 0), coalesce(sum(dead), 0) FROM books
"""


def ledger(connection: sqlite3.Connection, watch: str | None) -> Ledger:
    """Read the counts of one watch, or of all."""
    if watch is None:
        row = connection.execute(_LEDGER).fetchone()
    else:
        row = connection.execute(f"{_LEDGER} WHERE watch = ?", (watch,)).fetchone()
    return Ledger(**dict(zip(_FIELDS, row, strict=True)))


class Tally:
    """What one transaction adds and takes; written once at its end."""

    def __init__(self) -> None:
        self._books: defaultdict[str, dict[str, int]] = defaultdict(
            lambda: dict.fromkeys(_FIELDS, 0)
        )
        self._hosts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])

    def discovered(self, watch: str, host: int) -> None:
        book = self._books[watch]
        book["discovered"] += 1
        book["queued"] += 1
        self._hosts[host][0] += 1

    def moved(self, watch: str, source: str, target: str) -> None:
        """Book one request of a watch from one column of the ledger to another."""
        book = self._books[watch]
        book[source] -= 1
        book[target] += 1

    def host(self, host: int, *, ready: int = 0, in_flight: int = 0) -> None:
        counts = self._hosts[host]
        counts[0] += ready
        counts[1] += in_flight

    def write(self, connection: sqlite3.Connection) -> None:
        """Write what was counted since the last time."""
        connection.executemany(
            _BOOK,
            [(watch, *(book[name] for name in _FIELDS)) for watch, book in self._books.items()],
        )
        connection.executemany(
            _HOST, [(ready, in_flight, host) for host, (ready, in_flight) in self._hosts.items()]
        )
        self._books.clear()
        self._hosts.clear()
