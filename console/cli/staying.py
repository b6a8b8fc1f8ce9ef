"""Staying up: shown on a terminal, until Ctrl-C or until somebody ends it elsewhere."""

import time
from contextlib import nullcontext, suppress
from typing import Final

from console.cli.parts import Parts
from console.cli.waiting import following
from console.platform import Platform
from contracts.errors import ProspektError, Transient
from operators.supervision import Supervised

LOOK_EVERY: Final = 1.0


def stay(parts: Parts, supervised: Supervised) -> None:
    """Ctrl-C is the announced end, and no failure."""
    parts.out.print("Ctrl-C ends it")
    try:
        _watch(parts, parts.platform(), supervised)
    except KeyboardInterrupt:
        parts.say("ending: every process finishes what it holds")
        return
    finally:
        supervised.end()
    if supervised.process.returncode:
        msg = f"the supervisor was killed, so all was ended; see {parts.home() / 'logs'}"
        raise Transient(msg)
    parts.say("ended by `prospekt down`")


def _watch(parts: Parts, platform: Platform, supervised: Supervised) -> None:
    shown = following(parts.notes, "up", parts.home(), passing=True)
    with shown if parts.notes.is_terminal else nullcontext(_nothing) as report:
        while supervised.alive():
            with suppress(ProspektError):  # the processes look after themselves
                report(platform.progress())
            time.sleep(LOOK_EVERY)


def _nothing(_: object) -> None:
    """Nobody looks."""
