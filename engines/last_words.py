"""How a process of ours ends: one line that says why, and an exit code that says what to do."""

import sys
from contextlib import suppress
from typing import Final

from contracts.errors import Misconfigured, ProspektError

FAILED: Final = 1
MISCONFIGURED: Final = 3
"""A person must mend something first: nobody starts it again before."""


def ended(error: Exception, who: str = "") -> int:
    """Say why, and return the exit code."""
    speaker = f"{who}: " if who else ""
    fault = "" if isinstance(error, ProspektError) else f"{type(error).__name__}: "
    _say(f"{speaker}{fault}{error}")
    return MISCONFIGURED if isinstance(error, Misconfigured) else FAILED


def _say(line: str) -> None:
    """Write it to stderr; where even that has no room, the exit code has to tell alone.

    A log can stand on the very disk that is full. It is closed then, for else the interpreter
    would try once more at its end, and put an exit code of its own in the place of ours.
    """
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        with suppress(OSError):
            sys.stderr.close()
