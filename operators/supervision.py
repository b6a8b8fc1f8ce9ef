"""Starting and ending the supervisor from outside: said, waited for, never silent."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from contracts.errors import Misconfigured, Transient
from operators import addresses, logs, running
from operators.children import spawn, undisturbed

START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 40.0
LOOK_EVERY: Final = 0.1
ANSWER_SECONDS: Final = 2.0
SAY_EVERY: Final = 2.0

Say = Callable[[str], None]


class Supervised(Struct, frozen=True):
    """A platform that is up, started by this process."""

    home: Path
    process: subprocess.Popen[bytes]
    urls: dict[str, str]

    def alive(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """End it, and what it leaves behind when it cannot end in order."""
        _end(self.process, self.home)
        if self.process.returncode:
            clear(self.home / "run")


def start(home: Path, *, say: Say) -> Supervised:
    """Start the supervisor and wait until every service answers."""
    clear(home / "run")
    with ExitStack() as undoing:
        with undisturbed():
            process = spawn([sys.executable, "-m", "operators.main"], home / "logs" / running.LOG)
            undoing.callback(_end, process, home)
        supervised = Supervised(home, process, _until_ready(process, home, say))
        undoing.pop_all()
    return supervised


def clear(run: Path) -> list[str]:
    """End what a killed supervisor left running; refuse where one is up."""
    with running.only_one(run):
        return running.end_orphans(run)


def _end(process: subprocess.Popen[bytes], home: Path) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired as error:
        msg = f"process {process.pid} did not end in {STOP_SECONDS:.0f} s; see {home / 'logs'}"
        raise Transient(msg) from error


def _until_ready(process: subprocess.Popen[bytes], home: Path, say: Say) -> dict[str, str]:
    folder = home / "logs"
    began = said = time.monotonic()
    while True:
        note = running.read(home / "run")
        if note and note.pid != process.pid:
            note = None  # another one's, who was first
        waiting = _not_ready(note)
        if note and not waiting:
            for remark in note.remarks:
                say(remark)
            return note.urls
        _refuse_what_cannot_be(process, home, note)
        now = time.monotonic()
        if now - began > START_SECONDS:
            msg = f"{', '.join(waiting)} not ready after {START_SECONDS:.0f} s; see {folder}"
            raise Transient(msg)
        if now - said > SAY_EVERY:
            said = now
            left = START_SECONDS - (now - began)
            say(f"waiting for {', '.join(waiting)} ({left:.0f} s left; logs in {folder})")
        time.sleep(LOOK_EVERY)


def _refuse_what_cannot_be(
    process: subprocess.Popen[bytes], home: Path, note: running.Running | None
) -> None:
    """Raise the reason why it will never be ready, if there is one."""
    if note and note.failed:
        role, words = next(iter(note.failed.items()))
        msg = f"{role} cannot run: {words}"
        raise Misconfigured(msg)
    if logs.is_full(home):  # the note may tell nothing of it, for it stands there too
        msg = f"{home}: {logs.FULL}"
        raise Misconfigured(msg)
    if process.poll() is not None:
        raise Misconfigured(logs.last_line(home / "logs" / running.LOG))


def _not_ready(note: running.Running | None) -> list[str]:
    if note is None:
        return ["the supervisor"]
    return [f"{name} at {url}" for name, url in note.urls.items() if not answers(url)]


def answers(url: str) -> bool:
    """Tell whether one of our own services is ready."""
    try:
        addresses.ask(f"{url}/readyz", seconds=ANSWER_SECONDS)
    except OSError:
        return False
    return True


def stop(home: Path, *, say: Say) -> bool:
    """End the platform of this home, or what a killed one left; False when there is neither."""
    run = home / "run"
    note = running.read(run)
    if not running.is_up(run):
        return bool(note and clear(run))
    if note is None:
        msg = f"{run} is locked but has no note of who runs; try again in a moment"
        raise Transient(msg)
    try:
        supervisor = psutil.Process(note.pid)
        supervisor.send_signal(signal.SIGTERM)
    except psutil.NoSuchProcess:
        return False
    began = said = time.monotonic()
    while running.is_up(run) or not running.gone(supervisor):
        now = time.monotonic()
        if now - began > STOP_SECONDS:
            msg = f"process {note.pid} did not end in {STOP_SECONDS:.0f} s; see {home / 'logs'}"
            raise Transient(msg)
        if now - said > SAY_EVERY:
            said = now
            say(f"waiting for process {note.pid} to end ({now - began:.0f} s)")
        time.sleep(LOOK_EVERY)
    return True
