"""Small file systems in memory, for programs that shall run out of space: no root is needed."""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.engines.ways import without
from tests.eventually import eventually

PLENTY: Final = 1 << 30
_MOUNT: Final = """
for each; do mount -t tmpfs -o size=1g none "$each" || exit 1; done
echo mounted && exec cat
"""


class Mounts:
    """They are there for who `enter`s their namespace, and end with it (ENOSPC)."""

    def __init__(self, folder: Path, holder: int) -> None:
        self._root = Path(f"/proc/{holder}/root")
        self.enter = ["nsenter", "--target", str(holder), "--user", "--mount"]
        self.enter += ["--preserve-credentials", f"--wdns={folder}", "--"]

    def seen(self, folder: Path) -> Path:
        """Where a process that did not enter finds it."""
        return self._root / folder.relative_to("/")

    def shrink(self, folder: Path, room: int) -> None:
        """Leave so many bytes; it may fill up meanwhile, and less than it holds is refused."""
        eventually(
            lambda: self._resized(folder, shutil.disk_usage(self.seen(folder)).used + room),
            within=30,
            pause=0,
        )

    def grow(self, folder: Path) -> None:
        """Make space again."""
        assert self._resized(folder, PLENTY)

    def _resized(self, folder: Path, size: int) -> bool:
        remount = ["mount", "-o", f"remount,size={size}", str(folder)]
        return not subprocess.run([*self.enter, *remount], check=False).returncode


@contextmanager
def mounted(folder: Path, names: Sequence[str]) -> Iterator[Mounts]:
    """Mount one on each of these folders below `folder`.

    Where the machine lets only root mount, the test is skipped and says so; in CI it fails.
    """
    if not shutil.which("unshare") or not shutil.which("nsenter"):
        without("no unshare and nsenter here: no small disk")
    places = [folder / name for name in names]
    for place in places:
        place.mkdir(parents=True)
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh"]
    with subprocess.Popen(
        [*command, *map(str, places)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        if holder.stdout.readline() != "mounted\n":
            assert holder.stderr is not None
            said = holder.stderr.read().strip()
            without(f"no mounting without root here, so no small disk: {said}")
        try:
            yield Mounts(folder, holder.pid)
        finally:
            holder.terminate()
