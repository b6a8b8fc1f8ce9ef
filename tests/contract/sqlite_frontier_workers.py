"""What other processes do to a frontier's file while a test looks on, or kills them."""

import os
import signal
from collections.abc import Callable
from contextlib import closing
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

from contracts.frontier import Answered, Finished, HostPolicy, Lease, Request
from engines.embedded.frontier import SqliteFrontier

WIDE_OPEN = HostPolicy(interval_ms=0, slots=1_000)


def pages(start: int, count: int, host: str = "a.test") -> list[Request]:
    return [
        Request(url=f"http://{host}/{number}", source="board")
        for number in range(start, start + count)
    ]


def claim_all(path: Path, start: Barrier, taken: SimpleQueue[list[tuple[int, int]]]) -> None:
    """Claim until nothing is left; report (fingerprint, token) of each lease."""
    start.wait()
    mine: list[Lease] = []
    with closing(SqliteFrontier(path)) as frontier:
        while leases := frontier.claim("worker", "egress", 7):
            mine += leases
    taken.put([(lease.fingerprint, lease.token) for lease in mine])


def push_some(frontier: SqliteFrontier) -> None:
    frontier.push(pages(1_000, 20))


def ack_some(frontier: SqliteFrontier) -> None:
    leases = frontier.claim("worker", "egress", 10)
    frontier.ack(
        [
            Finished(lease=lease, follow=tuple(pages(2_000 + 5 * number, 5)))
            for number, lease in enumerate(leases)
        ]
    )


def die_at_statement(
    path: Path, act: Callable[[SqliteFrontier], None], text: str, nth: int
) -> None:
    """Act, and be killed just before the nth statement that begins so."""
    met = 0

    def watch(statement: str) -> None:
        nonlocal met
        met += statement.lstrip().startswith(text)
        if met == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    frontier = SqliteFrontier(path)
    frontier._file._connection.set_trace_callback(watch)
    act(frontier)


def crawl_until_killed(path: Path, number: int) -> None:
    """Push, claim, acknowledge and release without end."""
    frontier = SqliteFrontier(path, lease_ms=50)
    frontier.configure_host("a.test", WIDE_OPEN)
    for round_number in range(1_000_000):
        frontier.push(pages(1_000_000 * number + 100 * round_number, 10))
        first, *others = frontier.claim("worker", "egress", 10)
        frontier.fetched([Answered(lease=first, status=200, latency_ms=1)])
        frontier.release([first], failed=True)
        frontier.ack([Finished(lease=lease) for lease in others[:-1]])
