"""What a machine must have, checked one by one; each failure with its cause and its mend."""

import os
import shutil
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import psutil

from console.answers import Check
from operators import addresses

OLDEST_PYTHON: Final = (3, 11)
OLDEST_SQLITE: Final = (3, 37, 0)
LEAST_DISK: Final = 1 << 30
LEAST_MEMORY: Final = 3 << 29
ANSWER_SECONDS: Final = 5.0


def python() -> Check:
    version = sys.version_info[:2]
    says = f"Python {version[0]}.{version[1]}"
    if version >= OLDEST_PYTHON:
        return Check(name="python", ok=True, says=says)
    mend = "install Python 3.11 or newer, then: make clean setup PYTHON=python3.12"
    return Check(name="python", ok=False, says=f"{says} is too old", mend=mend)


def sqlite() -> Check:
    says = f"SQLite {sqlite3.sqlite_version}"
    mend = "use a Python built with SQLite 3.37 or newer and FTS5: make clean setup PYTHON=..."
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Check(name="sqlite", ok=False, says=f"{says} is too old", mend=mend)
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError as error:
        return Check(name="sqlite", ok=False, says=f"{says} without FTS5 ({error})", mend=mend)
    finally:
        connection.close()
    return Check(name="sqlite", ok=True, says=f"{says} with FTS5")


def home(folder: Path) -> Check:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"probe")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        return Check(
            name="home",
            ok=False,
            says=f"{folder} cannot be written: {error.strerror}",
            mend=f"chmod u+w {folder}, free some space, or set PROSPEKT_HOME to another folder",
        )
    return Check(name="home", ok=True, says=f"{folder} can be written")


def disk(folder: Path) -> Check:
    place = next((path for path in (folder, *folder.parents) if path.exists()), Path("/"))
    free = shutil.disk_usage(place).free
    says = f"{free / 2**30:.1f} GiB free for {folder}"
    if free >= LEAST_DISK:
        return Check(name="disk", ok=True, says=says)
    mend = "free at least 1 GiB, or set PROSPEKT_HOME to a folder on a larger disk"
    return Check(name="disk", ok=False, says=says, mend=mend)


def memory() -> Check:
    free = psutil.virtual_memory().available
    says = f"{free / 2**30:.1f} GiB of memory available"
    if free >= LEAST_MEMORY:
        return Check(name="memory", ok=True, says=says)
    mend = "close other programs: the whole platform uses up to 1.5 GiB"
    return Check(name="memory", ok=False, says=says, mend=mend)


def port(name: str, number: int) -> Check:
    """A taken port is no failure, since another is chosen; but it is said."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        taken = number > 0 and probe.connect_ex(("127.0.0.1", number)) == 0
    if not taken:
        return Check(name=f"port {number}", ok=True, says=f"free ({name})")
    return Check(
        name=f"port {number}",
        ok=True,
        says=f"another program listens there; `prospekt up` takes a free one ({name})",
        mend=f"to have a fixed one: PROSPEKT_{name.upper()}_PORT=...",
    )


def engine(name: str, probe: Callable[[], str | None]) -> Check:
    """Any failure to answer is a finding, whatever its type; what it remarks on is no failure."""
    try:
        remark = probe()
    except Exception as error:  # noqa: BLE001 - the doctor reports, it does not judge
        return Check(
            name=name, ok=False, says=str(error), mend="mend what it names, then: prospekt doctor"
        )
    return Check(name=name, ok=True, says=f"answers; {remark}" if remark else "answers")


def service(name: str, url: str) -> Check:
    try:
        addresses.ask(f"{url}/healthz", seconds=ANSWER_SECONDS)
    except OSError as error:
        return Check(
            name=name,
            ok=False,
            says=f"{url} does not answer: {error}",
            mend="prospekt status (what fell and why), then: prospekt down && prospekt up",
        )
    return Check(name=name, ok=True, says=f"{url} answers")


def machine(folder: Path, ports: Sequence[tuple[str, int]]) -> list[Check]:
    """Check everything that needs no engine."""
    listening = [port(name, number) for name, number in ports]
    return [python(), sqlite(), home(folder), disk(folder), memory(), *listening]
