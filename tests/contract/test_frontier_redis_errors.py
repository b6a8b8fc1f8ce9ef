"""What the frontier on Redis says when the server, the address or the rights are not as needed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from redis import exceptions

from contracts.errors import Misconfigured, Transient
from contracts.frontier import Finished
from engines.redis.frontier import RedisFrontier
from engines.redis.server import Server, too_old
from engines.redis.settings import PREFIX
from tests.contract.frontier_rig import WIDE_OPEN
from tests.contract.redis_frontier_audit import audit
from tests.contract.sqlite_frontier_workers import pages
from tests.engines.redis import RedisServer, redis_server
from tests.engines.servers import free_port
from tests.eventually import eventually


@pytest.fixture
def frontier(server: RedisServer) -> Iterator[RedisFrontier]:
    with closing(RedisFrontier(server.url)) as frontier:
        frontier.configure_host("a.test", WIDE_OPEN)
        yield frontier


def test_a_server_that_is_not_there_may_come_back(server: RedisServer) -> None:
    with pytest.raises(Transient, match=rf"127\.0\.0\.1:{(port := free_port())}"):
        RedisFrontier(f"redis://127.0.0.1:{port}/0").ping()
    with closing(RedisFrontier(server.url)) as frontier:
        server.kill()
        with pytest.raises(Transient, match="check that it runs"):
            frontier.push(pages(0, 1))
        server.start()
        assert frontier.push(pages(0, 1)) == 1


@pytest.mark.parametrize(
    "address", ["localhost:6379", "http://localhost", "redis://h/0?socket_timeout=soon", "redis"]
)
def test_an_address_that_is_none_is_said_at_once(address: str) -> None:
    with pytest.raises(Misconfigured, match="write redis://HOST:PORT"):
        RedisFrontier(address)


def test_a_wrong_password_is_said_without_it() -> None:
    with redis_server(acl=["user crawler on >right ~* +@all", "user default off"]) as server:
        for url in (server.url, server.url_of("crawler", "p@ss:word"), server.url_of("x", "y")):
            with pytest.raises(Misconfigured, match="refuses this user") as caught:
                RedisFrontier(url).ledger()
            assert "word" not in str(caught.value).replace("password", "")
            assert caught.value.__cause__ is not None


def test_a_password_in_the_address_is_never_shown() -> None:
    with pytest.raises(Transient) as caught:
        RedisFrontier(f"redis://me:s3cr@t/x@127.0.0.1:{free_port()}/0").ping()
    assert "s3cr" not in str(caught.value)


def test_a_certificate_that_is_not_trusted_is_said_with_its_mend() -> None:
    with redis_server(tls=True) as server:
        with pytest.raises(Misconfigured, match="ssl_ca_certs=FILE"):
            RedisFrontier(server.url.partition("?")[0]).ping()
        RedisFrontier(server.url).ping()


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl"])
def test_a_server_that_may_throw_urls_away_is_refused(
    server: RedisServer, client: Any, policy: str
) -> None:
    client.config_set("maxmemory-policy", policy)
    with pytest.raises(Misconfigured, match=r"redis\.conf: maxmemory-policy noeviction"):
        RedisFrontier(server.url).push(pages(0, 1))
    assert client.dbsize() == 0


@pytest.mark.parametrize(
    ("version", "expected"),
    [("5.0.14", True), ("6.0.16", True), ("6.2.0", False), ("7.0.15", False), ("10.1.2", False)],
)
def test_an_old_version_is_known_for_one(version: str, expected: bool) -> None:  # noqa: FBT001 - drawn by name
    assert too_old(version) is expected


def test_a_server_that_keeps_no_file_is_remarked_upon(server: RedisServer) -> None:
    assert "redis.conf: appendonly yes" in RedisFrontier(server.url).remark
    with redis_server(durable=True) as durable:
        assert RedisFrontier(durable.url).remark == ""


def test_a_full_memory_takes_no_push_but_lets_the_queue_be_worked_off(
    server: RedisServer, client: Any, frontier: RedisFrontier
) -> None:
    frontier.push(pages(0, 50))
    client.config_set("maxmemory", 1)
    with pytest.raises(Transient, match="raise maxmemory"):
        frontier.push(pages(50, 50))
    assert audit(server.url, PREFIX) == frontier.ledger()
    first, second = frontier.claim("worker", "egress", 2)
    assert frontier.ack([Finished(lease=first, follow=tuple(pages(100, 20)))]) == [True]
    assert frontier.release([second], failed=True) == [True]
    assert audit(server.url, PREFIX) == frontier.ledger()
    assert frontier.ledger().discovered == 70
    client.config_set("maxmemory", 0)
    assert frontier.push(pages(50, 50)) == 50


def test_a_replica_is_no_place_to_write(client: Any, frontier: RedisFrontier) -> None:
    client.replicaof("127.0.0.1", free_port())
    with pytest.raises(Transient, match="read-only replica"):
        frontier.push(pages(0, 1))


def test_a_busy_server_will_be_free_again(client: Any, frontier: RedisFrontier) -> None:
    client.config_set("busy-reply-threshold", 1)
    frontier.push(pages(0, 1))
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(client.eval, "while true do end", 0)
        eventually(lambda: said_busy(frontier))
        client.script_kill()
        with pytest.raises(exceptions.ResponseError):
            endless.result()
    assert frontier.push(pages(0, 2)) == 1


def said_busy(frontier: RedisFrontier) -> bool:
    try:
        frontier.ping()
    except Transient as error:
        return "a script keeps it busy" in str(error)
    return False


def test_keys_of_another_program_are_said(client: Any, frontier: RedisFrontier) -> None:
    client.set(f"{PREFIX}:meta", "mine")
    client.delete(f"{PREFIX}:requests")
    with pytest.raises(Misconfigured, match="another program"):
        frontier.push(pages(0, 1))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (exceptions.BusyLoadingError("Redis is loading the dataset in memory"), "loading"),
        (exceptions.TimeoutError("Timeout reading from socket"), "no answer within 10 s"),
        (exceptions.ResponseError("MISCONF Redis is configured to save"), "free some space"),
        (exceptions.ResponseError("NOREPLICAS Not enough good replicas"), "replicas"),
    ],
    ids=["loading", "timeout", "disk", "replicas"],
)
def test_what_passes_is_transient(error: Exception, said: str) -> None:
    with closing(Server("redis://redis.test/0")) as server:
        with pytest.raises(Transient, match=said) as caught, server.plain_errors():
            raise error
        assert "redis://redis.test/0" in str(caught.value)
        assert caught.value.__cause__ is error


def test_no_answer_is_waited_for_without_end(server: RedisServer, client: Any) -> None:
    frontier = RedisFrontier(f"{server.url}?socket_timeout=0.2")
    with ThreadPoolExecutor(1) as pool, closing(frontier):
        asleep = pool.submit(client.execute_command, "CLIENT", "PAUSE", "1500")
        asleep.result()
        with pytest.raises(Transient, match="no answer"):
            frontier.push(pages(0, 1))
