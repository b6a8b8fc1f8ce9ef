"""One transaction on the frontier's file: the moves of a request between its states."""

import sqlite3
from typing import Final

from contracts import pace
from contracts.frontier import (
    Finished,
    HostPolicy,
    Lease,
    Request,
    decode_request,
    encode_request,
    fingerprint,
)
from contracts.pace import Pace
from engines.embedded import frontier_sweeps as sweeps
from engines.embedded.frontier_books import Tally
from engines.embedded.frontier_tables import State, read_counter, write_counter

_SEE: Final = "INSERT OR IGNORE INTO seen VALUES (?)"
_QUEUE: Final = """
INSERT INTO queue (fingerprint, host, priority, watch, sweep, request) VALUES (?, ?, ?, ?, ?, ?)
"""
_DUE: Final = """
SELECT id, state, host, attempts, in_slot, watch, sweep FROM queue
WHERE wake_at <= ? ORDER BY wake_at, id
"""
_FREE_HOST: Final = """
SELECT id, free_at, interval_ms, strikes, latency_ms, rest_until FROM hosts
WHERE ready > 0 AND in_flight < slots AND free_at <= ? ORDER BY free_at, turn, id LIMIT 1
"""
_FIRST: Final = f"""
SELECT id, fingerprint, attempts, watch, request FROM queue
WHERE host = ? AND state = {State.READY:d} ORDER BY priority DESC, id LIMIT 1
"""
_LEASE: Final = f"""
UPDATE queue SET state = {State.LEASED:d}, token = ?, wake_at = ?, worker = ?, egress = ?,
    in_slot = 1 WHERE id = ?
"""
_SERVED: Final = """
UPDATE hosts SET last_start = ?, free_at = ?, turn = ?, ready = ready - 1,
    in_flight = in_flight + 1 WHERE id = ?
"""
_HELD: Final = """
SELECT id, host, attempts, in_slot, wake_at, watch, sweep FROM queue
WHERE token = ? AND fingerprint = ?
"""
_BACK: Final = """
UPDATE queue SET state = ?, attempts = ?, wake_at = ?, in_slot = 0, token = NULL, worker = NULL,
    egress = NULL WHERE id = ?
"""
_HOST: Final = """
SELECT id, interval_ms, last_start, strikes, latency_ms, rest_until FROM hosts WHERE id = ?
"""
_PACE: Final = """
UPDATE hosts SET interval_ms = ?, strikes = ?, latency_ms = ?, rest_until = ?, free_at = ?
WHERE id = ?
"""


class Step:
    """Rows move at once; the counts they change are written by `settle`."""

    def __init__(
        self, connection: sqlite3.Connection, now: int, *, lease_ms: int, max_attempts: int
    ) -> None:
        self.connection = connection
        self.now = now
        self._execute = connection.execute
        self._lease_ms = lease_ms
        self._max_attempts = max_attempts
        self._tally = Tally()
        self._host_ids: dict[str, int] = {}

    def settle(self) -> None:
        self._tally.write(self.connection)

    def add(self, request: Request) -> bool:
        """Queue a request unless the same was ever seen."""
        key = fingerprint(request)
        if self._execute(_SEE, (key,)).rowcount == 0:
            return False
        host = self.host_id(request.host)
        walk = sweeps.join(self.connection, request)
        self._execute(
            _QUEUE, (key, host, request.priority, request.watch, walk, encode_request(request))
        )
        self._tally.discovered(request.watch, host)
        return True

    def host_id(self, name: str) -> int:
        """Find a host; a new one waits since now, so a stream of new hosts starves no old one."""
        if name not in self._host_ids:
            policy = HostPolicy()
            self._execute(
                "INSERT OR IGNORE INTO hosts (name, interval_ms, slots, rest_until, free_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (name, policy.interval_ms, policy.slots, self.now, self.now),
            )
            row = self._execute("SELECT id FROM hosts WHERE name = ?", (name,)).fetchone()
            self._host_ids[name] = row["id"]
        return self._host_ids[name]

    def reclaim(self) -> None:
        """Wake what is due: delayed requests, and leases whose worker let the deadline pass."""
        for row in self._execute(_DUE, (self.now,)).fetchall():
            if row["state"] == State.LEASED:
                self.give_back(row, failed=True)
            else:
                self._execute(_BACK, (State.READY, row["attempts"], None, row["id"]))
                self._tally.host(row["host"], ready=1)

    def lease(self, worker: str, egress: str, limit: int) -> list[Lease]:
        self.settle()  # the choice of a host rests on its counts
        before = token = read_counter(self.connection, "token")
        leases: list[Lease] = []
        while len(leases) < limit:
            host = self._execute(_FREE_HOST, (self.now + self._lease_ms // 2,)).fetchone()
            if host is None:
                break
            token += 1
            leases.append(self._lease_of(host, token, worker, egress))
        if token > before:
            write_counter(self.connection, "token", token)
        return leases

    def _lease_of(self, host: sqlite3.Row, token: int, worker: str, egress: str) -> Lease:
        start = max(self.now, host["free_at"])
        row = self._execute(_FIRST, (host["id"],)).fetchone()
        self._execute(_LEASE, (token, start + self._lease_ms, worker, egress, row["id"]))
        free = pace.free_at(_pace(host), last_start=start, configured_ms=host["interval_ms"])
        self._execute(_SERVED, (start, free, token, host["id"]))
        self._tally.moved(row["watch"], "queued", "leased")
        return Lease(
            fingerprint=row["fingerprint"],
            token=token,
            request=decode_request(row["request"]),
            start_in=start - self.now,
            attempt=row["attempts"] + 1,
        )

    def held(self, lease: Lease) -> sqlite3.Row | None:
        """Find what a lease is about, if it is still the holder."""
        row: sqlite3.Row | None = self._execute(_HELD, (lease.token, lease.fingerprint)).fetchone()
        return row

    def free_slot(self, row: sqlite3.Row) -> None:
        self._execute("UPDATE queue SET in_slot = 0 WHERE id = ?", (row["id"],))
        self._tally.host(row["host"], in_flight=-row["in_slot"])

    def answered(
        self, row: sqlite3.Row, *, status: int | None, latency_ms: int, retry_after_ms: int | None
    ) -> None:
        host = self._execute(_HOST, (row["host"],)).fetchone()
        changed = pace.after(
            _pace(host),
            now=self.now,
            status=status,
            latency_ms=latency_ms,
            retry_after_ms=retry_after_ms,
        )
        self._set_pace(host, changed, host["interval_ms"])

    def configure(self, name: str, policy: HostPolicy) -> None:
        host = self._execute(_HOST, (self.host_id(name),)).fetchone()
        self._set_pace(host, _pace(host), policy.interval_ms)
        self._execute("UPDATE hosts SET slots = ? WHERE id = ?", (policy.slots, host["id"]))

    def _set_pace(self, host: sqlite3.Row, to: Pace, interval_ms: int) -> None:
        free = pace.free_at(to, last_start=host["last_start"], configured_ms=interval_ms)
        self._execute(
            _PACE, (interval_ms, to.strikes, to.latency_ms, to.rest_until, free, host["id"])
        )

    def give_back(self, row: sqlite3.Row, *, delay_ms: int = 0, failed: bool) -> None:
        """End a lease without its page: queued again, or dead after the last attempt."""
        attempts = row["attempts"] + failed
        self._tally.host(row["host"], in_flight=-row["in_slot"])
        if attempts >= self._max_attempts:
            self._execute(_BACK, (State.DEAD, attempts, None, row["id"]))
            self._tally.moved(row["watch"], "leased", "dead")
            sweeps.leave(self.connection, row["sweep"], complete=False)
            return
        delayed = delay_ms > 0
        state, wake_at = (State.DELAYED, self.now + delay_ms) if delayed else (State.READY, None)
        self._execute(_BACK, (state, attempts, wake_at, row["id"]))
        self._tally.moved(row["watch"], "leased", "queued")
        self._tally.host(row["host"], ready=not delayed)

    def finish(self, row: sqlite3.Row, finished: Finished) -> None:
        self._execute("DELETE FROM queue WHERE id = ?", (row["id"],))
        self._tally.host(row["host"], in_flight=-row["in_slot"])
        self._tally.moved(row["watch"], "leased", "done")
        for request in finished.follow:
            self.add(request)
        sweeps.leave(self.connection, row["sweep"], complete=finished.complete)


def _pace(host: sqlite3.Row) -> Pace:
    return Pace(
        strikes=host["strikes"], latency_ms=host["latency_ms"], rest_until=host["rest_until"]
    )
