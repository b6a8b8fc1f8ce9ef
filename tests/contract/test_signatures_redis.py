"""What only signatures on Redis promise: rights, size, what full memory or a cut line does."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any, Final

import pytest

from contracts.errors import Misconfigured, Transient
from engines.redis import acl
from engines.redis.settings import PREFIX, SIGNATURES
from engines.redis.signatures import MOST_AT_ONCE, RedisSignatures
from tests.builders import NOW
from tests.contract.signatures_rig import WINDOW_DAYS, FakeDays
from tests.engines.line import line_to
from tests.engines.redis import RedisServer, redis_server

RULE: Final = acl.rule(SIGNATURES, acl.WORKER_COMMANDS)
MANY: Final = [(f"r{n}", (n, -n, n + 10**12), NOW) for n in range(2 * MOST_AT_ONCE)]


@pytest.fixture
def days() -> FakeDays:
    return FakeDays()


@pytest.fixture
def signatures(server: RedisServer, days: FakeDays) -> Iterator[RedisSignatures]:
    opened = RedisSignatures(server.url, window_days=WINDOW_DAYS, now_ms=days)
    with closing(opened) as signatures:
        yield signatures


def live_through_all(url: str) -> None:
    days = FakeDays()
    with closing(RedisSignatures(url, window_days=WINDOW_DAYS, now_ms=days)) as signatures:
        signatures.ping()
        signatures.join(MANY)
        days.advance(WINDOW_DAYS + 1)
        for _ in range(10):
            signatures.join(MANY[:100])
        signatures.forget(["r1", "r500"])
    with closing(RedisSignatures(url)) as signatures:
        assert signatures.join([("r1", (), NOW)]) == ["r1"]


def test_its_rule_allows_what_it_calls_and_nothing_else(server: RedisServer, client: Any) -> None:
    client.config_resetstat()
    live_through_all(server.url)
    called = {name.removeprefix("cmdstat_") for name in client.info("commandstats")}
    connecting = {"hello", "client|setinfo", "client|maint_notifications", "config|resetstat"}
    assert called - connecting == set(acl.WORKER_COMMANDS) - {"select"}


def test_no_command_of_its_rule_looks_for_keys() -> None:
    """HGETALL reads one small bucket."""
    assert not {"keys", "scan", "hscan", "sscan", "zscan", "sort"} & set(acl.WORKER_COMMANDS)


def test_a_worker_with_its_rule_can_do_all_over_tls_but_not_touch_the_frontier() -> None:
    users = [f"user worker >secret {RULE}", "user default off"]
    with redis_server(tls=True, acl=users) as server:
        url = server.url_of("worker", "secret")
        live_through_all(url)
        with (
            closing(RedisSignatures(url, prefix=PREFIX)) as frontier,
            pytest.raises(Misconfigured, match="refuses this user"),
        ):
            frontier.join(MANY[:1])


def test_all_that_is_forgotten_leaves_no_band(
    signatures: RedisSignatures, client: Any, days: FakeDays
) -> None:
    signatures.join(MANY)
    assert int(client.hget(f"{SIGNATURES}:meta", "bands")) == 3 * len(MANY) - 1
    days.advance(WINDOW_DAYS + 1)
    for _ in range(len(MANY) // 100):
        signatures.join([("r0", (), NOW)])
    assert client.hget(f"{SIGNATURES}:meta", "bands") == b"0"
    assert client.keys(f"{SIGNATURES}:bands:*") == client.keys(f"{SIGNATURES}:written:*") == []


def test_one_join_forgets_a_bounded_part(
    signatures: RedisSignatures, client: Any, days: FakeDays
) -> None:
    signatures.join(MANY)
    days.advance(WINDOW_DAYS + 1)
    signatures.join([("new", (), NOW)])
    left = int(client.hget(f"{SIGNATURES}:meta", "bands"))
    assert 3 * (len(MANY) - 110) < left < 3 * (len(MANY) - 90)


def test_the_server_keeps_buckets_in_their_small_form(
    signatures: RedisSignatures, client: Any
) -> None:
    signatures.join(MANY)
    kinds = [client.object("encoding", key) for key in client.keys(f"{SIGNATURES}:bands:*")]
    assert len(kinds) > 50
    assert kinds.count(b"listpack") + kinds.count(b"ziplist") > 0.98 * len(kinds)


def test_a_join_whose_answer_was_lost_may_be_repeated(server: RedisServer) -> None:
    with ExitStack() as stack:
        line = stack.enter_context(line_to(server.port))
        far = stack.enter_context(
            closing(RedisSignatures(f"redis://127.0.0.1:{line.port}/0", window_days=WINDOW_DAYS))
        )
        far.join(MANY[:1])
        far.forget(["none"])
        for act in (lambda: far.join(MANY[:9]), lambda: far.forget(["r1"])):
            line.deaf.set()
            with pytest.raises(Transient):
                act()
            line.mend()
            act()
        assert far.join([("x", (1,), NOW), ("y", (2,), NOW)]) == ["x", "r2"]


def test_a_full_memory_refuses_a_batch_before_anything_is_done(
    signatures: RedisSignatures, client: Any, days: FakeDays
) -> None:
    signatures.join(MANY[:50])
    days.advance(WINDOW_DAYS + 1)
    before = {key: client.dump(key) for key in client.scan_iter()}
    client.config_set("maxmemory", 1)
    for act in (lambda: signatures.join(MANY[50:60]), lambda: signatures.forget(["r1"])):
        with pytest.raises(Transient, match="raise maxmemory"):
            act()
    assert {key: client.dump(key) for key in client.scan_iter()} == before
    client.config_set("maxmemory", 0)
    assert signatures.join([("x", (1,), NOW)]) == ["x"]


def test_a_server_that_may_throw_keys_away_is_refused(server: RedisServer, client: Any) -> None:
    client.config_set("maxmemory-policy", "allkeys-lru")
    with (
        closing(RedisSignatures(server.url)) as signatures,
        pytest.raises(Misconfigured, match=r"redis\.conf: maxmemory-policy noeviction"),
    ):
        signatures.join(MANY[:1])
    assert client.dbsize() == 0
