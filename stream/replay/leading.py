"""One replay at a time: whoever runs one leads, and says so while it lasts."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from contracts.errors import ProspektError, Transient
from stream.ports import Leader

REPLAY: Final = "replay"
LEASE_SECONDS: Final = 10.0
_LOOK_EVERY: Final = 0.2


@contextmanager
def leading(
    leader: Leader,
    holder: str,
    *,
    seconds: float = LEASE_SECONDS,
    say: Callable[[str], None],
) -> Iterator[Callable[[], None]]:
    """Lead, or refuse; what it yields raises when another took the lead all the same.

    A killed one's lease runs out by itself, so that long is waited for it.
    """
    _win(leader, holder, seconds, say)
    lost, ended = threading.Event(), threading.Event()

    def stay() -> None:
        while not ended.wait(seconds / 4):
            with suppress(ProspektError):  # it holds for a while yet
                if not leader.lead(REPLAY, holder, seconds):
                    lost.set()
                    return

    def still() -> None:
        if lost.is_set():
            raise Transient("another replay took over; this one ends, `prospekt replay` goes on")

    staying = threading.Thread(target=stay, daemon=True)
    staying.start()
    try:
        yield still
    finally:
        ended.set()
        staying.join()
        with suppress(ProspektError):
            leader.resign(REPLAY, holder)


def _win(leader: Leader, holder: str, seconds: float, say: Callable[[str], None]) -> None:
    deadline = time.monotonic() + seconds * 1.2
    said = False
    while not leader.lead(REPLAY, holder, seconds):
        if time.monotonic() > deadline:
            raise Transient("another replay is running; wait for its end, or end it first")
        if not said:
            say("another replay holds the lead; waiting a little, in case it was killed")
            said = True
        time.sleep(_LOOK_EVERY)
