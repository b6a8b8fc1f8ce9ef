"""The stream's process: `python -m stream.main [--until-drained]` brings records into the index.

With a Kafka in the settings it is a Faust worker, one of as many as there are partitions;
else it reads the log in the home.
"""

import argparse
import logging
import os
import signal
import socket
import ssl
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct

from contracts.clock import Clock, clock, system_clock
from contracts.errors import ProspektError
from contracts.names import INDEXER, OBSERVATIONS, PAGES_RAW, POSTINGS_RAW, SIGHTINGS, SWEEPS
from embeddings.static import StaticEmbedder
from engines.embedded.blobs import FolderBlobs
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from engines.kafka.settings import KafkaSettings
from engines.last_words import ended
from engines.settings import HomeSettings, read
from stream.delivery import Delivery
from stream.metrics import Metrics
from stream.patience import Patience, Stopped
from stream.runner import Drained, Runner, attentive_sleep
from stream.settings import StreamSettings
from stream.steps import Steps
from stream.worker.brokers import Brokers

if TYPE_CHECKING:
    from engines.kafka.log import KafkaLog

TOPICS = (POSTINGS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
BEATS_PER_SESSION = 3
DAY_SECONDS = 86_400
CHATTY = ("faust", "mode", "aiokafka", "kafka")
"""They tell each step of theirs; what matters of it is said by us."""


class Duty(Struct, frozen=True, kw_only=True):
    """What either reader of the log is told to do."""

    settings: StreamSettings
    arguments: argparse.Namespace
    stopping: threading.Event
    employ: Callable[[Patience], Delivery]
    """Makes the delivery out of the way to wait."""
    say: Callable[[str], None]


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s stream: %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        shared = read(HomeSettings)
        return _run(Home(shared.home), clock(shared.clock), arguments, stopping)
    except ProspektError as error:
        return ended(error, "stream")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stream.main", description=__doc__)
    parser.add_argument(
        "--until-drained", action="store_true", help="end when everything on the log is indexed"
    )
    parser.add_argument(
        "--member",
        default=f"{socket.gethostname()}-{os.getpid()}",
        help="its name in the consumer group of a log in the home; one that comes back takes up "
        "at once",
    )
    return parser.parse_args()


def _run(home: Home, now: Clock, arguments: argparse.Namespace, stopping: threading.Event) -> int:
    settings, kafka = read(StreamSettings), read(KafkaSettings)
    with (
        closing(_log(home, kafka)) as log,
        closing(SqliteIndex(home.index)) as index,
        closing(SqliteSignatures(home.signatures)) as signatures,
        closing(FolderBlobs(home.blobs)) as blobs,
    ):
        metrics = Metrics(log)
        if settings.metrics_port:
            metrics.serve(settings.metrics_port)
        steps = Steps(
            records=index,
            observations=index,
            signatures=signatures,
            embedder=StaticEmbedder(),
            meter=metrics,
        )

        duty = Duty(
            settings=settings,
            arguments=arguments,
            stopping=stopping,
            employ=lambda patience: Delivery(steps, log, blobs, patience, now=now, meter=metrics),
            say=logging.getLogger("stream").warning,
        )
        if isinstance(log, SqliteLog):
            return _read_home(log, duty)
        return _read_kafka(log, duty, metrics, _brokers(kafka), home.run / "faust")


def _log(home: Home, kafka: KafkaSettings) -> "SqliteLog | KafkaLog":
    if kafka.servers:
        from engines.kafka.log import KafkaLog  # noqa: PLC0415 - it takes a while

        return KafkaLog(kafka)
    return SqliteLog(home.log)


def _read_home(log: SqliteLog, duty: Duty) -> int:
    settings, say, stopping = duty.settings, duty.say, duty.stopping
    member, session_s = duty.arguments.member, settings.session_s
    reader = log.reader(INDEXER, TOPICS, member=member, session_s=session_s)
    sleep = attentive_sleep(stopping, reader, beat_s=session_s / BEATS_PER_SESSION)
    patience = Patience(sleep=sleep, say=say)
    runner = Runner(reader, duty.employ(patience), patience, batch=settings.batch, say=say)
    house = threading.Thread(target=_keep_house, args=(log, settings.keep_days, stopping))
    house.start()
    try:
        runner.run(
            stopping=stopping.is_set,
            drained=Drained(log, say) if duty.arguments.until_drained else lambda: False,
        )
    finally:
        stopping.set()
        house.join()
    return 0


def _keep_house(log: SqliteLog, days: int, stopping: threading.Event) -> None:
    """Once a day, delete what is old and done with; dead letters stay."""
    while not stopping.is_set():
        for topic in (*TOPICS, PAGES_RAW):
            try:
                log.trim(topic, system_clock() - timedelta(days=days))
            except ProspektError as error:
                logging.getLogger("stream").warning("%s is not trimmed: %s", topic, error)
        stopping.wait(DAY_SECONDS)


def _brokers(kafka: KafkaSettings) -> Brokers:
    """The Kafka of the settings, in the words of a worker."""
    return Brokers(
        servers=kafka.servers.split(","),
        group=f"{kafka.prefix}{INDEXER}",
        prefix=kafka.prefix,
        user=kafka.user,
        password=kafka.password.get_secret_value(),
        mechanism=kafka.mechanism,
        tls=ssl.create_default_context(cafile=kafka.ca) if kafka.tls else None,
    )


def _read_kafka(
    log: "KafkaLog", duty: Duty, metrics: Metrics, brokers: Brokers, folder: Path
) -> int:
    from stream.worker.guard import STALLED, Guard, Stalled  # noqa: PLC0415 - see below
    from stream.worker.run import Worker  # noqa: PLC0415 - Faust takes a while

    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for fault in log.faults():
        duty.say(fault)
    settings = duty.settings
    guard = Guard(log, settings.session_s * settings.stall_sessions, metrics.registry)

    def say(line: str) -> None:
        guard.told()
        duty.say(line)

    patience = Patience(sleep=_attentive(duty.stopping), say=say)
    drained = Drained(log, duty.say)
    worker = Worker(
        brokers=brokers,
        topics=TOPICS,
        batch=settings.batch,
        session_s=settings.session_s,
        folder=folder,
        deliver=duty.employ(patience).deliver,
        guard=guard,
        drained=(lambda: patience("log", drained)) if duty.arguments.until_drained else None,
        say=duty.say,
    )
    try:
        worker.run(duty.stopping)
    except Stalled as error:
        ended(error, "stream")
        return STALLED
    return 0


def _attentive(stopping: threading.Event) -> Callable[[float], None]:
    """Make a `sleep` that ends with `Stopped` when asked to stop; Faust beats by itself."""

    def sleep(seconds: float) -> None:
        if stopping.wait(seconds):
            raise Stopped

    return sleep


def _leave(code: int) -> NoReturn:
    """End for good: a thread of a client's that hangs must not keep the process."""
    if any(each is not threading.main_thread() for each in threading.enumerate()):
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    _leave(main())
