"""What other processes do to a frontier on Redis while a test looks on, or kills them."""

from contextlib import closing
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

from contracts.frontier import Answered, Finished, Lease
from engines.redis.frontier import RedisFrontier
from tests.contract.sqlite_frontier_workers import WIDE_OPEN, pages


def claim_all(
    url: str, prefix: str, start: Barrier, taken: SimpleQueue[list[tuple[int, int]]]
) -> None:
    """Claim until nothing is left; report (fingerprint, token) of each lease."""
    start.wait()
    mine: list[Lease] = []
    with closing(RedisFrontier(url, prefix=prefix)) as frontier:
        while leases := frontier.claim("worker", "egress", 7):
            mine += leases
    taken.put([(lease.fingerprint, lease.token) for lease in mine])


def crawl_until_killed(url: str, prefix: str, number: int) -> None:
    """Push, claim, acknowledge and release without end."""
    frontier = RedisFrontier(url, prefix=prefix, lease_ms=50)
    frontier.configure_host("a.test", WIDE_OPEN)
    for round_number in range(1_000_000):
        start = 1_000_000 * number + 1_000 * round_number
        frontier.push(pages(start, 10))
        first, *others = frontier.claim("worker", "egress", 10)
        frontier.fetched([Answered(lease=first, status=200, latency_ms=1)])
        frontier.release([first], failed=True)
        frontier.ack(
            [
                Finished(lease=lease, follow=tuple(pages(start + 100 + 5 * place, 5)))
                for place, lease in enumerate(others[:-1])
            ]
        )
