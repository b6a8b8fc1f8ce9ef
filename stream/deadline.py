"""The end of a process that hangs: nothing in Python can break off what holds the interpreter."""

import faulthandler
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """End this process with code 1 if what is inside takes longer; say on stderr where it hung.

    A thread below the interpreter does it, which a regular expression that never ends, or any
    other call that keeps the interpreter to itself, cannot hold up.
    """
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.stderr)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
