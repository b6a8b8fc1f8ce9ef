"""The stream's process: `python -m stream.main [--until-drained]` brings records into the index."""

import argparse
import logging
import os
import signal
import socket
import sys
import threading
import time
from contextlib import closing
from datetime import timedelta

from contracts.clock import Clock, clock, system_clock
from contracts.errors import ProspektError
from contracts.names import (
    DOCUMENTS_RAW,
    ERASURES,
    INDEXER,
    OBSERVATIONS,
    PAGES_RAW,
    POSTINGS_RAW,
    SIGHTINGS,
    SWEEPS,
)
from embeddings.static import StaticEmbedder
from engines.blob_stores import open_blobs
from engines.blobs.settings import BlobSettings
from engines.embedded.documents.engine import SqliteDocuments
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.embedded.suspects import SqliteSuspects
from engines.last_words import ended
from engines.redis.settings import SignatureSettings
from engines.settings import HomeSettings, read
from engines.signature_stores import examine, open_signatures
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from stream.deadline import deadline
from stream.delivery import Delivery
from stream.documents import Documents
from stream.metrics import Metrics
from stream.patience import Patience
from stream.ports import BlobEraser
from stream.purge import purge
from stream.runner import Drained, Runner, attentive_sleep
from stream.settings import StreamSettings
from stream.steps import Steps
from stream.suspects import GUILTY, Guarded
from stream.watched import Watched

TOPICS = (ERASURES, POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
TRIMMED = (POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS, PAGES_RAW)
"""What is kept for a time only; dead letters and erasures stay."""
BEATS_PER_SESSION = 3
DAY_SECONDS = 86_400


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s stream: %(message)s")
    # Its making of the config store's tables is no news of the stream.
    logging.getLogger("alembic").setLevel(logging.WARNING)
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
    place = read(SignatureSettings)
    if remark := examine(place, home.signatures):
        say(remark)
    with (
        closing(SqliteLog(home.log)) as log,
        closing(SqliteIndex(home.index)) as index,
        closing(open_signatures(place, home.signatures)) as signatures,
        closing(SqliteDocuments(home.documents)) as documents,
        closing(open_config(read(ConfigSettings), home.config)) as config,
        closing(open_blobs(read(BlobSettings), home.blobs)) as blobs,
        closing(SqliteSuspects(home.suspects)) as suspects,
    ):
        metrics = Metrics(log)
        if settings.metrics_port:
            metrics.serve(settings.metrics_port)
        embedder = StaticEmbedder()
        steps = Steps(
            records=index,
            observations=index,
            documents=Documents(
                index=documents,
                signatures=signatures,
                embedder=embedder,
                watched=Watched(config.watches, seconds=time.monotonic, say=say),
                meter=metrics,
            ),
            signatures=signatures,
            embedder=embedder,
            meter=metrics,
        )
        longest = settings.deadline_s / GUILTY
        guarded = Guarded(steps, suspects, lambda: deadline(longest))
        reader = log.reader(INDEXER, TOPICS, member=arguments.member, session_s=settings.session_s)
        sleep = attentive_sleep(stopping, reader, beat_s=settings.session_s / BEATS_PER_SESSION)
        patience = Patience(sleep=sleep, say=say)
        delivery = Delivery(guarded, log, blobs, patience, now=now, meter=metrics)
        runner = Runner(reader, delivery, patience, batch=settings.batch, say=say)
        house = threading.Thread(
            target=_keep_house, args=(log, blobs, settings.keep_days, stopping)
        )
        if not arguments.until_drained:
            house.start()
        try:
            runner.run(
                stopping=stopping.is_set,
                drained=Drained(log, say) if arguments.until_drained else lambda: False,
            )
        finally:
            stopping.set()
            if house.is_alive():
                house.join()


def _keep_house(log: SqliteLog, blobs: BlobEraser, days: int, stopping: threading.Event) -> None:
    """Once a day, delete what is old and done with, and what crawls brought of the erased."""
    say = logging.getLogger("stream").warning
    while not stopping.is_set():
        try:
            for topic in TRIMMED:
                log.trim(topic, system_clock() - timedelta(days=days))
            purge(log, blobs, system_clock())
        except ProspektError as error:
            say("the log keeps what it should not any more: %s", error)
        stopping.wait(DAY_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
