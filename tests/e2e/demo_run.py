"""A run of the demo as a user starts it, with the memory that all its processes took."""

import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
from msgspec import Struct

from tests.e2e.command import PROSPEKT, variables

LOOK_EVERY = 0.25


class Ended(Struct, frozen=True):
    code: int
    out: str
    err: str
    seconds: float
    peak_bytes: int
    processes: frozenset[int]
    """All that were seen: none may be left."""


def run_demo(home: Path, *, interrupt_at: str = "", seconds: float = 800) -> Ended:
    """Run it to its end, or press Ctrl-C once as soon as a line says `interrupt_at`."""
    began = time.monotonic()
    with subprocess.Popen(
        [str(PROSPEKT), "demo", "--once"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=variables(home),
    ) as process:
        memory = _Memory(process.pid)
        limit = threading.Timer(seconds, memory.kill)
        limit.start()
        out: list[str] = []
        reader = threading.Thread(target=lambda: out.append(_all(process)))
        reader.start()
        said = []
        for line in process.stderr or ():
            said.append(line)
            if interrupt_at and interrupt_at in line:
                process.send_signal(signal.SIGINT)
                interrupt_at = ""
        code = process.wait()
        limit.cancel()
        reader.join()
        peak = memory.stop()
    return Ended(
        code,
        "".join(out),
        "".join(said),
        time.monotonic() - began,
        peak,
        frozenset(memory.seen),
    )


def _all(process: "subprocess.Popen[str]") -> str:
    return process.stdout.read() if process.stdout else ""


class _Memory:
    """Adds up the resident memory of a process and all below it, again and again."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._ended = threading.Event()
        self._peak = 0
        self.seen: set[int] = set()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            with suppress(psutil.NoSuchProcess):
                family = [self._root, *self._root.children(recursive=True)]
                self.seen |= {process.pid for process in family}
                self._peak = max(self._peak, sum(map(_resident, family)))

    def kill(self) -> None:
        """End all of them: a demo that hangs leaves nobody behind."""
        with suppress(psutil.NoSuchProcess):
            for process in [*self._root.children(recursive=True), self._root]:
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    def stop(self) -> int:
        self._ended.set()
        self._thread.join()
        return self._peak


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
