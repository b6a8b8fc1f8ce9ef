"""Hosts in the frontier's file: their policy, what their robots.txt asks, and their pace."""

import sqlite3
from typing import Final

from contracts import pace
from contracts.frontier import Answered, HostPolicy
from contracts.pace import Pace

_NEW: Final = """
INSERT OR IGNORE INTO hosts (name, interval_ms, slots, rest_until, free_at) VALUES (?, ?, ?, ?, ?)
"""
_HOST: Final = """
SELECT id, interval_ms, robots_ms, last_start, strikes, latency_ms, rest_until
FROM hosts WHERE id = ?
"""
_PACE: Final = """
UPDATE hosts SET strikes = ?, latency_ms = ?, rest_until = ?, free_at = ? WHERE id = ?
"""
_SERVED: Final = """
UPDATE hosts SET last_start = ?, free_at = ?, turn = ?, ready = ready - 1,
    in_flight = in_flight + 1 WHERE id = ?
"""


class Hosts:
    """The hosts as one transaction sees them."""

    def __init__(self, connection: sqlite3.Connection, now: int) -> None:
        self._execute = connection.execute
        self._now = now
        self._ids: dict[str, int] = {}

    def id_of(self, name: str) -> int:
        """Find a host; a new one waits since now, so a stream of new hosts starves no old one."""
        if name not in self._ids:
            policy = HostPolicy()
            new = (name, policy.interval_ms, policy.slots, self._now, self._now)
            self._execute(_NEW, new)
            row = self._execute("SELECT id FROM hosts WHERE name = ?", (name,)).fetchone()
            self._ids[name] = row["id"]
        return self._ids[name]

    def serve(self, host: sqlite3.Row, token: int) -> int:
        """Reserve its next start; return when that is."""
        start: int = max(self._now, host["free_at"])
        free = _free_at(host, _pace(host), last_start=start)
        self._execute(_SERVED, (start, free, token, host["id"]))
        return start

    def answered(self, number: int, answer: Answered) -> None:
        host = self._host(number)
        changed = pace.after(
            _pace(host),
            now=self._now,
            status=answer.status,
            latency_ms=answer.latency_ms,
            retry_after_ms=answer.retry_after_ms,
            blocked=answer.blocked,
        )
        self._set(host, changed)

    def configure(self, name: str, policy: HostPolicy) -> None:
        number = self.id_of(name)
        self._execute(
            "UPDATE hosts SET interval_ms = ?, slots = ? WHERE id = ?",
            (policy.interval_ms, policy.slots, number),
        )
        self._reset(number)

    def slow_down(self, name: str, robots_ms: int) -> None:
        number = self.id_of(name)
        self._execute("UPDATE hosts SET robots_ms = ? WHERE id = ?", (robots_ms, number))
        self._reset(number)

    def rest(self, name: str, until: int) -> None:
        host = self._host(self.id_of(name))
        self._set(host, pace.rested(_pace(host), until))

    def _host(self, number: int) -> sqlite3.Row:
        row: sqlite3.Row = self._execute(_HOST, (number,)).fetchone()
        return row

    def _reset(self, number: int) -> None:
        """Count the gap that is now open by what was changed."""
        host = self._host(number)
        self._set(host, _pace(host))

    def _set(self, host: sqlite3.Row, to: Pace) -> None:
        free = _free_at(host, to, last_start=host["last_start"])
        self._execute(_PACE, (to.strikes, to.latency_ms, to.rest_until, free, host["id"]))


def _free_at(host: sqlite3.Row, to: Pace, *, last_start: int | None) -> int:
    asked = max(host["interval_ms"], host["robots_ms"])
    return pace.free_at(to, last_start=last_start, configured_ms=asked)


def _pace(host: sqlite3.Row) -> Pace:
    return Pace(
        strikes=host["strikes"], latency_ms=host["latency_ms"], rest_until=host["rest_until"]
    )
