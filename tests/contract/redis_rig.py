"""A real Redis for tests: one server for the run, keys of its own for each; or a whole server."""

import atexit
import functools
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest
import redis

from tests.engines.redis import REDIS, RedisServer, redis_server


@functools.cache
def redis_address() -> str:
    """Start a server at first use; it ends with the tests."""
    if REDIS.address:
        return REDIS.address
    stack = ExitStack()
    server = stack.enter_context(redis_server())
    atexit.register(stack.close)
    return server.url


@contextmanager
def keys_of_our_own(url: str) -> Iterator[str]:
    """Yield a prefix that nobody uses, and clear away what was kept below it."""
    prefix = f"test:{{{uuid.uuid4().hex}}}"
    try:
        yield prefix
    finally:
        with closing(redis.Redis.from_url(url)) as client:
            for key in client.scan_iter(f"{prefix}:*", count=1_000):
                client.delete(key)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One that a test has to itself, to stop it or to set it otherwise."""
    with redis_server() as server:
        yield server


@pytest.fixture
def client(server: RedisServer) -> Iterator[Any]:
    with closing(redis.Redis.from_url(server.url)) as client:
        yield client
