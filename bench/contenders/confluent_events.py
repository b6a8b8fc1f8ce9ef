"""The same events by confluent-kafka; a script for the venv of the peers, as `crawlee_walk`.

`produce SERVERS TOPIC FILE AT_ONCE` or `read SERVERS TOPIC COUNT`; prints seconds and CPU.
"""
# ruff: noqa: PLC0415 - the peer is not installed where this file is only named
# mypy: disable-error-code="import-not-found"

import sys
import time
from pathlib import Path
from struct import unpack_from

POLLED = 256
SECONDS = 120.0


def produce(servers: str, topic: str, file: str, at_once: str) -> None:
    """Some at a time, each acknowledged before the next, as a crawl appends."""
    from confluent_kafka import Producer

    producer = Producer(
        {
            "bootstrap.servers": servers,
            "acks": "all",
            "enable.idempotence": True,
            "compression.type": "lz4",
            "linger.ms": 2,
            "batch.size": 128 * 1024,
            "delivery.timeout.ms": 20_000,
            "message.max.bytes": 8 * 1024 * 1024,
        }
    )
    producer.list_topics(topic, timeout=SECONDS)
    found, step = events(Path(file)), int(at_once)
    began, cpu = time.monotonic(), time.process_time()
    for start in range(0, len(found), step):
        kept: list[object] = []
        for key, value in found[start : start + step]:
            producer.produce(
                topic, value, key, on_delivery=lambda error, _, kept=kept: kept.append(error)
            )
        producer.flush(SECONDS)
        if len(kept) != len(found[start : start + step]) or any(kept):
            raise SystemExit(f"not all were acknowledged: {kept}")
    tell(began, cpu)


def read(servers: str, topic: str, count: str) -> None:
    """In batches, each committed before the next."""
    from confluent_kafka import Consumer

    consumer = Consumer(
        {
            "bootstrap.servers": servers,
            "group.id": f"{topic}.confluent",
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([topic])
    left, began, cpu = int(count), 0.0, 0.0
    while left > 0:
        messages = consumer.consume(POLLED, SECONDS if not began else 1.0)
        if any(message.error() for message in messages):
            raise SystemExit(f"not all were read: {[each.error() for each in messages]}")
        if not began:
            began, cpu = time.monotonic(), time.process_time()
        left -= len(messages)
        consumer.commit(asynchronous=False)
    tell(began, cpu)
    consumer.close()


def events(file: Path) -> list[tuple[bytes, bytes]]:
    """Each is two lengths, the key and the value."""
    data, at, found = file.read_bytes(), 0, []
    while at < len(data):
        key, value = unpack_from(">II", data, at)
        at += 8
        found.append((data[at : at + key], data[at + key : at + key + value]))
        at += key + value
    return found


def tell(began: float, cpu: float) -> None:
    sys.stdout.write(f"{time.monotonic() - began} {time.process_time() - cpu}\n")


if __name__ == "__main__":
    if sys.argv[1] == "produce":
        produce(*sys.argv[2:])
    else:
        read(*sys.argv[2:])
