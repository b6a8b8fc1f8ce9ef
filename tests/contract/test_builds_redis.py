"""What only builds of signatures on Redis promise: rights, one moment, nothing left."""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from typing import Any, Final

import pytest

from contracts.errors import Transient
from engines.redis import acl
from engines.redis.builds import RedisBuilds
from engines.redis.settings import SIGNATURES
from engines.redis.signatures import RedisSignatures
from tests.builders import NOW
from tests.engines.redis import RedisServer, redis_server
from tests.eventually import eventually

MANY: Final = [(f"r{n}", (n, -n, n + 10**12), NOW) for n in range(1_000)]


@pytest.fixture
def signatures(server: RedisServer) -> Iterator[RedisSignatures]:
    with closing(RedisSignatures(server.url)) as signatures:
        yield signatures


@pytest.fixture
def builds(server: RedisServer) -> Iterator[RedisBuilds]:
    with closing(RedisBuilds(server.url)) as builds:
        yield builds


def live_through_all(url: str) -> None:
    with closing(RedisSignatures(url)) as signatures, closing(RedisBuilds(url)) as builds:
        signatures.join(MANY[:100])
        builds.begin("r1")
        with closing(RedisSignatures(url, build="r1")) as build:
            build.join(MANY[100:200])
        builds.swap("r1")
        builds.clear()
        assert (builds.live(), signatures.join([("x", (150,), NOW)])) == ("r1", ["r150"])


def test_a_user_with_the_rule_of_tools_can_do_all(server: RedisServer) -> None:
    rule = acl.rule(SIGNATURES, acl.TOOLS_COMMANDS)
    with redis_server(acl=[f"user tools >secret {rule}", "user default off"]) as guarded:
        live_through_all(guarded.url_of("tools", "secret"))
    live_through_all(server.url)


def test_no_command_of_its_rule_looks_for_keys() -> None:
    assert not {"keys", "scan", "sscan", "zscan", "sort"} & set(acl.TOOLS_COMMANDS)


def test_a_cleared_build_leaves_no_key(
    signatures: RedisSignatures, builds: RedisBuilds, client: Any
) -> None:
    signatures.join(MANY)
    before = {key: client.dump(key) for key in client.scan_iter()}
    builds.begin("r1")
    assert client.dbsize() == 2 * len(before) + 1
    builds.clear()
    assert {key: client.dump(key) for key in client.scan_iter()} == before
    builds.begin("r2")
    builds.swap("r2")
    builds.clear()
    assert client.dbsize() == len(before) + 2, "the pointer and the name of the one that is live"


def test_a_copy_is_of_one_moment_while_others_join_and_forget(
    server: RedisServer, builds: RedisBuilds, client: Any
) -> None:
    over = threading.Event()

    def work(first: int) -> None:
        with closing(RedisSignatures(server.url)) as mine:
            for start in range(0, 10**6, 10):
                if over.is_set():
                    return
                batch = MANY[first : first + 300]
                with suppress(Transient):  # a copy is being made
                    mine.join(batch[start % 290 : start % 290 + 10])
                with suppress(Transient):
                    mine.forget([batch[(start * 7) % 300][0]])

    workers = [threading.Thread(target=work, args=(first,)) for first in (0, 300)]
    for worker in workers:
        worker.start()
    try:
        for number in range(5):
            eventually(lambda: client.hlen(f"{SIGNATURES}:records") > 50)
            builds.begin(f"r{number}")
            with closing(RedisSignatures(server.url, build=f"r{number}")) as build:
                build.forget([record for record, _, _ in MANY])
            assert client.hget(f"{SIGNATURES}:r{number}:meta", "bands") == b"0"
            assert client.keys(f"{SIGNATURES}:r{number}:bands:*") == []
    finally:
        over.set()
        for worker in workers:
            worker.join()


def test_workers_wait_for_a_copy_and_not_long_for_one_who_died_of_it(
    signatures: RedisSignatures, builds: RedisBuilds, client: Any
) -> None:
    signatures.join(MANY[:10])
    client.set(f"{SIGNATURES}:copying", "somebody")
    with pytest.raises(Transient, match="copied for a replay; retry soon"):
        signatures.join([("x", (1,), NOW)])
    with pytest.raises(Transient, match="copied for a replay"):
        signatures.forget(["r1"])
    client.pexpire(f"{SIGNATURES}:copying", 200)
    eventually(partial(_joined, signatures))
    builds.begin("r1")
    assert _joined(signatures), "a copy that is made keeps nobody"


def _joined(signatures: RedisSignatures) -> bool:
    try:
        return signatures.join([("x", (1,), NOW)]) == ["r1"]
    except Transient:
        return False
