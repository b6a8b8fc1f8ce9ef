"""The ways to a real engine, in order: a given address, Docker, the machine's own programs."""

import functools
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import pytest

CI: Final = os.environ.get("CI", "").lower() in {"1", "true"}
ABSENT: Final[set[str]] = set()
"""Engines that some test asked for in vain: the end of the run tells of them."""


@dataclass(frozen=True)
class Engine:
    name: str
    variable: str
    """The environment variable with the address of a running one."""
    image: str
    programs: Callable[[], Path | None]
    """Where the machine has its programs, if it has them."""
    get: Callable[[], None]
    """Bring them to the machine, or raise `getting.Missing`; Docker, where it is, comes first."""

    @property
    def version(self) -> str:
        """The one that is pinned: its image and its programs are of the same release."""
        return f"{self.name} {self.image.partition(':')[2]}"

    @property
    def address(self) -> str:
        return os.environ.get(self.variable, "")

    def in_docker(self) -> bool:
        return docker() and pulled(self.image)

    def found(self) -> bool:
        """Tell whether a server of our own can be started without fetching anything."""
        return self.in_docker() or self.programs() is not None

    def require(self) -> None:
        """End the test where no server can be started: a skip here, a failure in CI."""
        if not self.found():
            absent(self.name)


def absent(name: str) -> NoReturn:
    ABSENT.add(name)
    without(f"no {name} on this machine: `make engines` gets it")


def without(said: str) -> NoReturn:
    """End a test that this machine cannot run."""
    if CI:
        pytest.fail(said, pytrace=False)
    pytest.skip(said)


@functools.cache
def docker() -> bool:
    """Tell whether there is a Docker daemon; a client alone starts nothing."""
    return bool(shutil.which("docker")) and _works("docker", "info")


@functools.cache
def pulled(image: str) -> bool:
    return _works("docker", "image", "inspect", image)


def _works(*command: str) -> bool:
    try:
        ended = subprocess.run(command, capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def cache() -> Path:
    """Where what was fetched or built is kept, outside the tree."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "prospekt" / "engines"


def program(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found).parent if found else None
