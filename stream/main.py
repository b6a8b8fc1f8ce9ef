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
import time
from contextlib import closing
from datetime import timedelta
from typing import NoReturn

from contracts.clock import Clock, clock, system_clock
from contracts.errors import Misconfigured, ProspektError
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
from engines.elasticsearch.settings import IndexSettings
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.embedded.suspects import SqliteSuspects
from engines.indexes import open_documents, open_index
from engines.kafka.settings import KafkaSettings
from engines.last_words import ended
from engines.logs import open_log
from engines.redis.settings import SignatureSettings
from engines.settings import HomeSettings, read
from engines.signature_stores import examine, open_signatures
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from stream.deadline import deadline
from stream.delivery import Delivery
from stream.documents import Documents
from stream.duty import Duty
from stream.metrics import Metrics
from stream.patience import Patience
from stream.ports import BlobEraser
from stream.purge import purge
from stream.runner import Drained, Runner, attentive_sleep
from stream.settings import StreamSettings
from stream.steps import Steps
from stream.suspects import GUILTY, Guarded
from stream.watched import Watched
from stream.worker.brokers import Brokers

TOPICS = (ERASURES, POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS)
TRIMMED = (POSTINGS_RAW, DOCUMENTS_RAW, SIGHTINGS, SWEEPS, OBSERVATIONS, PAGES_RAW)
"""What is kept for a time only; dead letters and erasures stay."""
BEATS_PER_SESSION = 3
DAY_SECONDS = 86_400
CHATTY = {
    "aiokafka": logging.CRITICAL,  # each attempt of each task while a broker is away, 70 a second
    "alembic": logging.WARNING,
    "elastic_transport": logging.ERROR,  # each request, and each that failed: we say the latter
    "faust": logging.ERROR,
    "kafka": logging.CRITICAL,  # as aiokafka: what our calls meet is raised, and said by us
    "mode": logging.ERROR,
    "stream.worker": logging.ERROR,  # where classes of Faust's that are ours speak
}
"""They tell each step of theirs; what matters of it is said by us."""


def main() -> int:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s stream: %(message)s")
    for name, level in CHATTY.items():
        logging.getLogger(name).setLevel(level)
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
        help="its name among the readers of a log in the home; one that comes back takes up at "
        "once",
    )
    return parser.parse_args()


def _run(home: Home, now: Clock, arguments: argparse.Namespace, stopping: threading.Event) -> int:
    settings, kafka = read(StreamSettings), read(KafkaSettings)
    longest = settings.deadline_s / GUILTY
    _examine(read(IndexSettings), longest)
    say = logging.getLogger("stream").warning
    place = read(SignatureSettings)
    if remark := examine(place, home.signatures):
        say(remark)
    with (
        closing(open_log(kafka, home.log)) as log,
        closing(open_index(read(IndexSettings), home.index)) as index,
        closing(open_signatures(place, home.signatures)) as signatures,
        closing(open_documents(read(IndexSettings), home.documents)) as documents,
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
        guarded = Guarded(steps, suspects, lambda: deadline(longest))
        duty = Duty(
            topics=TOPICS,
            settings=settings,
            member=arguments.member,
            until_drained=arguments.until_drained,
            stopping=stopping,
            employ=lambda patience: Delivery(guarded, log, blobs, patience, now=now, meter=metrics),
            say=say,
        )
        if isinstance(log, SqliteLog):
            return _read_home(log, duty, blobs)
        from stream.worker.guard import STALLED  # noqa: PLC0415 - with what is below
        from stream.worker.start import start  # noqa: PLC0415 - Faust takes a while

        if absent := set(TOPICS) - {each.topic for each in log.ends()}:
            mend = "make them: python -m engines.kafka.topics; rights: python -m engines.kafka.acl"
            raise Misconfigured(f"Kafka shows no topics {', '.join(sorted(absent))}; {mend}")
        code = start(log, _brokers(kafka), duty, metrics, home.run / "faust")
        if code != STALLED:
            guarded.let_go()  # an engine that does not answer holds it, not a message
        return code


def _examine(index: IndexSettings, longest: float) -> None:
    """An index that does not answer must be waited for, not taken for a message that hangs."""
    if index.url and index.answer_s >= longest:
        raise Misconfigured(
            f"an answer of the index may take {index.answer_s:g} s, a message's work {longest:g} s "
            f"(PROSPEKT_STREAM_DEADLINE_S / {GUILTY}): set PROSPEKT_ELASTICSEARCH_ANSWER_S lower"
        )


def _read_home(log: SqliteLog, duty: Duty, blobs: BlobEraser) -> int:
    settings, say, stopping = duty.settings, duty.say, duty.stopping
    member, session_s = duty.member, settings.session_s
    reader = log.reader(INDEXER, duty.topics, member=member, session_s=session_s)
    sleep = attentive_sleep(stopping, reader, beat_s=session_s / BEATS_PER_SESSION)
    patience = Patience(sleep=sleep, say=say)
    runner = Runner(reader, duty.employ(patience), patience, batch=settings.batch, say=say)
    house = threading.Thread(target=_keep_house, args=(log, blobs, settings.keep_days, stopping))
    if not duty.until_drained:
        house.start()
    try:
        runner.run(
            stopping=stopping.is_set,
            drained=Drained(log, say) if duty.until_drained else lambda: False,
        )
    finally:
        stopping.set()
        if house.is_alive():
            house.join()
    return 0


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


def _leave(code: int) -> NoReturn:
    """End for good: a thread of a client's that hangs must not keep the process."""
    if any(each is not threading.main_thread() for each in threading.enumerate()):
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    _leave(main())
