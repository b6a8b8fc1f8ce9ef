"""One server for all workers of a test run: the first who asks starts it, the others hear of it."""

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path


def shared(name: str, start: Callable[[], AbstractContextManager[str]]) -> str:
    """Return its address. It ends with the worker that started it, which ends with the run."""
    place = _place()
    with (place / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = place / name
        if not told.exists():
            told.write_text(_kept(start), "utf-8")
        return told.read_text("utf-8")


def _kept(start: Callable[[], AbstractContextManager[str]]) -> str:
    stack = ExitStack()
    address = stack.enter_context(start())
    atexit.register(stack.close)
    return address


def _place() -> Path:
    """A folder of the run's own; a run without workers is alone in its."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    place = Path(tempfile.gettempdir()) / f"prospekt-test-run-{run}"
    if not place.exists():
        place.mkdir(exist_ok=True)
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    return place
