"""All the shared engines at once, as the settings of a home: the shape of a cluster."""

import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from elasticsearch import Elasticsearch
from redis import Redis

from contracts.codec import decode_as
from contracts.events import ReplayMoved
from contracts.names import INDEXER, REPLAYS, TOPICS
from engines.kafka import offsets
from engines.kafka.connection import Connection
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from tests.contract.kafka_rig import kafka_address
from tests.e2e.command import variables
from tests.engines.elastic import elastic_address, indices_of_our_own

PARTITIONS = 3


def started() -> tuple[str, str]:
    """Kafka's address and Elasticsearch's: they come up side by side."""
    with ThreadPoolExecutor() as starting:
        asked = [starting.submit(kafka_address), starting.submit(elastic_address)]
        kafka, elastic = (each.result() for each in asked)
    return kafka, elastic


@contextmanager
def of_our_own(
    home: Path, redis_url: str, postgres_url: str, s3_url: str
) -> Iterator[Mapping[str, str]]:
    """Settings of a home with nothing of its own; what they name is empty, and goes afterwards."""
    kafka, elastic = started()
    name = uuid.uuid4().hex[:12]
    database, store = urlsplit(postgres_url), urlsplit(s3_url)
    with ExitStack() as ending:
        settings = {
            "KAFKA_SERVERS": kafka,
            "KAFKA_PREFIX": f"t{name}.",
            "KAFKA_PARTITIONS": str(PARTITIONS),
            "KAFKA_REPLICATION": "1",
            "ELASTICSEARCH_URL": elastic,
            "ELASTICSEARCH_PREFIX": ending.enter_context(indices_of_our_own(elastic)),
            "FRONTIER_URL": redis_url,
            "FRONTIER_PREFIX": f"{{test:{name}}}",
            "SIGNATURES_URL": redis_url,
            "SIGNATURES_PREFIX": f"{{test:{name}:signatures}}",
            "BLOBS_URL": f"s3:/{store.path}/{name}",
            "BLOBS_ENDPOINT": f"{store.scheme}://{store.hostname}:{store.port}",
            "BLOBS_KEY": unquote(store.username or ""),
            "BLOBS_SECRET": unquote(store.password or ""),
            "CONFIG_DB_HOST": database.hostname or "",
            "CONFIG_DB_PORT": str(database.port),
            "CONFIG_DB_NAME": database.path.lstrip("/"),
            "CONFIG_DB_USER": unquote(database.username or ""),
            "CONFIG_DB_PASSWORD": unquote(database.password or ""),
        }
        told = {f"PROSPEKT_{key}": value for key, value in settings.items()}
        module(home, "engines.kafka.topics", told)
        module(home, "engines.elasticsearch.builds", told)
        yield told


def builds(settings: Mapping[str, str]) -> dict[str, set[str]]:
    """Which builds of the index and of the signatures there are, by where they are."""
    prefix = settings["PROSPEKT_ELASTICSEARCH_PREFIX"]
    with (
        closing(Elasticsearch(settings["PROSPEKT_ELASTICSEARCH_URL"])) as elastic,
        closing(Redis.from_url(settings["PROSPEKT_SIGNATURES_URL"])) as redis,
    ):
        named = f"{settings['PROSPEKT_SIGNATURES_PREFIX']}:"
        keys = [key.decode().removeprefix(named) for key in redis.scan_iter(f"{named}*")]
        indices = map(str, elastic.indices.get(index=f"{prefix}-*"))
        return {
            "index": {each.rpartition("-v1-")[2] for each in indices},
            "signatures": {key.removesuffix("meta") for key in keys if key.endswith("meta")},
        }


def stage(settings: Mapping[str, str]) -> str:
    """Where the last replay is, by its own last word."""
    with closing(KafkaLog(_kafka(settings))) as log:
        told = [decode_as(message.value, ReplayMoved) for message in log.read(REPLAYS)]
        return told[-1].stage if told else ""


def of_replays(settings: Mapping[str, str]) -> list[str]:
    """Topics and groups on Kafka that nobody declares."""
    with closing(Connection(_kafka(settings))) as connection:
        named = [*connection.topics(), *offsets.groups(connection)]
        prefix = connection.names.prefix
    return sorted({each.removeprefix(prefix) for each in named} - {*TOPICS, INDEXER})


def _kafka(settings: Mapping[str, str]) -> KafkaSettings:
    return KafkaSettings(
        servers=settings["PROSPEKT_KAFKA_SERVERS"], prefix=settings["PROSPEKT_KAFKA_PREFIX"]
    )


def module(home: Path, name: str, settings: Mapping[str, str]) -> None:
    """As an administrator runs it."""
    subprocess.run(
        [sys.executable, "-m", name], check=True, env=variables(home, **settings), timeout=600
    )
