"""The processes of the embedded platform and when a fallen one starts again (pure)."""

import sys
from typing import Final

from msgspec import Struct

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 30.0
STEADY_AFTER: Final = 60.0
"""Seconds up after which earlier falls are forgotten."""


class Role(Struct, frozen=True, kw_only=True):
    """One process of the platform."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", self.module, *self.arguments]


class Falls(Struct, frozen=True):
    """How often a process fell in a row."""

    count: int = 0

    def after(self, seconds_up: float) -> "Falls":
        return Falls(1) if seconds_up >= STEADY_AFTER else Falls(self.count + 1)

    @property
    def pause(self) -> float:
        """Seconds to wait before the next start."""
        return min(FIRST_PAUSE * 2.0 ** min(max(0, self.count - 1), 10), LONGEST_PAUSE)


def embedded_roles(*, api_port: int, predictions_port: int, stream_workers: int) -> list[Role]:
    streams = [
        Role(name=name, module="stream.main", arguments=("--member", name))
        for name in (f"stream-{n + 1}" if n else "stream" for n in range(stream_workers))
    ]
    return [
        Role(name="crawler", module="crawler.main"),
        *streams,
        Role(name="api", module="console.api.main", arguments=("--port", str(api_port))),
        Role(
            name="predictions",
            module="model_service.main",
            arguments=("serve", "--port", str(predictions_port)),
        ),
    ]
