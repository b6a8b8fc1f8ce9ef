"""Processes for one piece of work: those of the platform that is up, or some of our own."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from contracts.errors import Misconfigured, Transient
from operators import logs, running
from operators.local import LocalFleet
from operators.roles import Role

CRAWLER: Final = Role(name="crawler", module="crawler.main", arguments=("--until-idle",))
STREAM: Final = Role(name="stream", module="stream.main", arguments=("--until-drained",))
LOOK_EVERY: Final = 0.2
MOST_FALLS: Final = 5

Tick = Callable[[], None]


@contextmanager
def workers(home: Path, *roles: Role) -> Iterator[Tick]:
    """Run these roles while the work lasts, unless the platform is up and has them already.

    Each ends by itself when nothing is left, so that none outlives a killed command for long.
    """
    if running.is_up(home / "run"):
        yield _nothing
        return
    folder = home / "logs"
    fleet = LocalFleet(roles, folder)

    def tick() -> None:
        for failure in fleet.tick():
            msg = f"{failure.role} cannot run: {failure.said}"
            raise Misconfigured(msg)
        for role, falls in fleet.falls().items():
            if falls >= MOST_FALLS:
                log = folder / f"{role}.log"
                msg = f"{role} fell {falls} times in a row: {logs.last_line(log)}; see {log}"
                raise Transient(msg)

    try:
        yield tick
    finally:
        fleet.stop()


def _nothing() -> None:
    """The supervisor looks after its own."""


def wait(until: Callable[[], bool], tick: Tick, report: Callable[[], None]) -> None:
    while not until():
        tick()
        report()
        time.sleep(LOOK_EVERY)
    report()
