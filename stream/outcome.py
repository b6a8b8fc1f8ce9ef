"""How a message ends, and how a stage says that it failed."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Final

from msgspec import Struct

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.log import Message
from stream.ports import Meter

MERGED: Final = "merged"
"""Its facts are in the index (sightings, ends of sweeps, observations)."""
ERASED: Final = "erased"
"""An erasure keeps it out, or was carried out."""
REFUSED: Final = "refused"
"""It can never succeed as it stands."""


class End(Struct, frozen=True):
    """What became of one message."""

    message: Message
    outcome: str
    """`written`, `older` or `same` (the index's verdict), `merged`, `erased`, or `refused`."""
    stage: str = ""
    reason: str = ""


class StageFailed(Exception):  # noqa: N818 - it tells what happened, as the errors' names do
    """A stage could not do its work for all that it was given at once; the cause is chained."""

    def __init__(self, stage: str, reason: str) -> None:
        super().__init__(reason)
        self.stage = stage


@contextmanager
def blamed(name: str) -> Iterator[None]:
    """Put a name on whatever goes wrong inside and cannot be waited out or mended by a person."""
    try:
        yield
    except (Transient, Misconfigured, StageFailed):
        raise
    except Exception as error:
        raise StageFailed(name, why(error)) from error


@contextmanager
def stage(name: str, meter: Meter) -> Iterator[None]:
    """One stage: timed, and blamed for what goes wrong in it."""
    started = perf_counter()
    try:
        with blamed(name):
            yield
    finally:
        meter.step(name, perf_counter() - started)


def why(error: Exception) -> str:
    """Say an error to people: ours speaks for itself, any other also tells where it arose."""
    if isinstance(error, Permanent):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "?"
    return (
        f"{type(error).__name__}: {error} ({where}); "
        "a fault in the program met this text: mend it, then replay the dead letter"
    )
