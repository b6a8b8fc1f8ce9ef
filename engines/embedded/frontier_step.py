"""One transaction on the frontier's file: the moves of a request between its states."""

import sqlite3
from typing import Final

from contracts.frontier import (
    ANOTHER_LIFE_MS,
    MOST_WOKEN,
    Answered,
    Finished,
    Lease,
    Request,
    Visit,
    decode_request,
    decode_visit,
    encode_request,
    encode_visit,
    fingerprint,
)
from engines.embedded import frontier_sweeps as sweeps
from engines.embedded.frontier_books import Tally
from engines.embedded.frontier_hosts import Hosts
from engines.embedded.frontier_tables import State, read_counter, write_counter

_SEE: Final = "INSERT OR IGNORE INTO seen VALUES (?)"
_QUEUE: Final = """
INSERT INTO queue (fingerprint, host, priority, watch, sweep, request) VALUES (?, ?, ?, ?, ?, ?)
"""
_DUE: Final = """
SELECT id, state, host, attempts, in_slot, watch, sweep FROM queue
WHERE wake_at <= ? ORDER BY wake_at, id LIMIT ?
"""
_FREE_HOST: Final = """
SELECT id, free_at, interval_ms, robots_ms, strikes, latency_ms, rest_until FROM hosts
WHERE ready > 0 AND in_flight < slots AND free_at <= ? ORDER BY free_at, turn, id LIMIT 1
"""
_FIRST: Final = f"""
SELECT id, fingerprint, attempts, watch, request, last FROM queue
WHERE host = ? AND state = {State.READY:d} ORDER BY priority DESC, id LIMIT 1
"""
_LEASE: Final = f"""
UPDATE queue SET state = {State.LEASED:d}, token = ?, wake_at = ?, worker = ?, egress = ?,
    in_slot = 1 WHERE id = ?
"""
_HELD: Final = """
SELECT id, host, attempts, in_slot, wake_at, watch, sweep FROM queue
WHERE token = ? AND fingerprint = ?
"""
_BACK: Final = """
UPDATE queue SET state = ?, attempts = ?, wake_at = ?, in_slot = 0, token = NULL, worker = NULL,
    egress = NULL WHERE id = ?
"""
_DEAD: Final = f"""
UPDATE queue SET state = {State.DEAD:d}, attempts = ?, died_at = ?, wake_at = NULL, in_slot = 0,
    token = NULL, worker = NULL, egress = NULL, sweep = '' WHERE id = ?
"""
_DIED: Final = f"""
SELECT id, host, watch FROM queue WHERE fingerprint = ? AND state = {State.DEAD:d} AND died_at <= ?
"""
_ANEW: Final = f"""
UPDATE queue SET id = (SELECT max(id) + 1 FROM queue), state = {State.READY:d}, attempts = 0,
    wake_at = NULL WHERE id = ?
"""
_REST: Final = f"""
UPDATE queue SET state = {State.RESTING:d}, wake_at = ?, last = ?, in_slot = 0, token = NULL,
    worker = NULL, egress = NULL, sweep = '' WHERE id = ?
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
        self.hosts = Hosts(connection, now)
        self._tally = Tally()

    def settle(self) -> None:
        self._tally.write(self.connection)

    def add(self, request: Request) -> bool:
        """Queue a request unless the same was ever seen, and did not die long ago."""
        key = fingerprint(request)
        if self._execute(_SEE, (key,)).rowcount == 0:
            return self._revive(key)
        host = self.hosts.id_of(request.host)
        walk = sweeps.join(self.connection, request)
        self._execute(
            _QUEUE, (key, host, request.priority, request.watch, walk, encode_request(request))
        )
        self._tally.discovered(request.watch, host)
        return True

    def _revive(self, key: int) -> bool:
        row = self._execute(_DIED, (key, self.now - ANOTHER_LIFE_MS)).fetchone()
        if row is None:
            return False
        self._execute(_ANEW, (row["id"],))
        self._tally.moved(row["watch"], "dead", "queued")
        self._tally.host(row["host"], ready=1)
        return True

    def reclaim(self) -> None:
        """Wake what is due: delays, revisits, and leases whose worker let the deadline pass."""
        for row in self._execute(_DUE, (self.now, MOST_WOKEN)).fetchall():
            if row["state"] == State.LEASED:
                self.give_back(row, failed=True)
            elif row["state"] == State.RESTING:
                self._execute(_ANEW, (row["id"],))
                self._tally.discovered(row["watch"], row["host"])
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
        start = self.hosts.serve(host, token)
        row = self._execute(_FIRST, (host["id"],)).fetchone()
        self._execute(_LEASE, (token, start + self._lease_ms, worker, egress, row["id"]))
        self._tally.moved(row["watch"], "queued", "leased")
        return Lease(
            fingerprint=row["fingerprint"],
            token=token,
            request=decode_request(row["request"]),
            start_in=start - self.now,
            attempt=row["attempts"] + 1,
            last=None if row["last"] is None else decode_visit(row["last"]),
        )

    def held(self, lease: Lease) -> sqlite3.Row | None:
        """Find what a lease is about, if it is still the holder."""
        row: sqlite3.Row | None = self._execute(_HELD, (lease.token, lease.fingerprint)).fetchone()
        return row

    def answered(self, row: sqlite3.Row, answer: Answered) -> None:
        """Free its slot, if it still has it, and set its host's pace."""
        self._execute("UPDATE queue SET in_slot = 0 WHERE id = ?", (row["id"],))
        self._tally.host(row["host"], in_flight=-row["in_slot"])
        self.hosts.answered(row["host"], answer)

    def give_back(self, row: sqlite3.Row, *, delay_ms: int = 0, failed: bool) -> None:
        """End a lease without its page: queued again, or dead after the last attempt."""
        attempts = row["attempts"] + failed
        self._tally.host(row["host"], in_flight=-row["in_slot"])
        if attempts >= self._max_attempts:
            self._bury(row, attempts)
            return
        delayed = delay_ms > 0
        state, wake_at = (State.DELAYED, self.now + delay_ms) if delayed else (State.READY, None)
        self._execute(_BACK, (state, attempts, wake_at, row["id"]))
        self._tally.moved(row["watch"], "leased", "queued")
        self._tally.host(row["host"], ready=not delayed)

    def _bury(self, row: sqlite3.Row, attempts: int) -> None:
        self._execute(_DEAD, (attempts, self.now, row["id"]))
        self._tally.moved(row["watch"], "leased", "dead")
        sweeps.leave(self.connection, row["sweep"], complete=False)

    def finish(self, row: sqlite3.Row, finished: Finished) -> None:
        self._end(row["id"], finished.again)
        self._tally.host(row["host"], in_flight=-row["in_slot"])
        self._tally.moved(row["watch"], "leased", "done")
        for request in finished.follow:
            self.add(request)
        sweeps.leave(self.connection, row["sweep"], complete=finished.complete)

    def _end(self, number: int, again: Visit | None) -> None:
        if again is None:
            self._execute("DELETE FROM queue WHERE id = ?", (number,))
        else:
            due = self.now + again.interval_ms
            self._execute(_REST, (due, encode_visit(again), number))
