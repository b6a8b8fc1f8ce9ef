"""The demo's boards as a process of a home: started, waited for, ended, also after a kill."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from contracts.errors import Misconfigured, Transient
from operators import logs, running
from operators.children import spawn, undisturbed

SEED: Final = 7
START_SECONDS: Final = 30.0
END_SECONDS: Final = 10.0


@contextmanager
def serving(home: Path, ports: Sequence[int]) -> Iterator[None]:
    """Serve the boards while the block lasts."""
    numbers, clock = ",".join(map(str, ports)), str(home / "clock")
    with _module(home, "serve", "--ports", numbers, "--clock", clock) as process:
        _note(home, process.pid)
        _until_served(process, home, ports)
        yield


def end(home: Path) -> None:
    """End the boards of a demo that was killed."""
    running.end_orphans(_run(home))


@contextmanager
def archiving(
    home: Path, folder: Path, base_urls: Mapping[str, str]
) -> Iterator[Callable[[], None]]:
    """Let the boards write down their past while the block goes on; what it gets waits for that."""
    bases = [part for board, url in base_urls.items() for part in ("--base", f"{board}={url}")]
    with _module(home, "archive", str(folder), *bases) as process:

        def written() -> None:
            if process.wait() != 0:
                raise Misconfigured(f"the demo's archive: {logs.last_line(_log(home))}")

        yield written


@contextmanager
def _module(home: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run it while the block lasts, apart from our terminal: who reads from it ends first."""
    command = [sys.executable, "-m", "demo.main", *arguments, "--seed", str(SEED)]
    with ExitStack() as ending:
        with undisturbed():
            process = spawn(command, _log(home))
            ending.callback(_end, process)
        yield process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _note(home: Path, pid: int) -> None:
    pids = {"boards": pid}
    note = running.Running(
        pid=os.getpid(), started_at=running.now(), pids=pids, born=running.births(pids)
    )
    _run(home).mkdir(parents=True, exist_ok=True)
    running.write(_run(home), note)


def _until_served(process: subprocess.Popen[bytes], home: Path, ports: Sequence[int]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Misconfigured(f"the demo's boards ended: {logs.last_line(_log(home))}")
        if all(_listens(port) for port in ports):
            return
        time.sleep(0.1)
    msg = f"the demo's boards did not answer in {START_SECONDS:.0f} s; see {_log(home)}"
    raise Transient(msg)


def _listens(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _run(home: Path) -> Path:
    return home / "run" / "boards"


def _log(home: Path) -> Path:
    return home / "logs" / "demo.log"
