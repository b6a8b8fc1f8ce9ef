"""Clusters of near-duplicates on Redis, joined by the workers of many machines.

A batch is one script: done or not begun, and it may be repeated when its answer was lost. What is
forgotten is forgotten by the server's clock, a part at each join.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from engines.redis.scripts import Scripts, signature_scripts
from engines.redis.server import Server, Standing, standing
from engines.redis.settings import SIGNATURES

MOST_AT_ONCE: Final = 500
"""Records that one script joins, in which time the server does nothing else."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


class RedisSignatures:
    """Implements the port `Signatures` with the rules of the embedded ones.

    A build's own are opened by its name; without one they are the live ones, whichever those are
    at each call.
    """

    def __init__(
        self,
        url: str,
        *,
        prefix: str = SIGNATURES,
        build: str = "",
        window_days: int = 180,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        self._server = Server(url)
        self._scripts = Scripts(self._server.client, prefix, signature_scripts())
        self._build = build
        self._window = (window_days, timedelta(days=window_days) // _MICROSECOND)
        self._now_ms = now_ms
        self._standing: Standing | None = None

    def join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> list[str]:
        return [
            name.decode()
            for start in range(0, len(items), MOST_AT_ONCE)
            for name in self._join(items[start : start + MOST_AT_ONCE])
        ]

    def forget(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), MOST_AT_ONCE):
            self._run("forget", ids[start : start + MOST_AT_ONCE])

    @property
    def remark(self) -> str:
        """What a person should know of its server; "" when all is well."""
        return self._sound().remark

    def ping(self) -> None:
        self._server.ping()
        self._sound()

    def close(self) -> None:
        self._server.close()

    def _join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> Any:  # noqa: ANN401 - as the script answers
        """Bands go beside the rest: what Lua unpacks knows no bytes, and its numbers no 64 bits."""
        asked = [
            (record, len(bands), (appeared - _EPOCH) // _MICROSECOND)
            for record, bands, appeared in items
        ]
        return self._run("join", asked, b"".join(map(_packed, items)))

    def _run(self, operation: str, asked: object, *raw: bytes) -> Any:  # noqa: ANN401 - as the script answers
        now = self._now_ms() if self._now_ms else 0
        self._sound()
        with self._server.plain_errors():
            return self._scripts.run(operation, (now, *self._window, self._build, asked), *raw)

    def _sound(self) -> Standing:
        """Look once, before anything is asked of it: a server that may drop keys is refused."""
        if self._standing is None:
            self._standing = standing(self._server)
        return self._standing


def _packed(item: tuple[str, Sequence[int], datetime]) -> bytes:
    _, bands, _ = item
    return struct.pack(f">{len(bands)}q", *bands)
