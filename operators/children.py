"""Starting a process of ours so that none is lost, even when Ctrl-C comes at that moment."""

import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from operators import logs

_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def spawn(command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, its output in the log: our terminal is not its own."""
    log.parent.mkdir(parents=True, exist_ok=True)
    logs.bound(log)
    with log.open("ab") as output:
        # Our own modules, by the interpreter that runs us.
        return subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back the signals that end us until the block is done.

    A process that was started but is not yet noted anywhere would be left behind. Masking them
    instead would be inherited by that process.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {number: signal.signal(number, lambda n, _: held.append(n)) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for came in held:
            signal.raise_signal(came)
