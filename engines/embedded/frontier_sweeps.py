"""Sweeps in the frontier's file: which pages a walk has, and when it has come to its end."""

import sqlite3
from collections.abc import Sequence
from typing import Final

import msgspec

from contracts.frontier import Request, Role, Sweep, SweepEnd
from engines.embedded.frontier_tables import read_counter, write_counter

_JOIN: Final = """
UPDATE sweeps SET pages = pages + 1, outstanding = outstanding + 1 WHERE id = ? AND ended IS NULL
"""
_LEAVE: Final = """
UPDATE sweeps SET outstanding = outstanding - 1, whole = whole AND ? WHERE id = ?
"""
_ENDED: Final = """
SELECT sweep, whole, pages FROM sweeps WHERE confirmed = 0 AND ended > 0 ORDER BY ended
"""
_SWEEPS: Final = msgspec.json.Decoder(Sweep)


def begin(connection: sqlite3.Connection, sweep: Sweep) -> bool:
    """Book a new walk; False when this one was ever opened or its listing is being walked."""
    found = connection.execute(
        "INSERT OR IGNORE INTO sweeps (id, space, source, listing, sweep) VALUES (?, ?, ?, ?, ?)",
        (sweep.id, sweep.space, sweep.source, sweep.listing, msgspec.json.encode(sweep)),
    )
    return found.rowcount == 1


def join(connection: sqlite3.Connection, request: Request) -> str:
    """Book a listing page in its walk if that is open; return the walk's id or ""."""
    if request.role is not Role.LISTING or not request.sweep:
        return ""
    joined = connection.execute(_JOIN, (request.sweep,)).rowcount == 1
    return request.sweep if joined else ""


def leave(connection: sqlite3.Connection, sweep: str, *, complete: bool) -> None:
    """Book the end of a page that had joined (`sweep` "": it had not)."""
    if sweep:
        connection.execute(_LEAVE, (complete, sweep))
        end_if_walked(connection, sweep)


def end_if_walked(connection: sqlite3.Connection, sweep: str) -> None:
    row = connection.execute("SELECT outstanding FROM sweeps WHERE id = ?", (sweep,)).fetchone()
    if row["outstanding"] == 0:
        order = read_counter(connection, "ended") + 1
        write_counter(connection, "ended", order)
        connection.execute("UPDATE sweeps SET ended = ? WHERE id = ?", (order, sweep))


def ended(connection: sqlite3.Connection) -> list[SweepEnd]:
    """List the walks that ended, in that order. One without a page saw nothing: not complete."""
    return [
        SweepEnd(
            sweep=_SWEEPS.decode(row["sweep"]),
            complete=bool(row["whole"] and row["pages"]),
            pages=row["pages"],
        )
        for row in connection.execute(_ENDED)
    ]


def confirm(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    connection.executemany(
        "UPDATE sweeps SET confirmed = 1 WHERE id = ? AND ended IS NOT NULL",
        [(each,) for each in ids],
    )
