"""The keys that scrapy-redis reads start URLs from, read so that a killed worker loses none.

Taken ones stand in a sorted set beside their key until their requests are in the frontier; what
nobody confirms in time goes back to where it came from.
"""

from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Final

from engines.redis.server import Server

TAKEN_MS: Final = 120_000


class Batch(list[bytes]):
    """Start URLs as data; one counts as made when its reader asks for the next."""

    def __init__(self, members: Sequence[bytes], made: list[bytes]) -> None:
        super().__init__(member.split(b":", 2)[2] for member in members)
        self._members = members
        self._made = made

    def __iter__(self) -> Iterator[bytes]:
        for member, data in zip(self._members, super().__iter__(), strict=True):
            yield data
            self._made.append(member)


class RedisStartUrls:
    def __init__(self, server: Server, *, taken_ms: int = TAKEN_MS) -> None:
        self._server = server
        script = resources.files("engines.redis") / "lua" / "take_starts.lua"
        self._take = server.client.register_script(script.read_text("utf-8"))
        self._taken_ms = taken_ms
        self._made: list[bytes] = []
        self._taken = ""

    def take(self, key: str, count: int) -> Batch:
        self._taken = f"{key}:taken"
        with self._server.plain_errors():
            members = self._take(keys=[key, self._taken], args=[max(count, 1), self._taken_ms])
        return Batch(members, self._made)

    def made(self) -> list[bytes]:
        """Tell those whose requests have been made since it was last asked."""
        made = self._made.copy()
        self._made.clear()
        return made

    def forget(self, made: Sequence[bytes]) -> None:
        with self._server.plain_errors():
            self._server.client.zrem(self._taken, *made)
