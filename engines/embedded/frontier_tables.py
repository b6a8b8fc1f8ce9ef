"""The frontier's tables: a seen-set of bare fingerprints, what is under way, hosts, sweeps, counts.

A request that is never to be fetched again leaves only its fingerprint behind. Every index is
partial, so that it holds just the rows that some operation looks for.
"""

import sqlite3
from enum import IntEnum
from typing import Final


class State(IntEnum):
    """Where a request of `queue` is."""

    READY = 0
    DELAYED = 1
    LEASED = 2
    DEAD = 3
    RESTING = 4
    """Done, and queued again when it is due."""


SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS seen (fingerprint INTEGER PRIMARY KEY);

-- In order of arrival. wake_at: the deadline of a lease, the due time of a delay or a revisit.
-- in_slot: claimed and not yet fetched. sweep: the walk it is booked in.
-- worker, egress: who holds the lease and by which address it fetches, for whoever looks on.
CREATE TABLE IF NOT EXISTS queue (
    id INTEGER PRIMARY KEY,
    fingerprint INTEGER NOT NULL,
    host INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT {State.READY:d},
    attempts INTEGER NOT NULL DEFAULT 0,
    in_slot INTEGER NOT NULL DEFAULT 0,
    token INTEGER,
    wake_at INTEGER,
    worker TEXT,
    egress TEXT,
    watch TEXT NOT NULL,
    sweep TEXT NOT NULL,
    request BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS queue_ready ON queue (host, priority DESC, id)
    WHERE state = {State.READY:d};
CREATE INDEX IF NOT EXISTS queue_wake ON queue (wake_at, id) WHERE wake_at IS NOT NULL;
CREATE UNIQUE INDEX IF NOT EXISTS queue_held ON queue (token) WHERE token IS NOT NULL;

-- ready: its rows in state READY. in_flight: its rows with in_slot. turn: token of its last claim.
CREATE TABLE IF NOT EXISTS hosts (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    interval_ms INTEGER NOT NULL,
    slots INTEGER NOT NULL,
    strikes INTEGER NOT NULL DEFAULT 0,
    latency_ms INTEGER NOT NULL DEFAULT 0,
    rest_until INTEGER NOT NULL,
    last_start INTEGER,
    free_at INTEGER NOT NULL,
    turn INTEGER NOT NULL DEFAULT 0,
    ready INTEGER NOT NULL DEFAULT 0,
    in_flight INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS hosts_free ON hosts (free_at, turn, id)
    WHERE ready > 0 AND in_flight < slots;

-- Kept for ever, so that no walk is opened twice. ended: which one it was to end.
CREATE TABLE IF NOT EXISTS sweeps (
    id TEXT PRIMARY KEY,
    space TEXT NOT NULL,
    source TEXT NOT NULL,
    listing TEXT NOT NULL,
    sweep BLOB NOT NULL,
    pages INTEGER NOT NULL DEFAULT 0,
    outstanding INTEGER NOT NULL DEFAULT 0,
    whole INTEGER NOT NULL DEFAULT 1,
    ended INTEGER,
    confirmed INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS sweeps_open ON sweeps (space, source, listing)
    WHERE ended IS NULL;
CREATE UNIQUE INDEX IF NOT EXISTS sweeps_unconfirmed ON sweeps (ended) WHERE confirmed = 0;

-- The ledger of each watch, moved in the transaction that moves the request.
CREATE TABLE IF NOT EXISTS books (
    watch TEXT PRIMARY KEY,
    discovered INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    leased INTEGER NOT NULL,
    done INTEGER NOT NULL,
    dead INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counters VALUES ('token', 0), ('ended', 0)
"""

UPGRADE: Final = (
    # last: what the last visit left. died_at: unknown for what died before this version.
    "ALTER TABLE queue ADD COLUMN last BLOB",
    "ALTER TABLE queue ADD COLUMN died_at INTEGER NOT NULL DEFAULT 0",
    f"CREATE UNIQUE INDEX queue_dead ON queue (fingerprint) WHERE state = {State.DEAD:d}",
    # robots_ms: the interval that its robots.txt asks for.
    "ALTER TABLE hosts ADD COLUMN robots_ms INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE robots (
        origin TEXT PRIMARY KEY,
        text BLOB,
        known_until INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        turn_until INTEGER NOT NULL DEFAULT 0
    )
    """,
)
"""From the first version of the tables to the second; every file takes both steps."""


def read_counter(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
    return int(row[0])


def write_counter(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("UPDATE counters SET value = ? WHERE name = ?", (value, name))
