"""Builds of the signatures on Redis: copied beside the live ones, swapped in by one pointer.

A copy is made piece by piece, some milliseconds each. Nothing is joined meanwhile, so that it is
of one moment: workers wait. Whoever dies while he copies is waited for ten seconds.
"""

import uuid
from typing import Final

from contracts.errors import Permanent
from engines.redis.scripts import Scripts, build_scripts
from engines.redis.server import Server
from engines.redis.settings import SIGNATURES

LEASE_MS: Final = 10_000
_NUMBERED: Final = ("bands", "clusters", "written")
_COPIED: Final = ("meta", "days", *_NUMBERED, "records")
_DROPPED: Final = (*_NUMBERED, "records", "days", "meta")
"""What tells how many of the others there are goes last."""


class RedisBuilds:
    """Does for the signatures what the port `IndexBuilds` asks; "" is the first build."""

    def __init__(self, url: str, *, prefix: str = SIGNATURES) -> None:
        self._server = Server(url)
        self._client = self._server.client
        self._prefix = prefix
        self._scripts = Scripts(self._client, prefix, build_scripts())

    def live(self) -> str:
        with self._server.plain_errors():
            return _text(self._client.get(f"{self._prefix}:build") or b"")

    def begin(self, name: str) -> None:
        """Copy the live one, whatever was there of that name."""
        self._drop(name)
        copying, asker = f"{self._prefix}:copying", uuid.uuid4().hex
        with self._server.plain_errors():
            self._client.sadd(f"{self._prefix}:builds", name)
            self._client.set(copying, asker, px=LEASE_MS)
            for part in _COPIED:
                self._whole("copy", name, part, asker)
            self._client.delete(copying)

    def swap(self, name: str) -> None:
        """Join in this build from now on, all workers in one step."""
        with self._server.plain_errors():
            if not self._client.sismember(f"{self._prefix}:builds", name):
                msg = f"{self._server.name}: there is no build {name!r} of the signatures"
                raise Permanent(msg)
            self._client.set(f"{self._prefix}:build", name)

    def clear(self) -> None:
        """Delete all but the live one."""
        live = self.live()
        with self._server.plain_errors():
            others = {_text(each) for each in self._client.smembers(f"{self._prefix}:builds")}
        for name in {*others, ""} - {live}:
            self._drop(name)

    def close(self) -> None:
        self._server.close()

    def _drop(self, name: str) -> None:
        with self._server.plain_errors():
            for part in _DROPPED:
                self._whole("drop", name, part, "")
            self._client.srem(f"{self._prefix}:builds", name)

    def _whole(self, operation: str, name: str, part: str, asker: str) -> None:
        at = b"0"
        while at:
            at = self._scripts.run(operation, (name, part, at.decode(), asker))


def _text(found: bytes | str) -> str:
    """Its types do not know that this client decodes nothing."""
    return found if isinstance(found, str) else found.decode()
