"""What the contract tests of signatures run on: every engine, its clock in the test's hands.

A new engine joins the suite with one more entry in ENGINES. Child processes open the same ones:
an engine is a picklable call.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Protocol

from engines.embedded.signatures import SqliteSignatures
from engines.redis.signatures import RedisSignatures
from stream.ports import Signatures
from tests.contract.redis_rig import keys_of_our_own, redis_address

WINDOW_DAYS = 30
DAY_MS = 86_400_000
START_MS = 1_800_000_000_000

Clock = Callable[[], int]


class Engine(Protocol):
    def __call__(
        self, *, name: str = "", now_ms: Clock | None = None
    ) -> AbstractContextManager[Signatures]:
        """Open them, or those of that name beside them."""


class FakeDays:
    def __init__(self) -> None:
        self.now = START_MS

    def __call__(self) -> int:
        return self.now

    def advance(self, days: int) -> None:
        self.now += days * DAY_MS


@contextmanager
def sqlite(folder: Path, *, name: str = "", now_ms: Clock | None = None) -> Iterator[Signatures]:
    path = folder / f"signatures{name}.db"
    with closing(SqliteSignatures(path, window_days=WINDOW_DAYS, now_ms=now_ms)) as signatures:
        yield signatures


@contextmanager
def redis(
    url: str, prefix: str, *, name: str = "", now_ms: Clock | None = None
) -> Iterator[Signatures]:
    prefix = f"{prefix}:{name}" if name else prefix
    engine = RedisSignatures(url, prefix=prefix, window_days=WINDOW_DAYS, now_ms=now_ms)
    with closing(engine) as signatures:
        yield signatures


@contextmanager
def sqlite_engine(folder: Path) -> Iterator[Engine]:
    yield functools.partial(sqlite, folder)


@contextmanager
def redis_engine(_folder: Path) -> Iterator[Engine]:
    url = redis_address()
    with ExitStack() as stack:
        yield functools.partial(redis, url, stack.enter_context(keys_of_our_own(url)))


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Engine]]] = {
    "sqlite": sqlite_engine,
    "redis": redis_engine,
}
