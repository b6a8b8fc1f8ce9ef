"""Start URLs on Redis: read from every kind of key, and lost by no killed worker."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
import redis

from engines.redis.server import Server
from engines.redis.start_urls import RedisStartUrls
from tests.eventually import eventually

KEY = "links:start_urls"
PUT: dict[str, Callable[["redis.Redis", str], object]] = {
    "list": lambda client, data: client.rpush(KEY, data),
    "set": lambda client, data: client.sadd(KEY, data),
    "zset": lambda client, data: client.zadd(KEY, {data: 7.5}),
}


@pytest.fixture
def client(redis_url: str) -> Iterator["redis.Redis"]:
    with closing(redis.Redis.from_url(redis_url)) as client:
        yield client


@pytest.fixture
def server(redis_url: str) -> Iterator[Server]:
    with closing(Server(redis_url)) as server:
        yield server


@pytest.fixture(params=list(PUT.values()), ids=list(PUT))
def three(request: pytest.FixtureRequest, client: "redis.Redis") -> set[bytes]:
    data = {'{"url": "http://a.test/:1"}', "http://a.test/2\n", "7:8"}
    for each in data:
        request.param(client, each)
    return {each.encode() for each in data}


def test_what_is_taken_is_in_its_key_no_longer(
    client: "redis.Redis", server: Server, three: set[bytes]
) -> None:
    starts = RedisStartUrls(server)
    assert set(starts.take(KEY, 2)) | set(starts.take(KEY, 2)) == three
    assert list(starts.take(KEY, 2)) == []
    assert not client.exists(KEY)


def test_one_counts_as_made_when_its_reader_asks_for_the_next(
    server: Server, three: set[bytes]
) -> None:
    starts = RedisStartUrls(server)
    reading = iter(starts.take(KEY, len(three)))
    next(reading)
    assert starts.made() == []
    next(reading)
    assert len(starts.made()) == 1
    assert starts.made() == []


def test_what_nobody_keeps_in_time_goes_back_where_it_came_from(
    client: "redis.Redis", server: Server, three: set[bytes]
) -> None:
    kind, members = client.type(KEY), len(three)
    assert len(RedisStartUrls(server, taken_ms=50).take(KEY, members)) == members
    heir = RedisStartUrls(server)
    one = eventually(lambda: heir.take(KEY, 1))
    assert client.type(KEY) == kind
    assert {*one, *heir.take(KEY, members)} == three


def test_what_is_kept_never_comes_back(
    client: "redis.Redis", server: Server, three: set[bytes]
) -> None:
    starts = RedisStartUrls(server, taken_ms=1)
    list(starts.take(KEY, len(three)))
    starts.forget(starts.made())
    assert client.zcard(f"{KEY}:taken") == 0
    assert list(starts.take(KEY, 3)) == []


def test_equal_start_urls_of_a_list_are_as_many_as_they_were(
    client: "redis.Redis", server: Server
) -> None:
    client.rpush(KEY, "http://a.test/", "http://a.test/")
    assert len(RedisStartUrls(server).take(KEY, 9)) == 2
    assert client.zcard(f"{KEY}:taken") == 2
