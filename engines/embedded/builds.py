"""Builds of the index beside the live one: documents and signatures go with it.

`builds/NAME` in the home holds a build's files. One pointer, replaced in one step, says which
build is live: whatever dies at whatever moment, it is the old one or the new one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from contracts.errors import Permanent
from engines.embedded.database import connect, plain_errors
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.live import BUILDS, POINTER, folder, live, named

_HALF: Final = ".half"
_SUFFIXES: Final = ("", "-wal", "-shm")


class SqliteBuild(Struct, frozen=True):
    """The engines on one build's files."""

    index: SqliteIndex
    documents: SqliteDocuments
    signatures: Path


class SqliteBuilds:
    """Implements the port `IndexBuilds`."""

    def __init__(self, home: Home) -> None:
        self._root = home.root
        self._files = (home.index, home.documents, home.signatures)

    def live(self) -> str:
        return named(self._root)

    def place(self, file: Path, name: str) -> Path:
        """Where a file of the home stands in a build that is there."""
        files = folder(self._root, name)
        if not files.is_dir():
            msg = f"{self._root}: there is no build {name!r}"
            raise Permanent(msg)
        return files / file.name

    def begin(self, name: str) -> None:
        """Each file as it is at one moment, while others write on."""
        if name == self.live():
            msg = f"{self._root}: build {name!r} is live, and so cannot be begun"
            raise Permanent(msg)
        whole = folder(self._root, name)
        half = whole.with_name(name + _HALF)
        with plain_errors(half):
            for place in (whole, half):
                shutil.rmtree(place, ignore_errors=True)
            half.mkdir(parents=True)
            for file in self._files:
                _copy(live(file), half / file.name)
            half.rename(whole)
            _kept(whole.parent)

    @contextmanager
    def open(self, name: str) -> Iterator[SqliteBuild]:
        index, documents, signatures = (self.place(file, name) for file in self._files)
        with ExitStack() as stack:
            yield SqliteBuild(
                stack.enter_context(closing(SqliteIndex(index))),
                stack.enter_context(closing(SqliteDocuments(documents))),
                signatures,
            )

    def swap(self, name: str) -> None:
        self.place(self._files[0], name)
        pointer = self._root / POINTER
        new = pointer.with_name(POINTER + _HALF)
        with plain_errors(pointer):
            with new.open("w", encoding="utf-8") as file:
                file.write(f"{name}\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(pointer)
            _kept(self._root)

    def clear(self) -> None:
        """Who has a file of theirs open goes on with it until the next look at the pointer."""
        name = self.live()
        with plain_errors(self._root):
            for place in (self._root / BUILDS).glob("*"):
                if place.name != name:
                    shutil.rmtree(place, ignore_errors=True)
            for file in self._files if name else ():
                for suffix in _SUFFIXES:
                    file.with_name(file.name + suffix).unlink(missing_ok=True)


def _copy(file: Path, target: Path) -> None:
    if not file.exists():
        return
    with closing(connect(file)) as source, closing(connect(target)) as copy:
        source.backup(copy)


def _kept(place: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    number = os.open(place, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
