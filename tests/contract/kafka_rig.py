"""A real Kafka for the log's tests: one server for the run, topics of its own for each test."""

import functools
import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from engines.kafka import topics
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from engines.kafka.topics import Topic
from tests.engines.kafka import KAFKA, PASSWORD, KafkaServer, kafka_server
from tests.engines.shared import shared

PARTITIONS: Final = 4
TOPICS: Final = {"postings.raw": Topic(), "sightings": Topic(), "unread": Topic()}


@functools.cache
def kafka_address() -> str:
    """Start a server at first use; it ends with the tests. Child processes hear of it too."""
    if not KAFKA.address:
        os.environ[KAFKA.variable] = shared("kafka", _started)
    return KAFKA.address


@contextmanager
def _started() -> Iterator[str]:
    with kafka_server() as server:
        yield server.address


def kafka_settings(folder: Path) -> KafkaSettings:
    """Topics that are the folder's own, on the server of all."""
    prefix = f"t{hashlib.sha256(str(folder).encode()).hexdigest()[:16]}."
    return KafkaSettings(
        servers=kafka_address(), prefix=prefix, partitions=PARTITIONS, replication=1
    )


def settings_as(server: KafkaServer, user: str, password: str = PASSWORD) -> KafkaSettings:
    """One of the users of a server that speaks TLS and knows them."""
    return KafkaSettings(
        servers=server.address,
        partitions=2,
        replication=1,
        user=user,
        password=SecretStr(password),
        tls=True,
        ca=server.certificates.ca if server.certificates else None,
    )


@contextmanager
def kafka(folder: Path) -> Iterator[KafkaLog]:
    settings = kafka_settings(folder)
    marker = folder / "topics.made"
    if not marker.exists():
        with closing(Connection(settings)) as connection:
            topics.make(connection, TOPICS)
        marker.touch()
    with closing(KafkaLog(settings)) as log:
        yield log
