"""The one declaration of the log's topics, and what makes the brokers follow it.

`python -m engines.kafka.topics` makes what is missing and lets grow what is too small. Nothing
is ever shrunk or deleted: what the brokers have otherwise is said, for a person to decide.
"""

import sys
import time
from collections.abc import Mapping
from contextlib import closing
from typing import Any, Final

from kafka.admin import ConfigResource, ConfigResourceType
from msgspec import Struct

from contracts import names
from contracts.errors import Transient
from engines.kafka.connection import Connection
from engines.kafka.settings import KafkaSettings
from engines.last_words import ended
from engines.settings import read

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a message with its key. Bodies are in blobs; this is room for what was read of one."""
ENOUGH_COPIES: Final = 2
SEGMENT_DAYS: Final = 1
"""Brokers delete and compact a part of a topic when it is full or so old: what is due goes soon."""
SHOWN_SECONDS: Final = 30.0
"""How long the brokers may take to show what their controller has done."""
_DAY_MS: Final = 86_400_000
_NEVER: Final = 2**63 - 1


class Topic(Struct, frozen=True, kw_only=True):
    keep_days: int = 90
    """Days after which a message goes; 0: never."""
    latest_only: bool = False
    """Whether of each key only the last message is kept, for ever (compaction)."""


TOPICS: Final[Mapping[str, Topic]] = {
    names.PAGES_RAW: Topic(),
    names.POSTINGS_RAW: Topic(),
    names.DOCUMENTS_RAW: Topic(),
    names.OBSERVATIONS: Topic(),
    names.SIGHTINGS: Topic(),
    names.SWEEPS: Topic(),
    names.SOURCES: Topic(),
    names.DEAD_LETTERS: Topic(keep_days=0, latest_only=True),
    names.REPLAYS: Topic(keep_days=0, latest_only=True),
    names.ERASURES: Topic(keep_days=0, latest_only=True),
}


def configs(topic: Topic, replication: int) -> dict[str, str]:
    """How a topic is kept, in the brokers' words.

    The broker dates a message: so its times never run backwards within a partition.
    """
    return {
        "cleanup.policy": "compact" if topic.latest_only else "delete",
        "retention.ms": str(topic.keep_days * _DAY_MS or -1),
        "segment.ms": str(SEGMENT_DAYS * _DAY_MS),
        "max.compaction.lag.ms": str(SEGMENT_DAYS * _DAY_MS if topic.latest_only else _NEVER),
        "max.message.bytes": str(LARGEST),
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": str(ENOUGH_COPIES if replication > ENOUGH_COPIES else 1),
        "unclean.leader.election.enable": "false",
    }


def make(connection: Connection, topics: Mapping[str, Topic] = TOPICS) -> list[str]:
    """Make the absent, grow the small, set what is set otherwise; tell each thing done."""
    settings, there = connection.settings, connection.topics()
    named = {connection.names.topic(name): topic for name, topic in topics.items()}
    new: dict[str, Any] = {
        name: {
            "num_partitions": settings.partitions,
            "replication_factor": settings.replication,
            "configs": configs(topic, settings.replication),
        }
        for name, topic in named.items()
        if name not in there
    }
    small = {name: settings.partitions for name in named if _few(there, name, settings.partitions)}
    other = _different(connection, {name: named[name] for name in named if name in there})
    if new:
        connection.ask(lambda admin: admin.create_topics(new, wait_for_metadata=True))
    if small:
        connection.ask(lambda admin: admin.create_partitions(small))
    if other:
        changed = [ConfigResource(ConfigResourceType.TOPIC, name, other[name]) for name in other]
        connection.ask(lambda admin: admin.alter_configs(changed))
    _shown(connection, topics)
    return [
        *(f"{name}: made" for name in new),
        *(f"{name}: grown from {len(there[name])} to {small[name]} partitions" for name in small),
        *(f"{name}: set {key}={other[name][key]}" for name in other for key in other[name]),
    ]


def _shown(connection: Connection, topics: Mapping[str, Topic]) -> None:
    """Wait for it: the controller answers before the brokers' own books follow.

    Who wrote to a topic that has just grown would otherwise still see its old partitions.
    """
    deadline = time.monotonic() + SHOWN_SECONDS
    while left := faults(connection, topics):
        if time.monotonic() > deadline:
            raise Transient(f"Kafka: after {SHOWN_SECONDS:.0f} s still: {left[0]}")
        time.sleep(0.1)


def faults(connection: Connection, topics: Mapping[str, Topic] = TOPICS) -> list[str]:
    """Tell where the brokers differ from the declaration, and how to mend it."""
    wanted, there = connection.settings.partitions, connection.topics()
    named = {connection.names.topic(name): topic for name, topic in topics.items()}
    other = _different(connection, {name: named[name] for name in named if name in there})
    mend = "run `python -m engines.kafka.topics`"
    return [
        *(f"topic {name} is absent; {mend}" for name in named if name not in there),
        *(
            f"topic {name} has {len(there[name])} partitions, not {wanted}; {mend}"
            for name in named
            if _few(there, name, wanted)
        ),
        *(
            f"topic {name} has not {key}={other[name][key]}; {mend}"
            for name in other
            for key in other[name]
        ),
    ]


def _few(there: Mapping[str, Any], name: str, wanted: int) -> bool:
    return name in there and len(there[name]) < wanted


def _different(connection: Connection, topics: Mapping[str, Topic]) -> dict[str, dict[str, str]]:
    """What is set otherwise; a topic that differs in nothing is not in it.

    Nor is one whose settings this user may not see.
    """
    if not topics:
        return {}
    wanted = {name: configs(each, connection.settings.replication) for name, each in topics.items()}
    asked = [ConfigResource(ConfigResourceType.TOPIC, name) for name in wanted]
    told = connection.ask(lambda admin: admin.describe_configs(asked, config_filter="all"))
    found = told["topic"]
    different = {
        name: {key: value for key, value in each.items() if found[name][key]["value"] != value}
        for name, each in wanted.items()
        if found[name]
    }
    return {name: each for name, each in different.items() if each}


def main() -> int:
    try:
        with closing(Connection(read(KafkaSettings))) as connection:
            for line in make(connection):
                sys.stdout.write(f"{line}\n")
    except Exception as error:  # noqa: BLE001 - said in one line, the traceback in the log
        return ended(error, "topics")
    return 0


if __name__ == "__main__":
    sys.exit(main())
