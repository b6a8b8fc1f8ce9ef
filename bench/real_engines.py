"""Kafka, Elasticsearch and Redis of a bench's own, as the tests start them: in a checkout only.

They are small there: half a gigabyte of heap at most, and a compiler that is quick to start
rather than fast. What a bench reads of them is a floor.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from bench.cpu import cpu_seconds
from engines.kafka.settings import KafkaSettings
from engines.settings import environment

PARTITIONS: Final = 6


class Servers(Struct, frozen=True, kw_only=True):
    """Where they are, as the settings of a home, and what each has cost so far."""

    told: Mapping[str, str]
    kafka: KafkaSettings
    spent: Mapping[str, Callable[[], float]]
    """Seconds of CPU, by name."""


def absent() -> list[str]:
    """Name those that this machine cannot start, without fetching anything."""
    try:
        from tests.engines import elastic, kafka, redis  # noqa: PLC0415 - no installation has them
    except ImportError:
        return ["the repository, which starts them"]
    wanted = (kafka.KAFKA, elastic.ELASTICSEARCH, redis.REDIS)
    return [engine.name for engine in wanted if not engine.found()]


@contextmanager
def real_engines(root: Path) -> Iterator[Servers]:
    """Start them, with topics and indices made; `root` is the home of what reads them."""
    from tests.engines import elastic, kafka, redis  # noqa: PLC0415 - as above

    with ExitStack() as ending:
        broker = ending.enter_context(kafka.kafka_server())
        node = ending.enter_context(elastic.elastic_server())
        memory = ending.enter_context(redis.redis_server())
        told = {
            "PROSPEKT_HOME": str(root),
            "PROSPEKT_KAFKA_SERVERS": broker.address,
            "PROSPEKT_KAFKA_PARTITIONS": str(PARTITIONS),
            "PROSPEKT_KAFKA_REPLICATION": "1",
            "PROSPEKT_ELASTICSEARCH_URL": node.url,
            "PROSPEKT_SIGNATURES_URL": memory.url,
        }
        for module in ("engines.kafka.topics", "engines.elasticsearch.builds"):
            made = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", module],
                env=environment(told),
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode:
                raise SystemExit(f"bench: {module}: {made.stderr}")
        processes = {
            "Kafka": psutil.Process(broker.server.pid()),
            "Elasticsearch": psutil.Process(node.server.pid()),
            "Redis": psutil.Process(memory.server.pid()),
        }
        yield Servers(
            told=told,
            kafka=KafkaSettings(servers=broker.address, partitions=PARTITIONS, replication=1),
            spent={name: partial(cpu_seconds, each) for name, each in processes.items()},
        )
