"""The embedded runner: poll, deliver, commit, until told to stop or until nothing is left."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from contracts.errors import ProspektError, Transient
from contracts.names import INDEXER
from stream.delivery import Delivery
from stream.patience import Patience, Stopped
from stream.ports import Backlog, LogReader

POLL_SECONDS: Final = 0.5
"""The longest that a stop has to wait for an idle runner; each poll is a heartbeat too."""


class Runner:
    def __init__(
        self,
        reader: LogReader,
        delivery: Delivery,
        patience: Patience,
        *,
        batch: int,
        say: Callable[[str], None],
    ) -> None:
        self._reader = reader
        self._delivery = delivery
        self._patience = patience
        self._batch = batch
        self._say = say

    def run(self, *, stopping: Callable[[], bool], drained: Callable[[], bool]) -> None:
        """Work until `stopping`, or until `drained` holds when there is nothing to read."""
        try:
            while not stopping():
                if not self.step() and self._patience("log", drained):
                    return
        except Stopped:
            return  # in the midst of a wait; what was not committed is read again
        finally:
            with suppress(ProspektError):  # else the session runs out by itself
                self._reader.close()

    def step(self) -> int:
        """Bring one batch to its end; return how many messages it had."""
        reader = self._reader
        messages = self._patience("log", lambda: reader.poll(self._batch, POLL_SECONDS))
        if not messages:
            return 0
        done = self._delivery.deliver(messages)
        if not self._patience("log", lambda: reader.commit(done)):
            self._say("partitions went to another member meanwhile; it repeats what was done")
        return len(messages)


class Drained:
    """Whether everything is committed; says so when others still hold something."""

    def __init__(self, backlog: Backlog, say: Callable[[str], None]) -> None:
        self._backlog = backlog
        self._say = say
        self._said = 0

    def __call__(self) -> bool:
        left = sum(self._backlog.lag(INDEXER).values())
        if left and left != self._said:
            self._said = left
            self._say(
                f"{left} messages are with other members, or with one that fell silent; waiting"
            )
        return not left


def attentive_sleep(
    stopping: threading.Event, reader: LogReader, *, beat_s: float
) -> Callable[[float], None]:
    """Make a `sleep` that keeps the session alive and ends with `Stopped` when asked to stop."""

    def sleep(seconds: float) -> None:
        while seconds > 0:
            with suppress(Transient):
                reader.heartbeat()
            if stopping.wait(min(seconds, beat_s)):
                raise Stopped
            seconds -= beat_s

    return sleep
