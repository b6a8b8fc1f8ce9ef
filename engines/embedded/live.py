"""The file that is in use among several builds of it: all processes go over at the next look.

A home's pointer names the build whose files are live; without one it is the home's own files. To
look is one `stat` for each transaction.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from contracts.errors import ProspektError
from engines.embedded.database import Database

POINTER: Final = "build"
BUILDS: Final = "builds"
_Mark = tuple[int, int, int] | None


def named(root: Path) -> str:
    """Name the live build; "" is the home's own files."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return (root / POINTER).read_text(encoding="utf-8").strip()
    return ""


def folder(root: Path, build: str) -> Path:
    return root / BUILDS / build if build else root


def live(file: Path) -> Path:
    """Where a file of a home stands in the live build."""
    return folder(file.parent, named(file.parent)) / file.name


class LiveDatabase:
    """A database that follows the pointer beside its file; `opened` opens one build of it."""

    def __init__(self, file: Path, opened: Callable[[Path], Database]) -> None:
        self._file = file
        self._opened = opened
        self._lock = threading.RLock()
        self._pins: Counter[Database] = Counter()
        self._mark, self._database = self._open()

    @property
    def path(self) -> Path:
        return self._database.path

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._lock, self._follow().writing() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._lock, self._follow().reading() as connection:
            yield connection

    @contextmanager
    def pinned(self) -> Iterator[Database]:
        """Stay with one build: its numbers of documents mean nothing in another."""
        with self._lock:
            database = self._follow()
            self._pins[database] += 1
        try:
            yield database
        finally:
            with self._lock:
                self._pins[database] -= 1
                self._retire(database)

    def scrub(self) -> None:
        with self._lock:
            self._follow().scrub()

    def ping(self) -> None:
        with self._lock:
            self._follow().ping()

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _follow(self) -> Database:
        if self._look() != self._mark:
            old = self._database
            self._mark, self._database = self._open()
            self._retire(old)
        return self._database

    def _open(self) -> tuple[_Mark, Database]:
        """Open what the pointer names. It may be gone meanwhile, for another: then look again."""
        while True:
            mark = self._look()
            try:
                database = self._opened(live(self._file))
            except ProspektError:
                if self._look() == mark:
                    raise
                continue
            if self._look() == mark:
                return mark, database
            database.close()

    def _retire(self, database: Database) -> None:
        if database is not self._database and not self._pins[database]:
            del self._pins[database]
            database.close()

    def _look(self) -> _Mark:
        with suppress(FileNotFoundError, NotADirectoryError):
            found = os.stat(self._file.with_name(POINTER))  # noqa: PTH116 - looked at each time
            return found.st_mtime_ns, found.st_ino, found.st_size
        return None
