"""The kept counts of a SQLite frontier against its rows, counted one by one."""

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from contracts.frontier import Ledger
from engines.embedded.frontier_tables import State


def audit(path: Path) -> Ledger:
    """Return the ledger as the rows have it, after proving that every kept count agrees.

    How often a page that is gone was visited stands in the books alone.
    """
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        assert tuple(connection.execute("PRAGMA integrity_check").fetchone()) == ("ok",)
        seen = {row[0] for row in connection.execute("SELECT fingerprint FROM seen")}
        queue = connection.execute("SELECT * FROM queue").fetchall()
        _audit_rows(queue, seen)
        _audit_hosts(connection.execute("SELECT * FROM hosts").fetchall(), queue)
        _audit_sweeps(connection.execute("SELECT * FROM sweeps").fetchall(), queue)
        discovered = connection.execute(
            "SELECT coalesce(sum(discovered), 0) FROM books"
        ).fetchone()[0]
    states = Counter(State(row["state"]) for row in queue)
    under_way = len(queue) - states[State.RESTING]
    assert discovered >= len(seen)
    return Ledger(
        discovered=discovered,
        queued=states[State.READY] + states[State.DELAYED],
        leased=states[State.LEASED],
        done=discovered - under_way,
        dead=states[State.DEAD],
    )


def _audit_rows(queue: list[sqlite3.Row], seen: set[int]) -> None:
    for row in queue:
        leased = row["state"] == State.LEASED
        assert row["fingerprint"] in seen
        assert leased == (row["token"] is not None)
        assert leased or not row["in_slot"]
        waits = row["state"] in (State.LEASED, State.DELAYED, State.RESTING)
        assert waits == (row["wake_at"] is not None)
        assert row["state"] not in (State.DEAD, State.RESTING) or not row["sweep"]


def _audit_hosts(hosts: list[sqlite3.Row], queue: list[sqlite3.Row]) -> None:
    ready = Counter(row["host"] for row in queue if row["state"] == State.READY)
    in_flight = Counter(row["host"] for row in queue if row["in_slot"])
    for host in hosts:
        counted = (ready[host["id"]], in_flight[host["id"]])
        assert (host["ready"], host["in_flight"]) == counted, host["name"]


def _audit_sweeps(sweeps: list[sqlite3.Row], queue: list[sqlite3.Row]) -> None:
    outstanding = Counter(row["sweep"] for row in queue)
    for sweep in sweeps:
        assert sweep["outstanding"] == outstanding[sweep["id"]], sweep["id"]
        assert (sweep["ended"] is None) == (sweep["outstanding"] > 0), sweep["id"]
