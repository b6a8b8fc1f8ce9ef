"""What the frontier's contract tests run on: every engine, with time in the test's hands.

A new engine joins the suite with one more entry in ENGINES.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts.frontier import Answered, Finished, HostPolicy, Lease, Ledger, Request, Visit
from crawler.ports import Frontier
from engines.embedded.frontier import SqliteFrontier
from engines.redis.frontier import RedisFrontier
from tests.builders import a_request
from tests.contract.redis_rig import keys_of_our_own, redis_address
from tests.fakes.frontier import MemoryFrontier

LEASE_MS = 30_000
MAX_ATTEMPTS = 2
WIDE_OPEN = HostPolicy(interval_ms=0, slots=1_000)


@dataclass
class FakeTime:
    now: int = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now

    def advance(self, milliseconds: int) -> None:
        self.now += milliseconds


Engine = Callable[[Path, FakeTime], AbstractContextManager[Frontier]]


@contextmanager
def memory(_folder: Path, time: FakeTime) -> Iterator[Frontier]:
    yield MemoryFrontier(lease_ms=LEASE_MS, max_attempts=MAX_ATTEMPTS, now_ms=time)


@contextmanager
def sqlite(folder: Path, time: FakeTime) -> Iterator[Frontier]:
    path = folder / "frontier.db"
    engine = SqliteFrontier(path, lease_ms=LEASE_MS, max_attempts=MAX_ATTEMPTS, now_ms=time)
    with closing(engine):
        yield engine


@contextmanager
def redis(_folder: Path, time: FakeTime) -> Iterator[Frontier]:
    url = redis_address()
    with keys_of_our_own(url) as prefix, closing(redis_frontier(url, prefix, time)) as engine:
        yield engine


def redis_frontier(url: str, prefix: str, time: FakeTime) -> RedisFrontier:
    return RedisFrontier(
        url, prefix=prefix, lease_ms=LEASE_MS, max_attempts=MAX_ATTEMPTS, now_ms=time
    )


ENGINES: dict[str, Engine] = {"memory": memory, "sqlite": sqlite, "redis": redis}


def answered(lease: Lease, **fields: Any) -> Answered:
    return Answered(**{"lease": lease, "status": 200, "latency_ms": 10, **fields})


@dataclass(frozen=True)
class Rig:
    """A frontier, its clock, and short words for what tests do most."""

    frontier: Frontier
    time: FakeTime

    def push(self, *urls: str, **fields: Any) -> int:
        return self.frontier.push([a_request(url, **fields) for url in urls])

    def wide_open(self, *hosts: str) -> None:
        """Let these hosts be asked without any pause."""
        for host in hosts or ("a.test",):
            self.frontier.configure_host(host, WIDE_OPEN)

    def claim(self, limit: int = 100) -> list[Lease]:
        return self.frontier.claim("worker-1", "egress-1", limit)

    def one(self) -> Lease:
        (lease,) = self.claim(1)
        return lease

    def urls(self, limit: int = 100) -> list[str]:
        """Claim, and tell what came."""
        return [lease.request.url for lease in self.claim(limit)]

    def fetched(self, lease: Lease, **fields: Any) -> bool:
        (held,) = self.frontier.fetched([answered(lease, **fields)])
        return held

    def ack(
        self, lease: Lease, *follow: Request, complete: bool = True, again: Visit | None = None
    ) -> bool:
        finished = Finished(lease=lease, complete=complete, follow=follow, again=again)
        (acked,) = self.frontier.ack([finished])
        return acked

    def extend(self, lease: Lease) -> bool:
        (extended,) = self.frontier.extend([lease])
        return extended

    def release(self, lease: Lease, **fields: Any) -> bool:
        (released,) = self.frontier.release([lease], **fields)
        return released

    def counts(self, watch: str | None = None) -> tuple[int, int, int, int]:
        """(queued, leased, done, dead) of a ledger that balances."""
        ledger: Ledger = self.frontier.ledger(watch)
        assert ledger.balanced, ledger
        return (ledger.queued, ledger.leased, ledger.done, ledger.dead)


@contextmanager
def rig_of(engine: Engine, folder: Path) -> Iterator[Rig]:
    time = FakeTime()
    with engine(folder, time) as frontier:
        yield Rig(frontier, time)
