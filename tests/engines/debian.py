"""Engines and tools out of Debian's packages; apt needs root and is told to start no service."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.engines import getting
from tests.engines.getting import Missing

_POLICY: Final = Path("/usr/sbin/policy-rc.d")
_NO_SERVICE: Final = "#!/bin/sh\nexit 101\n"


def packages(*names: str) -> Callable[[], None]:
    """Return what installs them."""
    return lambda: install(*names)


def install(*names: str) -> None:
    told = " ".join(names)
    if not shutil.which("apt-get"):
        msg = f"no apt-get here; install {told} yourself, or start a Docker daemon"
        raise Missing(msg)
    if os.getuid() != 0:
        msg = f"{told}: apt needs root; run `make engines` as root once, or start a Docker daemon"
        raise Missing(msg)
    getting.say(f"installing {told}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _no_services():
        getting.run("apt-get", "update", "-q", env=quiet)
        getting.run("apt-get", "install", "-y", "-q", "--no-install-recommends", *names, env=quiet)


@contextmanager
def _no_services() -> Iterator[None]:
    """Forbid that a package starts its service; what the machine had said of it comes back."""
    before = _POLICY.read_bytes() if _POLICY.exists() else None
    _POLICY.write_text(_NO_SERVICE, "utf-8")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if before is None:
            _POLICY.unlink()
        else:
            _POLICY.write_bytes(before)
