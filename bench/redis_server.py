"""A Redis of a bench's own: on a free port, ended with the bench."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

import redis

from contracts.errors import Misconfigured

START_SECONDS: Final = 20.0


@contextmanager
def a_redis(*, durable: bool = False) -> Iterator[str]:
    """Yield its address; a durable one appends each write to a file."""
    program = shutil.which("redis-server")
    if program is None:
        raise Misconfigured("redis-server is not on the path; install it (Debian: redis-server)")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", ""]
    options += ["--appendonly", "yes" if durable else "no", "--appendfsync", "everysec"]
    with tempfile.TemporaryDirectory() as folder:
        command = [program, *options, "--dir", folder, "--loglevel", "warning"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
        try:
            url = f"redis://127.0.0.1:{port}/0"
            _wait_for(url)
            yield url
        finally:
            process.kill()
            process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    with closing(redis.Redis.from_url(url)) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return
