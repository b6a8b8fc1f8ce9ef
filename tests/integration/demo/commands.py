"""The demo's commands as a test runs them."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-m", "demo.main")
NOW = "2026-10-18T20:00:00+00:00"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )


class Demo:
    """A running `serve`, and a client for both of its boards."""

    def __init__(self, process: subprocess.Popen[str], boards: dict[str, str]) -> None:
        self.process = process
        self.boards = boards

    def get(self, board: str, target: str) -> httpx.Response:
        return httpx.get(f"{self.boards[board]}{target}", timeout=60)

    def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        return self.process.wait(180)


@contextmanager
def serving(clock: Path, *options: str) -> Iterator[Demo]:
    ports = () if "--ports" in options else ("--ports", "0,0")
    command = [*COMMAND, "serve", *ports, "--clock", str(clock), *options]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            ready = json.loads(process.stdout.readline())
            yield Demo(process, ready["boards"])
        finally:
            if process.poll() is None:
                process.kill()
