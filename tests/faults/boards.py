"""The demo's boards as a process: slowed down, blocked in part; they count what they are asked."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import httpx
import msgspec
from msgspec import Struct

from demo.world import World

SEED = 7
NAMES = ("work_ua", "robota")
PER_PAGE = {"work_ua": 40, "robota": 20}


class Asked(Struct, frozen=True):
    """What a board was asked for, as it counted itself."""

    listing: int
    detail: int
    blocked: int
    different_details: int
    most_for_one_detail: int


class Boards(Struct, frozen=True):
    urls: dict[str, str]

    @property
    def ports(self) -> tuple[int, ...]:
        return tuple(int(self.urls[name].rpartition(":")[2]) for name in NAMES)

    def asked(self) -> dict[str, Asked]:
        counted = httpx.get(f"{self.urls[NAMES[0]]}/_requests", timeout=180).content
        return msgspec.json.decode(counted, type=dict[str, Asked])


@contextmanager
def serving(
    clock: Path, *, ports: Sequence[int] = (0, 0), delay_ms: int = 0, faults: Sequence[str] = ()
) -> Iterator[Boards]:
    command = [sys.executable, "-m", "demo.main", "serve", "--seed", str(SEED)]
    command += ["--ports", ",".join(map(str, ports)), "--clock", str(clock)]
    command += ["--delay-ms", str(delay_ms)]
    command += [part for fault in faults for part in ("--fault", fault)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Boards(json.loads(process.stdout.readline())["boards"])
        finally:
            process.terminate()


@cache
def world() -> World:
    """The world that they show: the same seed makes the same."""
    return World(SEED)


def open_at(moment: datetime, *names: str) -> list[tuple[str, str]]:
    """What these boards show as open then, as (board, external id)."""
    return sorted(
        (ad.board, ad.external_id) for name in names for ad in world().open_at(name, moment)
    )
