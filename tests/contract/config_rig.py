"""What the config store's contract tests run on: every engine, and processes that share it."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from engines.sql.config import SqlConfig
from tests.contract.config_stores import opened

PROCESSES = 3


class Processes:
    """They are started once: to start some takes longer than all that they do."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def at_once(self, work: Callable[..., Any], address: str, who: Sequence[str] = ()) -> list[Any]:
        """Run it in each of them, with a name for each if it asks for one."""
        pending = [self._pool.submit(work, address, *who[n : n + 1]) for n in range(PROCESSES)]
        return [each.result() for each in pending]


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=spawn) as pool:
        yield Processes(pool)


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "config.db")
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def config(address: str) -> Iterator[SqlConfig]:
    with opened(address) as config:
        yield config
