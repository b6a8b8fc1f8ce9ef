"""A real Redis for the frontier's tests: one server for the run, keys of its own for each test."""

import atexit
import functools
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import redis

from tests.engines.redis import REDIS, redis_server


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
