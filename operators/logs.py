"""What processes print: kept below a bound, and the line that was said last."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

LARGEST: Final = 16 << 20
KEPT: Final = 1 << 20
FULL: Final = "the disk is full; free some space, then start again: nothing is corrupted"
_LINE: Final = 4096
_SMALL: Final = 64 << 10


def bound(log: Path, largest: int = LARGEST) -> None:
    """Empty a log that has grown too large; its newest part stays beside it.

    Its writers append, so they go on at the new end. Nothing here may stop a supervisor: a log
    that cannot be cut now is cut later.
    """
    with suppress(OSError):
        if log.stat().st_size > largest:
            with suppress(OSError):  # a full disk is mended by what comes next
                log.with_suffix(".old.log").write_bytes(_tail(log, KEPT))
            os.truncate(log, 0)


def size(log: Path) -> int:
    """How far it is written."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def last_line(log: Path, since: int = 0) -> str:
    """Return what was said last, after the log was `since` bytes long."""
    new = min(_LINE, max(0, size(log) - since)) if size(log) >= since else _LINE
    try:
        lines = _tail(log, new).decode(errors="replace").strip().splitlines()
    except OSError:
        lines = []
    return lines[-1] if lines else _silence(log)


def _silence(log: Path) -> str:
    """Who cannot write its log can say nothing there."""
    return f"{log}: {FULL}" if is_full(log.parent) else f"it said nothing; see {log}"


def is_full(folder: Path) -> bool:
    """Tell whether there is not even room for a small file."""
    try:
        return shutil.disk_usage(folder).free < _SMALL
    except OSError:
        return False


def _tail(log: Path, size: int) -> bytes:
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - size))
        return file.read()
