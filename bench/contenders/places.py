"""What a walk needs around it: the site, the CPU that it took, and a venv for the peers."""

import os
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import redis
from platformdirs import user_cache_path

PEERS: Final = Path(__file__).with_name("peers.txt")


class Site:
    """The link graph, as the server saw it walked."""

    def __init__(self, url: str) -> None:
        self.url = url

    def asked(self) -> list[int]:
        """How often each page was."""
        return [int(count) for count in _get(f"{self.url}/_fetched").split()]

    @property
    def seconds(self) -> float:
        return float(_get(f"{self.url}/_seconds"))


def _get(url: str) -> bytes:
    with urlopen(url, timeout=30) as answer:  # noqa: S310 - our own server
        found: bytes = answer.read()
    return found


@contextmanager
def site(pages: int) -> Iterator[Site]:
    command = [sys.executable, "-m", "bench.site", "--pages", str(pages)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield Site(process.stdout.readline().strip() if process.stdout else "")
        finally:
            process.kill()


def server_cpu(url: str) -> float:
    """Seconds of CPU that a Redis has used."""
    with redis.Redis.from_url(url) as client:
        told = client.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def python_of_peers() -> Path:
    """Make a venv with the peers that are no part of ours, once; their versions are pinned."""
    place = user_cache_path("prospekt", appauthor=False) / "peers"
    python = place / "bin" / "python"
    ready = place / "ready"
    if not ready.exists() or ready.read_text() != PEERS.read_text():
        venv.create(place, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "-q", "-r", str(PEERS)]
        subprocess.run(command, check=True)  # noqa: S603 - our own list
        ready.write_text(PEERS.read_text())
    return python


def finished(process: subprocess.Popen[bytes]) -> float:
    """Wait for its end; return the CPU seconds that it took."""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime
