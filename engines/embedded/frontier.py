"""The frontier in one SQLite file: leased, fenced, polite, shared by several processes.

Every operation is one transaction, so a killed process leaves it done or not begun.
What is pushed or ended is on the disk when the call returns: do that in batches. A claim, an
extension and a fetched page do not wait for the disk; a power cut just makes them claimed anew.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from contracts.frontier import (
    MOST_ATTEMPTS,
    Answered,
    Finished,
    HostPolicy,
    Lease,
    Ledger,
    Request,
    Robots,
    RobotsState,
    Sweep,
    SweepEnd,
    host_of,
)
from engines.embedded import frontier_books as books
from engines.embedded import frontier_robots as robots
from engines.embedded import frontier_sweeps as sweeps
from engines.embedded.frontier_file import FrontierFile
from engines.embedded.frontier_step import Step
from engines.embedded.frontier_tables import SCHEMA


def wall_ms() -> int:
    """The machine's clock, the one that all processes on it share, also after a restart."""
    return time.time_ns() // 1_000_000


class SqliteFrontier:
    """A lease that expires `max_attempts` times, or fails so often, is dead."""

    def __init__(
        self,
        path: Path,
        *,
        lease_ms: int = 30_000,
        max_attempts: int = MOST_ATTEMPTS,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        self._file = FrontierFile(path, SCHEMA)
        self._lease_ms = lease_ms
        self._max_attempts = max_attempts
        self._now_ms = now_ms or wall_ms

    def push(self, requests: Sequence[Request]) -> int:
        with self._lasting() as step:
            return sum(step.add(request) for request in requests)

    def claim(self, worker: str, egress: str, limit: int) -> list[Lease]:
        with self._passing() as step:
            step.reclaim()
            return step.lease(worker, egress, limit)

    def fetched(self, answers: Sequence[Answered]) -> list[bool]:
        with self._passing() as step:
            return [self._answer(step, each) for each in answers]

    def _answer(self, step: Step, answer: Answered) -> bool:
        row = step.held(answer.lease)
        if row is not None:
            step.answered(row, answer)
        return row is not None

    def ack(self, finished: Sequence[Finished]) -> list[bool]:
        with self._lasting() as step:
            return [self._finish(step, each) for each in finished]

    def _finish(self, step: Step, finished: Finished) -> bool:
        row = step.held(finished.lease)
        if row is not None:
            step.finish(row, finished)
        return row is not None

    def extend(self, leases: Sequence[Lease]) -> list[bool]:
        with self._passing() as step:
            return [self._extend(step, lease) for lease in leases]

    def _extend(self, step: Step, lease: Lease) -> bool:
        row = step.held(lease)
        if row is not None:
            deadline = max(row["wake_at"], step.now + self._lease_ms)
            step.connection.execute(
                "UPDATE queue SET wake_at = ? WHERE id = ?", (deadline, row["id"])
            )
        return row is not None

    def release(
        self, leases: Sequence[Lease], *, delay_ms: int = 0, failed: bool = False
    ) -> list[bool]:
        with self._lasting() as step:
            return [self._release(step, lease, delay_ms, failed=failed) for lease in leases]

    def _release(self, step: Step, lease: Lease, delay_ms: int, *, failed: bool) -> bool:
        row = step.held(lease)
        if row is not None:
            step.give_back(row, delay_ms=delay_ms, failed=failed)
        return row is not None

    def open_sweep(self, sweep: Sweep, requests: Sequence[Request]) -> bool:
        with self._lasting() as step:
            if not sweeps.begin(step.connection, sweep):
                return False
            for request in requests:
                step.add(request)
            sweeps.end_if_walked(step.connection, sweep.id)
            return True

    def ended_sweeps(self) -> list[SweepEnd]:
        with self._file.reading() as connection:
            return sweeps.ended(connection)

    def confirm_sweeps(self, ids: Sequence[str]) -> None:
        with self._file.writing() as connection:
            sweeps.confirm(connection, ids)

    def configure_host(self, host: str, policy: HostPolicy) -> None:
        with self._lasting() as step:
            step.hosts.configure(host.lower(), policy)

    def robots(self, origin: str, *, turn: bool = True) -> Robots:
        name, now = origin.lower(), self._now_ms()
        with self._file.reading() as connection:
            found = robots.known(connection, name, now)
        if found.state is not RobotsState.UNREAD or not turn:
            return found
        with self._passing() as step:
            return robots.take_turn(step.connection, name, step.now)

    def tell_robots(self, origin: str, text: bytes | None, *, delay_ms: int, keep_ms: int) -> None:
        with self._lasting() as step:
            until = step.now + keep_ms
            robots.keep(step.connection, origin.lower(), text, until)
            if text is None:
                step.hosts.rest(host_of(origin), until)
            else:
                step.hosts.slow_down(host_of(origin), delay_ms)

    def ledger(self, watch: str | None = None) -> Ledger:
        with self._file.reading() as connection:
            return books.ledger(connection, watch)

    def clear(self) -> None:
        """Forget all of it but the tokens, so that no old lease holds anything."""
        with self._file.writing() as connection:
            for table in ("seen", "queue", "hosts", "sweeps", "books"):
                connection.execute(f"DELETE FROM {table}")

    def ping(self) -> None:
        self._file.ping()

    def close(self) -> None:
        self._file.close()

    def _lasting(self) -> AbstractContextManager[Step]:
        """Begin a step that is on the disk when it ends."""
        return self._step(self._file.writing())

    def _passing(self) -> AbstractContextManager[Step]:
        """Begin a step that a power cut may undo."""
        return self._step(self._file.handing_out())

    @contextmanager
    def _step(self, transaction: AbstractContextManager[sqlite3.Connection]) -> Iterator[Step]:
        """Read "now" once the file is held, however long that took."""
        with transaction as connection:
            step = Step(
                connection,
                self._now_ms(),
                lease_ms=self._lease_ms,
                max_attempts=self._max_attempts,
            )
            yield step
            step.settle()
