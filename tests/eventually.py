"""Wait for what must come true, with a deadline: the one place where tests sleep and look."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def eventually(look: Callable[[], T | None], *, within: float = 60.0, pause: float = 0.02) -> T:
    """Look until what is seen counts as true, and return it; fail with what was seen last."""
    deadline = time.monotonic() + within
    while not (seen := look()):
        if time.monotonic() >= deadline:
            msg = f"did not come true within {within} s; last seen: {seen!r}"
            raise AssertionError(msg)
        time.sleep(pause)
    return seen
