"""What only the frontier on Redis promises: its commands, its rights, its size, its errors."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from random import Random
from typing import Any, Final

import pytest
import redis

from contracts import pace
from contracts.errors import Misconfigured
from contracts.frontier import Answered, Finished, HostPolicy, Role, Sweep, Visit, fingerprint
from contracts.pace import Pace
from engines.redis import acl
from engines.redis.frontier import MOST_AT_ONCE, RedisFrontier
from engines.redis.settings import PREFIX
from tests.builders import NOW, a_request
from tests.contract.frontier_rig import (
    LEASE_MS,
    MAX_ATTEMPTS,
    WIDE_OPEN,
    FakeTime,
    redis_frontier,
)
from tests.contract.redis_frontier_audit import Audit, audit
from tests.contract.redis_rig import keys_of_our_own, redis_address
from tests.contract.sqlite_frontier_workers import pages
from tests.engines.redis import RedisServer, redis_server

CRAWLER: Final = f"user crawler >secret {acl.rule(PREFIX)}"


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def prefix() -> Iterator[str]:
    with keys_of_our_own(redis_address()) as prefix:
        yield prefix


@pytest.fixture
def client() -> Iterator[Any]:
    with closing(redis.Redis.from_url(redis_address())) as client:
        yield client


@pytest.fixture
def frontier(prefix: str, time: FakeTime) -> Iterator[RedisFrontier]:
    with closing(redis_frontier(redis_address(), prefix, time)) as frontier:
        frontier.configure_host("a.test", WIDE_OPEN)
        yield frontier


@pytest.fixture(scope="module")
def guarded() -> Iterator[RedisServer]:
    """A server with TLS that knows one user, who may do what the frontier needs."""
    with redis_server(tls=True, acl=[CRAWLER, "user default off"]) as server:
        yield server


@pytest.fixture
def crawler(guarded: RedisServer) -> Iterator[Any]:
    with closing(redis.Redis.from_url(guarded.url_of("crawler", "secret"))) as client:
        yield client


def live_through_all(frontier: RedisFrontier, time: FakeTime) -> None:
    """Use every operation in every way there is, until pages die and live again."""
    frontier.configure_host("a.test", WIDE_OPEN)
    sweep = Sweep(id="s", space="public", source="board", listing="x", started_at=NOW)
    listing = a_request("http://a.test/list", role=Role.LISTING, sweep="s", watch="w")
    assert frontier.open_sweep(sweep, [listing])
    frontier.push(pages(0, 500))
    first, second, third, *others = frontier.claim("worker", "egress", 20)
    frontier.fetched([Answered(lease=first, status=429, latency_ms=3)])
    frontier.extend([first])
    frontier.release([second], delay_ms=10)
    frontier.release([third], failed=True)
    again = Visit(interval_ms=5, content="hash")
    frontier.ack([Finished(lease=first, follow=tuple(pages(490, 20)), again=again)])
    for _ in range(MAX_ATTEMPTS + 1):
        time.advance(10 * LEASE_MS)
        others = frontier.claim("worker", "egress", 20)
    frontier.ack([Finished(lease=lease, complete=False) for lease in others])
    time.advance(24 * 3_600_000)
    assert frontier.push(pages(0, 500)) > 0
    assert frontier.ledger().balanced
    frontier.ledger("w")
    frontier.confirm_sweeps([end.sweep.id for end in frontier.ended_sweeps()])
    assert not frontier.open_sweep(sweep, [listing])
    frontier.robots("http://b.test")
    frontier.tell_robots("http://b.test", b"\xff", delay_ms=1, keep_ms=1)
    frontier.tell_robots("http://b.test", None, delay_ms=0, keep_ms=1)
    frontier.configure_host("b.test", HostPolicy())
    frontier.ping()


def test_its_rule_allows_what_it_calls_and_nothing_else(time: FakeTime) -> None:
    with redis_server() as server, closing(redis.Redis.from_url(server.url)) as client:
        client.config_resetstat()
        with closing(redis_frontier(server.url, PREFIX, time)) as frontier:
            live_through_all(frontier, time)
        with closing(RedisFrontier(server.url)) as frontier:
            frontier.claim("worker", "egress", 1)
        stats = client.info("commandstats")
    called = {name.removeprefix("cmdstat_") for name in stats} - {"config|resetstat"}
    connecting = {"hello", "client|setinfo", "client|maint_notifications"}
    assert called - connecting == set(acl.COMMANDS) - {"select"}


def test_no_command_of_its_rule_reads_all_there_is() -> None:
    """Each is O(log n) or better in what is queued; SMEMBERS reads one small bucket."""
    assert not {"keys", "scan", "hgetall", "hkeys", "sscan", "zscan", "sort"} & set(acl.COMMANDS)


def test_a_user_with_its_rule_can_do_all_over_tls(guarded: RedisServer, time: FakeTime) -> None:
    url = guarded.url_of("crawler", "secret")
    with closing(redis_frontier(url, PREFIX, time)) as frontier:
        live_through_all(frontier, time)


@pytest.mark.parametrize(
    "command",
    [
        ("KEYS", "*"),
        ("SCAN", "0"),
        ("FLUSHALL",),
        ("FLUSHDB",),
        ("CONFIG", "GET", "*"),
        ("ACL", "LIST"),
        ("SCRIPT", "FLUSH"),
        ("EVAL", "return 1", "0"),
        ("GET", f"{PREFIX}:meta"),
        ("HGET", "prospekt:{other}:meta", "id"),
        ("HSET", "prospekt:{frontier}2:meta", "id", "1"),
    ],
    ids=" ".join,
)
def test_a_user_with_its_rule_can_do_nothing_else(crawler: Any, command: tuple[str, ...]) -> None:
    with pytest.raises(redis.exceptions.NoPermissionError):
        crawler.execute_command(*command)


def test_a_frontier_beyond_its_rule_is_refused_in_plain_words(
    guarded: RedisServer, time: FakeTime
) -> None:
    url = guarded.url_of("crawler", "secret")
    with (
        closing(redis_frontier(url, "prospekt:{other}", time)) as frontier,
        pytest.raises(Misconfigured, match="refuses this user"),
    ):
        frontier.push(pages(0, 1))


def test_the_scripts_are_sent_anew_to_a_server_that_forgot_them(
    frontier: RedisFrontier, client: Any
) -> None:
    frontier.push(pages(0, 1))
    client.script_flush()
    assert frontier.push(pages(0, 2)) == 1


def test_the_seen_set_forgets_nothing_and_stays_small(
    frontier: RedisFrontier, client: Any, prefix: str
) -> None:
    many = pages(0, 20_000)
    assert frontier.push(many) == 20_000
    assert frontier.push(many) == 0
    buckets = int(client.hget(f"{prefix}:meta", "buckets"))
    names = [f"{prefix}:seen:{bucket}" for bucket in range(buckets)]
    assert buckets > 64
    assert {client.object("encoding", name) for name in names} == {b"intset"}
    assert sum(client.memory_usage(name) for name in names) < 13 * 20_000
    found = {int(member) for name in names for member in client.smembers(name)}
    assert found == {fingerprint(request) for request in many}


def test_a_finished_request_leaves_only_its_fingerprint(
    frontier: RedisFrontier, client: Any, prefix: str
) -> None:
    frontier.push(pages(0, 30))
    assert all(frontier.ack([Finished(lease=each) for each in frontier.claim("w", "e", 30)]))
    kept = {key.decode().removeprefix(f"{prefix}:") for key in client.scan_iter(f"{prefix}:*")}
    assert kept == {"meta", "hosts", "seen:0", "ledger", "book:"}


def test_a_repeated_call_whose_answer_was_lost_changes_nothing(
    frontier: RedisFrontier, prefix: str
) -> None:
    assert frontier.push(pages(0, 5)) == 5
    assert frontier.push(pages(0, 5)) == 0
    (lease,) = frontier.claim("worker", "egress", 1)
    finished = [Finished(lease=lease, follow=tuple(pages(5, 3)))]
    assert frontier.ack(finished) == [True]
    before = audit(redis_address(), prefix)
    assert frontier.ack(finished) == [False]
    assert audit(redis_address(), prefix) == before == frontier.ledger()


def test_huge_batches_go_in_parts_and_a_page_with_its_links_in_one(
    frontier: RedisFrontier, prefix: str
) -> None:
    assert frontier.push(pages(0, 2 * MOST_AT_ONCE + 1)) == 2 * MOST_AT_ONCE + 1
    first, second, third = frontier.claim("worker", "egress", 3)
    follow = tuple(pages(10_000, 2 * MOST_AT_ONCE))
    batch = [Finished(lease=first), Finished(lease=second, follow=follow), Finished(lease=third)]
    assert frontier.ack(batch) == [True, True, True]
    assert audit(redis_address(), prefix) == frontier.ledger()
    assert frontier.ledger().done == 3


def test_tokens_rise_even_when_a_crash_lost_the_last_claims(prefix: str, client: Any) -> None:
    with closing(RedisFrontier(redis_address(), prefix=prefix)) as frontier:
        frontier.push(pages(0, 2))
        (lost,) = frontier.claim("worker", "egress", 1)
        for key in client.scan_iter(f"{prefix}:*"):
            client.delete(key)
        frontier.push(pages(0, 2))
        (again,) = frontier.claim("worker", "egress", 1)
        assert again.request == lost.request
        assert again.token > lost.token
        assert frontier.ack([Finished(lease=lost)]) == [False]
        assert frontier.ack([Finished(lease=again)]) == [True]


def test_frontiers_of_different_prefixes_share_a_server_and_nothing_else(time: FakeTime) -> None:
    with ExitStack() as stack:
        url = redis_address()
        one, other = (
            stack.enter_context(
                closing(redis_frontier(url, stack.enter_context(keys_of_our_own(url)), time))
            )
            for _ in range(2)
        )
        assert (one.push(pages(0, 2)), other.push(pages(0, 2))) == (2, 2)
        one.claim("worker", "egress", 1)
        assert (one.ledger().leased, other.ledger().leased) == (1, 0)


def test_the_pace_is_that_of_the_contracts_number_by_number(
    frontier: RedisFrontier, prefix: str, time: FakeTime, client: Any
) -> None:
    frontier.push(pages(0, 1))
    (lease,) = frontier.claim("worker", "egress", 1)
    expected, random = Pace(rest_until=time.now), Random(7)
    for _ in range(300):
        time.advance(random.choice((0, 29_999, 100_000, 50_000_000, 50_000_000)))
        answer = Answered(
            lease=lease,
            status=random.choice((200, 404, 429, 503, None)),
            latency_ms=random.choice((3, 1_999, 2_001, 8_000)),
            retry_after_ms=random.choice((None, None, 0, 2_000, 10**9)),
            blocked=random.random() < 0.2,
        )
        assert frontier.fetched([answer]) == [True]
        expected = pace.after(
            expected,
            now=time.now,
            status=answer.status,
            latency_ms=answer.latency_ms,
            retry_after_ms=answer.retry_after_ms,
            blocked=answer.blocked,
        )
        host = Audit(client, prefix).hosts["a.test"]
        kept = {name: host[name] for name in ("strikes", "latency", "rest_until")}
        assert kept == {
            "strikes": expected.strikes,
            "latency": expected.latency_ms,
            "rest_until": expected.rest_until,
        }


def test_threads_share_a_frontier(frontier: RedisFrontier, prefix: str) -> None:
    def crawl(number: int) -> int:
        frontier.push(pages(100 * number, 100))
        acked: list[bool] = []
        while leases := frontier.claim(f"worker-{number}", "egress", 9):
            acked += frontier.ack([Finished(lease=lease) for lease in leases])
        return sum(acked)

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(crawl, range(4))) == 400
    assert audit(redis_address(), prefix).done == 400
