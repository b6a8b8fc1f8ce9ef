"""Repeat in place what may succeed later, and say what is waited for."""

from collections.abc import Callable
from typing import Final, TypeVar

from contracts.errors import Transient

T = TypeVar("T")

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 5.0
MOST_ASKED: Final = 60.0
"""An engine may ask for a longer pause than ours, but not for an endless one."""


class Stopped(Exception):  # noqa: N818 - not a fault: the process was asked to end
    """Raised by `sleep` when the process shall end: the wait is over, nothing is committed."""


class Patience:
    """There is no last attempt: an outage must not turn good messages into dead letters."""

    def __init__(self, *, sleep: Callable[[float], None], say: Callable[[str], None]) -> None:
        self._sleep = sleep
        self._say = say

    def __call__(self, what: str, call: Callable[[], T]) -> T:
        attempt = 1
        while True:
            try:
                return call()
            except Transient as error:
                pause = pause_after(attempt, error.retry_after)
                self._say(f"{what}: {error}; attempt {attempt + 1} in {pause:.1f} s")
            self._sleep(pause)
            attempt += 1


def pause_after(attempt: int, asked: float | None) -> float:
    """Seconds to wait after the failed attempt: doubled each time, up to the longest pause."""
    if asked is not None:
        return min(max(asked, 0.0), MOST_ASKED)
    return min(FIRST_PAUSE * 2.0 ** min(attempt - 1, 16), LONGEST_PAUSE)
