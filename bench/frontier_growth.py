"""What the frontier on Redis costs in memory, and a claim in time, however much is queued.

A seen URL is measured beside scrapy-redis on servers of the same kind: ours is what is left of a
request that was pushed, claimed and acknowledged, theirs is what their duplicates filter adds.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, Final

import redis
from msgspec import Struct
from scrapy import Request as ScrapyRequest
from scrapy_redis.dupefilter import RFPDupeFilter

from bench.redis_server import a_redis
from bench.report import Aim
from contracts.frontier import Finished, HostPolicy, Request
from engines.redis.frontier import RedisFrontier

BATCH: Final = 1_000
HOSTS: Final = 100
CLAIMS: Final = 100
LEASES: Final = 32
MOST_SEEN: Final = 0.2
MOST_QUEUED: Final = 400
FLAT: Final = 2.0
WIDE_OPEN: Final = HostPolicy(interval_ms=0, slots=1_000_000)


class Queued(Struct, frozen=True):
    """What so many requests that wait cost."""

    count: int
    bytes_each: float
    push_us: float
    claim_us: float
    """Of the server's own time, for one lease: the least of the claims, so of one undisturbed."""
    round_trip_us: float
    """Of a claim of LEASES, as its caller sees it: the least."""


def growth(seen: int, few: int, many: int) -> list[Aim]:
    """With so many seen; with few queued, and with many."""
    ours, theirs = grown(_see_ours, seen) / seen, grown(_see_theirs, seen) / seen
    print(f"{'seen URLs':24} {'ours':>10} {'scrapy-redis':>13}")
    print(f"{f'bytes each of {seen:,}':24} {ours:10.1f} {theirs:13.1f}")
    sizes = queued(few), queued(many)
    names = ("queued", "bytes each", "push us", "claim us", "round trip us")
    print("".join(f"{name:>15}" for name in names))
    for each in sizes:
        print(
            f"{each.count:15,}{each.bytes_each:15.0f}{each.push_us:15.1f}"
            f"{each.claim_us:15.1f}{each.round_trip_us:15.0f}"
        )
    return _aims(ours / theirs, *sizes)


def _aims(share: float, few: Queued, many: Queued) -> list[Aim]:
    times = many.claim_us / few.claim_us
    return [
        Aim(
            name="memory of a seen URL, of scrapy-redis's",
            aim=f"at most {MOST_SEEN}",
            value=round(share, 3),
            ok=share <= MOST_SEEN,
        ),
        Aim(
            name=f"bytes of one of {many.count:,} queued requests",
            aim=f"at most {MOST_QUEUED}",
            value=round(many.bytes_each, 1),
            ok=many.bytes_each <= MOST_QUEUED,
        ),
        Aim(
            name=f"claim cost at {many.count:,} queued, of that at {few.count:,}",
            aim=f"flat: at most {FLAT}",
            value=round(times, 2),
            ok=times <= FLAT,
        ),
    ]


def grown(fill: Callable[[str, int], None], count: int) -> int:
    """Bytes that a fresh server holds more after it."""
    with a_redis() as url, closing(redis.Redis.from_url(url)) as client:
        before = _used(client)
        fill(url, count)
        return _used(client) - before


def _see_ours(url: str, count: int) -> None:
    """Live through each request, until only its fingerprint is left."""
    with closing(_opened(url)) as frontier:
        for batch in _batches(count):
            frontier.push(batch)
            while leases := frontier.claim("bench", "", BATCH):
                frontier.ack([Finished(lease=lease) for lease in leases])
        ledger = frontier.ledger()
    if ledger.done != count:
        msg = f"of {count} requests {ledger.done} are done"
        raise AssertionError(msg)


def _see_theirs(url: str, count: int) -> None:
    """Ask their filter about each URL; a pipeline saves the round trips, which cost no memory."""
    with closing(redis.Redis.from_url(url)) as client:
        pipeline = client.pipeline(transaction=False)
        seen = RFPDupeFilter(pipeline, "spider:dupefilter")
        for batch in _batches(count):
            for request in batch:
                seen.request_seen(ScrapyRequest(request.url))
            pipeline.execute()


def queued(count: int) -> Queued:
    with a_redis() as url, closing(redis.Redis.from_url(url)) as client:
        frontier = _opened(url)
        before, began = _used(client), time.perf_counter()
        for batch in _batches(count):
            frontier.push(batch)
        seconds = time.perf_counter() - began
        held = _used(client) - before
        server, whole = _claims(frontier, client)
        frontier.close()
    return Queued(
        count=count,
        bytes_each=held / count,
        push_us=1e6 * seconds / count,
        claim_us=server / LEASES,
        round_trip_us=whole,
    )


def _claims(frontier: RedisFrontier, client: Any) -> tuple[float, float]:  # noqa: ANN401 - untyped replies
    """Microseconds of a claim: within the server, and as its caller sees it."""
    server, whole = [], []
    for _ in range(CLAIMS):
        client.config_resetstat()
        began = time.perf_counter()
        leases = frontier.claim("bench", "", LEASES)
        whole.append(1e6 * (time.perf_counter() - began))
        server.append(float(client.info("commandstats")["cmdstat_evalsha"]["usec"]))
        frontier.ack([Finished(lease=lease) for lease in leases])
    return min(server), min(whole)


def _opened(url: str) -> RedisFrontier:
    frontier = RedisFrontier(url)
    for number in range(HOSTS):
        frontier.configure_host(f"www.board-{number}.test", WIDE_OPEN)
    return frontier


def _batches(count: int) -> Iterator[list[Request]]:
    for start in range(0, count, BATCH):
        yield [_request(number) for number in range(start, min(start + BATCH, count))]


def _request(number: int) -> Request:
    url = f"https://www.board-{number % HOSTS}.test/jobs/{number}/data-engineer"
    return Request(url=url, source="board", watch="data")


def _used(client: Any) -> int:  # noqa: ANN401 - untyped replies
    return int(client.info("memory")["used_memory"])
