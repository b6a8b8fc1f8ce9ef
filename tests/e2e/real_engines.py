"""All the shared engines at once, as the settings of a home: the shape of a cluster."""

import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

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


def module(home: Path, name: str, settings: Mapping[str, str]) -> None:
    """As an administrator runs it."""
    subprocess.run(
        [sys.executable, "-m", name], check=True, env=variables(home, **settings), timeout=120
    )
