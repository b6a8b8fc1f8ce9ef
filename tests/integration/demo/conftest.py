"""A clock that stands, and the demo's sites by it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.integration.demo.commands import NOW, Demo, serving


@pytest.fixture
def clock(tmp_path: Path) -> Path:
    path = tmp_path / "clock"
    path.write_text(NOW)
    return path


@pytest.fixture
def start(clock: Path) -> Iterator[Callable[..., Demo]]:
    with ExitStack() as stack:
        yield lambda *options: stack.enter_context(serving(clock, *options))
