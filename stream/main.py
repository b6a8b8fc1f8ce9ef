"""The stream's process: `python -m stream.main [--until-drained]` brings records into the index."""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import closing
from datetime import timedelta

from contracts.clock import Clock, clock, system_clock
from contracts.errors import ProspektError
from contracts.names import INDEXER, OBSERVATIONS, PAGES_RAW, POSTINGS_RAW, SIGHTINGS, SWEEPS
from embeddings.static import StaticEmbedder
from engines.embedded.blobs import FolderBlobs
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from engines.last_words import ended
from engines.settings import HomeSettings, read
from stream.delivery import Delivery
from stream.metrics import Metrics
from stream.patience import Patience
from stream.runner import Drained, Runner, attentive_sleep
from stream.settings import StreamSettings
from stream.steps import Steps

TOPICS = (POSTINGS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
BEATS_PER_SESSION = 3
DAY_SECONDS = 86_400


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s stream: %(message)s")
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        shared = read(HomeSettings)
        _run(Home(shared.home), clock(shared.clock), arguments, stopping)
    except ProspektError as error:
        return ended(error, "stream")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m stream.main", description=__doc__)
    parser.add_argument(
        "--until-drained", action="store_true", help="end when everything on the log is indexed"
    )
    parser.add_argument(
        "--member",
        default=f"{socket.gethostname()}-{os.getpid()}",
        help="its name in the consumer group; one that comes back takes up at once",
    )
    return parser.parse_args()


def _run(home: Home, now: Clock, arguments: argparse.Namespace, stopping: threading.Event) -> None:
    settings = read(StreamSettings)
    say = logging.getLogger("stream").warning
    with (
        closing(SqliteLog(home.log)) as log,
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
        reader = log.reader(INDEXER, TOPICS, member=arguments.member, session_s=settings.session_s)
        sleep = attentive_sleep(stopping, reader, beat_s=settings.session_s / BEATS_PER_SESSION)
        patience = Patience(sleep=sleep, say=say)
        delivery = Delivery(steps, log, blobs, patience, now=now, meter=metrics)
        runner = Runner(reader, delivery, patience, batch=settings.batch, say=say)
        house = threading.Thread(target=_keep_house, args=(log, settings.keep_days, stopping))
        house.start()
        try:
            runner.run(
                stopping=stopping.is_set,
                drained=Drained(log, say) if arguments.until_drained else lambda: False,
            )
        finally:
            stopping.set()
            house.join()


def _keep_house(log: SqliteLog, days: int, stopping: threading.Event) -> None:
    """Once a day, delete what is old and done with; dead letters stay."""
    while not stopping.is_set():
        for topic in (*TOPICS, PAGES_RAW):
            try:
                log.trim(topic, system_clock() - timedelta(days=days))
            except ProspektError as error:
                logging.getLogger("stream").warning("%s is not trimmed: %s", topic, error)
        stopping.wait(DAY_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
