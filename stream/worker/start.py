"""A worker is put together and set to work; its exit code is returned."""

import threading
from collections.abc import Callable
from pathlib import Path

from engines.last_words import ended
from stream.duty import Duty
from stream.metrics import Metrics
from stream.patience import Patience, Stopped
from stream.ports import Backlog
from stream.runner import Drained
from stream.worker.brokers import Brokers
from stream.worker.guard import STALLED, Guard, Stalled
from stream.worker.run import Worker


def start(log: Backlog, brokers: Brokers, duty: Duty, metrics: Metrics, folder: Path) -> int:
    settings = duty.settings
    guard = Guard(log, settings.session_s * settings.stall_sessions, metrics.registry)

    def say(line: str) -> None:
        guard.told()
        duty.say(line)

    patience = Patience(sleep=attentive(duty.stopping), say=say)
    drained = Drained(log, duty.say)
    worker = Worker(
        brokers=brokers,
        topics=duty.topics,
        batch=settings.batch,
        session_s=settings.session_s,
        folder=folder,
        deliver=duty.employ(patience).deliver,
        guard=guard,
        drained=(lambda: patience("log", drained)) if duty.until_drained else None,
        say=duty.say,
    )
    try:
        worker.run(duty.stopping)
    except Stalled as error:
        ended(error, "stream")
        return STALLED
    return 0


def attentive(stopping: threading.Event) -> Callable[[float], None]:
    """Make a `sleep` that ends with `Stopped` when asked to stop; Faust beats by itself."""

    def sleep(seconds: float) -> None:
        if stopping.wait(seconds):
            raise Stopped

    return sleep
