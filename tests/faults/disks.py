"""Two ways to run out of space without being root: files that may not grow, and a small disk."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

import pytest

from tests.faults.place import Place

LIMITED: Final = Path(__file__).with_name("limited.py")
PLENTY: Final = 1 << 30


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
    """A file system in memory, mounted in a namespace of its own (ENOSPC)."""

    def __init__(self, folder: Path, holder: int) -> None:
        self.place = Place(folder)
        self._mounted = self.place.home.root
        self._seen = Path(f"/proc/{holder}/root") / self._mounted.relative_to("/")
        self._enter = ["nsenter", "--target", str(holder), "--user", "--mount"]
        self._enter += ["--preserve-credentials", f"--wdns={folder}", "--"]

    def shrink(self, room: int) -> None:
        used = shutil.disk_usage(self._seen).used
        self._resize(used + room)

    def grow(self) -> None:
        self._resize(PLENTY)

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return self.place.run([*self._enter, *command])

    def files(self, copy: Path) -> Place:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self._seen, copy)
        return Place(copy.parent, copy)

    def _resize(self, size: int) -> None:
        remount = ["mount", "-o", f"remount,size={size}", str(self._mounted)]
        subprocess.run([*self._enter, *remount], check=True)


@contextmanager
def file_sizes(folder: Path) -> Iterator[Disk]:
    disk = FileSizes(folder)
    with closing(disk.place):
        yield disk


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Skip, and say so, where the machine lets only root mount."""
    mount = 'mount -t tmpfs -o size=1g none "$1" && echo mounted && exec cat'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        pytest.skip("no unshare and nsenter here: a full disk is shown by file sizes alone")
    home = folder / "home"
    home.mkdir()
    with subprocess.Popen(
        [*command, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        if holder.stdout.readline() != "mounted\n":
            assert holder.stderr is not None
            said = holder.stderr.read().strip()
            pytest.skip(f"no mounting without root here, so no small disk: {said}")
        try:
            disk = SmallDisk(folder, holder.pid)
            with closing(disk.place):
                yield disk
        finally:
            holder.terminate()
