"""The Lua scripts beside this file: one for each operation, each atomic, loaded when first used."""

import functools
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import Any, Final

import msgspec
import redis
from redis.commands.core import Script

from contracts import pace
from contracts.frontier import ANOTHER_LIFE_MS, MOST_WOKEN, ROBOTS_TURN_MS, HostPolicy

OPERATIONS: Final = (
    "push",
    "claim",
    "extend",
    "release",
    "fetched",
    "ack",
    "open_sweep",
    "ended_sweeps",
    "confirm_sweeps",
    "configure_host",
    "robots",
    "tell_robots",
    "ledger",
)
_SHARED: Final = ("base", "seen", "hosts", "walks", "requests", "leases")
"""In the order in which they build on each other."""
_CONSTANTS: Final = {
    "ANOTHER_LIFE_MS": ANOTHER_LIFE_MS,
    "MOST_WOKEN": MOST_WOKEN,
    "ROBOTS_TURN_MS": ROBOTS_TURN_MS,
    "FORGOTTEN_MS": 7 * 24 * 3_600_000,  # of a robots.txt that nobody asks for
    "INTERVAL_MS": HostPolicy().interval_ms,
    "SLOTS": HostPolicy().slots,
    "REST_MS": pace.REST_MS,
    "LONGEST_REST_MS": pace.LONGEST_REST_MS,
    "MOST_STRIKES": pace.MOST_STRIKES,
    "SLOW_MS": pace.SLOW_MS,
}


_CLUSTERING: Final = ("signatures/base", "signatures/bands", "signatures/members")


@functools.cache
def frontier_scripts() -> dict[str, str]:
    """Each whole script: what the contracts fix, what all share, the operation."""
    constants = "".join(f"local {name} = {value}\n" for name, value in _CONSTANTS.items())
    shared = constants + _texts(f"shared/{name}" for name in _SHARED)
    return {name: shared + _texts([name]) for name in OPERATIONS}


@functools.cache
def signature_scripts() -> dict[str, str]:
    shared = _texts(_CLUSTERING)
    return {name: shared + _texts([f"signatures/{name}"]) for name in ("join", "forget")}


@functools.cache
def build_scripts() -> dict[str, str]:
    shared = _texts(["signatures/builds"])
    return {name: shared + _texts([f"signatures/{name}"]) for name in ("copy", "drop")}


def _texts(names: Iterable[str]) -> str:
    folder = resources.files("engines.redis") / "lua"
    return "".join((folder / f"{name}.lua").read_text("utf-8") + "\n" for name in names)


class Scripts:
    """Runs an operation by its hash; a server that forgot it (a restart) is told it again."""

    def __init__(self, client: redis.Redis, prefix: str, texts: Mapping[str, str]) -> None:
        self._prefix = prefix
        self._scripts: dict[str, Script] = {
            name: client.register_script(text) for name, text in texts.items()
        }

    def run(self, operation: str, given: tuple[object, ...], *raw: bytes) -> Any:  # noqa: ANN401 - as the script answers
        """Pass the arguments packed as one, and bytes that are no text beside them."""
        packed = msgspec.msgpack.encode(given)
        return self._scripts[operation](keys=[self._prefix], args=[packed, *raw])
