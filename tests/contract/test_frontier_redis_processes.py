"""The frontier on Redis among processes: shared without doubles, killed without loss."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress

import pytest
import redis

from contracts.errors import Transient
from contracts.frontier import Finished, Lease, Ledger, Request, fingerprint
from engines.redis.frontier import RedisFrontier
from engines.redis.settings import PREFIX
from tests.contract.frontier_rig import WIDE_OPEN
from tests.contract.redis_frontier_audit import Audit, audit
from tests.contract.redis_frontier_workers import claim_all, crawl_until_killed
from tests.contract.redis_rig import keys_of_our_own, redis_address
from tests.contract.sqlite_frontier_workers import pages
from tests.engines.redis import RedisServer, redis_server
from tests.eventually import eventually

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def prefix() -> Iterator[str]:
    """A frontier with twenty pages to claim at once."""
    with keys_of_our_own(redis_address()) as prefix:
        with opened(prefix) as frontier:
            frontier.configure_host("a.test", WIDE_OPEN)
            frontier.push(pages(0, 20))
        yield prefix


def opened(prefix: str) -> closing[RedisFrontier]:
    return closing(RedisFrontier(redis_address(), prefix=prefix))


def books(prefix: str) -> Ledger:
    """Return the kept ledger, proven against the structures."""
    with opened(prefix) as frontier:
        ledger = frontier.ledger()
    assert ledger == audit(redis_address(), prefix)
    return ledger


def test_processes_that_claim_at_once_never_share_a_lease(prefix: str) -> None:
    with opened(prefix) as frontier:
        frontier.push(pages(20, 480))
    start, taken = SPAWN.Barrier(3), SPAWN.SimpleQueue()
    told = (redis_address(), prefix, start, taken)
    workers = [SPAWN.Process(target=claim_all, args=told) for _ in range(3)]
    for worker in workers:
        worker.start()
    claimed = [each for _ in workers for each in taken.get()]
    for worker in workers:
        worker.join()
    assert len({mark for mark, _ in claimed}) == len(claimed) == 500
    assert len({token for _, token in claimed}) == 500
    assert books(prefix).leased == 500


def test_a_crawl_killed_at_any_moment_loses_nothing(prefix: str) -> None:
    for number in range(1, 4):
        before = books(prefix).done
        told = (redis_address(), prefix, number)
        process = SPAWN.Process(target=crawl_until_killed, args=told)
        process.start()
        wait_until_done(prefix, before + 50)
        process.kill()
        process.join()
        assert books(prefix).balanced
    finish_all(redis_address(), prefix)
    ledger = books(prefix)
    assert ledger.outstanding == 0
    assert ledger.discovered == ledger.done + ledger.dead


def wait_until_done(prefix: str, done: int) -> None:
    with opened(prefix) as frontier:
        eventually(lambda: frontier.ledger().done >= done, within=180, pause=0.003)


def finish_all(url: str, prefix: str) -> None:
    """Another worker takes over what the killed ones held, an hour later."""
    an_hour_later = time.time_ns() // 1_000_000 + 3_600_000
    with closing(RedisFrontier(url, prefix=prefix, now_ms=lambda: an_hour_later)) as frontier:
        while leases := frontier.claim("heir", "egress", 500):
            assert all(frontier.ack([Finished(lease=lease) for lease in leases]))


class Crawl:
    """Pushes and acknowledges until the server is gone; knows what it was told was done."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.number = 0
        self.pushed: list[Request] = []
        self.ended: list[Lease] = []

    def run(self) -> None:
        with closing(RedisFrontier(self.url)) as frontier, suppress(Transient):
            while True:
                self._step(frontier)

    def _step(self, frontier: RedisFrontier) -> None:
        self.number += 10
        new = pages(1_000 + self.number, 10)
        frontier.push(new)
        self.pushed += new
        batch = [
            Finished(lease=lease, follow=tuple(pages(10**6 + 5 * (self.number + place), 5)))
            for place, lease in enumerate(frontier.claim("worker", "egress", 10))
        ]
        for finished, held in zip(batch, frontier.ack(batch), strict=True):
            if held:
                self.ended.append(finished.lease)
                self.pushed += finished.follow


@pytest.mark.parametrize("policy", ["always", "everysec"])
def test_a_killed_redis_comes_back_with_balanced_books(policy: str) -> None:
    with redis_server(durable=True) as server:
        with closing(RedisFrontier(server.url, lease_ms=60_000)) as frontier:
            frontier.configure_host("a.test", WIDE_OPEN)
            frontier.push(pages(0, 20))
            outstanding = frontier.claim("one that hangs", "egress", 5)
        crawl = Crawl(server.url)
        for _ in range(3):
            set_policy(server, policy)
            killed_while_crawled(server, crawl)
            assert kept(server).leased >= len(outstanding)
        finish_all(server.url, PREFIX)
        with closing(RedisFrontier(server.url)) as frontier:
            assert not any(frontier.ack([Finished(lease=lease) for lease in outstanding]))
        assert kept(server).outstanding == 0
        if policy == "always":
            assert_nothing_lost(server, crawl)


def set_policy(server: RedisServer, policy: str) -> None:
    with closing(redis.Redis.from_url(server.url)) as client:
        client.config_set("appendfsync", policy)


def killed_while_crawled(server: RedisServer, crawl: Crawl) -> None:
    enough = len(crawl.ended) + 200
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(crawl.run)
        eventually(lambda: len(crawl.ended) > enough or running.done(), within=180, pause=0.001)
        server.kill()
        running.result()
    server.start()


def kept(server: RedisServer) -> Ledger:
    """Return the ledger, proven against the structures that came back from the disk."""
    with closing(RedisFrontier(server.url)) as frontier:
        ledger = frontier.ledger()
    assert ledger == audit(server.url, PREFIX)
    return ledger


def assert_nothing_lost(server: RedisServer, crawl: Crawl) -> None:
    """Every request that the crawl was told was queued was seen, and is done."""
    with closing(redis.Redis.from_url(server.url)) as client:
        seen = set(Audit(client, PREFIX).seen)
    assert {fingerprint(request) for request in crawl.pushed} <= seen
    ledger = kept(server)
    assert ledger.done >= len(crawl.ended)
    assert ledger.discovered == ledger.done
