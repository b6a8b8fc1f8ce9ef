"""Who runs on this home: the lock that lets one platform run, and the note of its addresses."""

import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final

import msgspec
import psutil
from msgspec import Struct

from contracts.errors import Misconfigured

PATIENCE: Final = 0.3
"""Seconds to try for the lock: whoever only looks whether it is held holds it for a moment."""
END_SECONDS: Final = 10.0
LOOK_EVERY: Final = 0.05
LOG: Final = "supervisor.log"


class Running(Struct, frozen=True, kw_only=True):
    """The platform that is up on a home."""

    pid: int
    started_at: datetime
    urls: dict[str, str] = {}
    pids: dict[str, int] = {}
    """Process by role."""
    born: dict[str, float] = {}
    """When each of those processes was made, so that a reused number is not taken for it."""
    remarks: tuple[str, ...] = ()
    """What whoever started it should be told."""
    falls: dict[str, int] = {}
    failed: dict[str, str] = {}
    """Roles that a person must mend, with what they said last."""


def now() -> datetime:
    return datetime.now(UTC)


def note(run: Path) -> Path:
    return run / "up.json"


@contextmanager
def only_one(run: Path) -> Iterator[None]:
    """Hold the home's lock; a second platform is told who holds it."""
    try:
        run.mkdir(parents=True, exist_ok=True)
        handle = (run / "up.lock").open("a")
    except OSError as error:
        msg = f"{run}: {error.strerror}; make the folder writable or set PROSPEKT_HOME"
        raise Misconfigured(msg) from error
    with handle:
        if not _locked(handle):
            other = read(run)
            who = f" (process {other.pid}, since {other.started_at:%H:%M:%S} UTC)" if other else ""
            msg = (
                f"Prospekt is already up on {run.parent}{who}; `prospekt status` shows it, "
                "`prospekt down` ends it, PROSPEKT_HOME=... makes a second one elsewhere"
            )
            raise Misconfigured(msg)
        yield


def _locked(handle: IO[str]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def is_up(run: Path) -> bool:
    """Tell whether somebody holds the lock."""
    try:
        with (run / "up.lock").open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def write(run: Path, running: Running) -> None:
    temporary = run / f"up.{os.getpid()}.tmp"
    temporary.write_bytes(msgspec.json.encode(running))
    temporary.replace(note(run))


def read(run: Path) -> Running | None:
    try:
        return msgspec.json.decode(note(run).read_bytes(), type=Running)
    except (OSError, msgspec.DecodeError):
        return None


def births(pids: dict[str, int]) -> dict[str, float]:
    born = {}
    for role, pid in pids.items():
        try:
            born[role] = psutil.Process(pid).create_time()
        except psutil.NoSuchProcess:
            continue
    return born


def end_orphans(run: Path) -> list[str]:
    """End what a killed supervisor left running, and its note; call it with the lock held."""
    before = read(run)
    if before is None:
        return []
    orphans = {}
    for role, pid in before.pids.items():
        try:
            process = psutil.Process(pid)
            if process.create_time() == before.born.get(role):
                orphans[role] = [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
    everyone = [process for family in orphans.values() for process in family]
    for process in everyone:
        _signal(process, force=False)
    for process in _left(everyone, END_SECONDS):
        _signal(process, force=True)
    note(run).unlink(missing_ok=True)
    return sorted(orphans)


def gone(process: psutil.Process) -> bool:
    """Tell whether nothing of it is left but its exit code, which its parent may never ask for."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _left(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait until all are gone; return those that are not after so long."""
    deadline = time.monotonic() + seconds
    while left := [process for process in processes if not gone(process)]:
        if time.monotonic() > deadline:
            break
        time.sleep(LOOK_EVERY)
    return left


def _signal(process: psutil.Process, *, force: bool) -> None:
    try:
        process.kill() if force else process.terminate()
    except psutil.NoSuchProcess:
        return
