"""What an export writes: a file or a folder that is whole or as it was before."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from contracts.errors import Permanent

UNDATED: Final = "__HIVE_DEFAULT_PARTITION__"
"""What Hive, Spark and DuckDB read as "no date"."""
_DAY: Final = re.compile(rf"date=(\d{{4}}-\d\d-\d\d|{UNDATED})")
_PART: Final = re.compile(r"part-\d+\.(parquet|csv|jsonl)")
_ASIDE: Final = re.compile(r"\.(part|old)-[0-9a-f]{8}")
"""What another export is writing, or a killed one left."""


@contextmanager
def file_in_place(file: Path) -> Iterator[IO[bytes]]:
    """Write beside the file, under a name that no other export has; of two, the last stands."""
    with _told(file, "file"):
        place = _led_to(file)
        partial = place.with_name(f".{place.name}.part-{secrets.token_hex(4)}")
        try:
            with partial.open("wb") as target:
                yield target
            partial.replace(place)
        finally:
            with suppress(OSError):
                partial.unlink()


@contextmanager
def folder_in_place(folder: Path) -> Iterator[tuple[Path, bool]]:
    """A folder aside, whose days take the place of an earlier export; whether there is one."""
    with _told(folder, "folder"):
        place, mark = _led_to(folder), secrets.token_hex(4)
        replaces = bool(_days(place))
        # A folder that is there stays the one it is: a link, a mount or where somebody stands.
        within = place.exists()
        aside = place / f".part-{mark}" if within else place.with_name(f".{place.name}.part-{mark}")
        try:
            aside.mkdir(parents=True)
            yield aside, replaces
            _put(aside, place, place / f".old-{mark}")
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, place: Path, old: Path) -> None:
    if not place.exists():
        aside.rename(place)
        return
    with _alone(place):
        days = _days(place)
        old.mkdir()
        for each in days:
            each.rename(old / each.name)
        for each in aside.iterdir():
            each.rename(place / each.name)
        shutil.rmtree(old)


def _days(folder: Path) -> list[Path]:
    """Return the days of an earlier export; a folder with anything else is refused."""
    if folder.exists() and not folder.is_dir():
        raise Permanent(f"{folder} is a file; name a folder")
    found = list(folder.iterdir()) if folder.exists() else []
    for each in found:
        foreign = _foreign(each)
        if foreign:
            msg = f"{folder} holds {foreign!r}, which is of no export; name an empty folder"
            raise Permanent(msg)
    return [each for each in found if _DAY.fullmatch(each.name)]


def _foreign(entry: Path) -> str:
    """The name of what no export wrote, "" where there is none."""
    if not entry.is_dir() or entry.is_symlink():
        return entry.name
    if _ASIDE.fullmatch(entry.name):
        return ""
    if not _DAY.fullmatch(entry.name):
        return entry.name
    strange = (each for each in entry.iterdir() if not _is_part(each))
    return next((f"{entry.name}/{each.name}" for each in strange), "")


def _is_part(entry: Path) -> bool:
    return bool(_PART.fullmatch(entry.name)) and entry.is_file() and not entry.is_symlink()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of two exports to one folder, one puts its days in place after the other."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _led_to(place: Path) -> Path:
    """Where it is, links followed: they stay."""
    try:
        return place.resolve()
    except RuntimeError as error:
        raise Permanent(f"{place}: the link leads round in a circle; name another") from error


@contextmanager
def _told(place: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        msg = f"{place}: {why}; name a {what} in a writable place with enough space"
        raise Permanent(msg) from error
