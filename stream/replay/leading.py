"""One at a time: whoever replays, the log or dead letters, leads and says so while it lasts."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from contracts.errors import ProspektError, Transient
from stream.ports import Leader

REPLAY: Final = "replay"
LETTERS: Final = "replay of dead letters"
LEASE_SECONDS: Final = 10.0
_LOOK_EVERY: Final = 0.2


@contextmanager
def leading(
    leader: Leader,
    holder: str,
    *,
    name: str = REPLAY,
    seconds: float = LEASE_SECONDS,
    say: Callable[[str], None],
) -> Iterator[Callable[[], None]]:
    """Lead, or refuse; what it yields raises when another took the lead all the same.

    A killed one's lease runs out by itself, so that long is waited for it.
    """
    _win(leader, holder, name, seconds, say)
    lost, ended = threading.Event(), threading.Event()

    def stay() -> None:
        while not ended.wait(seconds / 4):
            with suppress(ProspektError):  # it holds for a while yet
                if not leader.lead(name, holder, seconds):
                    lost.set()
                    return

    def still() -> None:
        if lost.is_set():
            raise Transient(f"another {name} took over; this one ends, the same command goes on")

    staying = threading.Thread(target=stay, daemon=True)
    staying.start()
    try:
        yield still
    finally:
        ended.set()
        staying.join()
        with suppress(ProspektError):
            leader.resign(name, holder)


def _win(
    leader: Leader, holder: str, name: str, seconds: float, say: Callable[[str], None]
) -> None:
    deadline = time.monotonic() + seconds * 1.2
    said = False
    while not leader.lead(name, holder, seconds):
        if time.monotonic() > deadline:
            raise Transient(f"another {name} is running; wait for its end, or end it first")
        if not said:
            say(f"another {name} holds the lead; waiting a little, in case it was killed")
            said = True
        time.sleep(_LOOK_EVERY)
