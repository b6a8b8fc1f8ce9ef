"""Two ways to run out of space without being root: files that may not grow, and a small disk."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

from tests.engines.mounts import PLENTY, Mounts, mounted
from tests.faults.place import Place

LIMITED: Final = Path(__file__).with_name("limited.py")


class Disk(Protocol):
    place: Place
    """Where the processes find their files."""

    def shrink(self, room: int) -> None:
        """Leave so many bytes for what is started from now on."""

    def grow(self) -> None:
        """Make space again."""

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]": ...

    def files(self, copy: Path) -> Place:
        """Return where this process can read them."""


class FileSizes:
    """Every process may write files of a certain size only (EFBIG), as `ulimit -f` sets it."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self._most = PLENTY

    def shrink(self, room: int) -> None:
        self._most = room

    def grow(self) -> None:
        self._most = PLENTY

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return self.place.run([sys.executable, str(LIMITED), str(self._most), *command])

    def files(self, copy: Path) -> Place:  # noqa: ARG002 - they can be read where they are
        return self.place


class SmallDisk:
    """The home is a file system of its own (ENOSPC)."""

    def __init__(self, folder: Path, mounts: Mounts) -> None:
        self.place = Place(folder)
        self._mounts = mounts

    def shrink(self, room: int) -> None:
        self._mounts.shrink(self.place.home.root, room)

    def grow(self) -> None:
        self._mounts.grow(self.place.home.root)

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return self.place.run([*self._mounts.enter, *command])

    def files(self, copy: Path) -> Place:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._mounts.seen(self.place.home.root), copy)
        return Place(copy.parent, copy)


@contextmanager
def file_sizes(folder: Path) -> Iterator[Disk]:
    disk = FileSizes(folder)
    with closing(disk.place):
        yield disk


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    with mounted(folder, ["home"]) as mounts:
        disk = SmallDisk(folder, mounts)
        with closing(disk.place):
            yield disk
