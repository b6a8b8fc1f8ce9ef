"""Deleting a home: all of it, or nothing where it holds what is not ours."""

import shutil
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from contracts.errors import Misconfigured
from operators import running

OURS: Final = (
    "*.db",
    "*.db-*",
    ".env*",
    "bentoml",
    "blobs",
    "clock*",
    "deleted",
    "demo",
    "demo.json*",
    "logs",
    "run",
)


def purge(home: Path) -> None:
    if not home.exists():
        return
    with running.only_one(home / "run"):
        for entry in home.iterdir():
            if not any(fnmatch(entry.name, name) for name in OURS):
                msg = f"{home} holds {entry.name!r}, which is not Prospekt's; nothing is deleted"
                raise Misconfigured(f"{msg}: move it away, or delete by hand what you do not need")
        try:
            shutil.rmtree(home)
        except OSError as error:
            msg = f"{error.filename}: {error.strerror}; delete it by hand"
            raise Misconfigured(msg) from error
