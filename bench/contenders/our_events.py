"""The same events by our log on Kafka, which is kafka-python, in a process of its own.

`produce SERVERS TOPIC FILE AT_ONCE` or `read SERVERS TOPIC COUNT`; prints seconds and CPU.
"""

import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.contenders import confluent_events
from contracts.log import Entry
from engines.kafka.log import KafkaLog
from engines.kafka.settings import KafkaSettings
from stream.delivery import positions

PREFIX: Final = "bench."
POLLED: Final = confluent_events.POLLED


def produce(servers: str, topic: str, file: str, at_once: str) -> None:
    entries = [
        Entry(topic=topic, key=key.decode(), value=value)
        for key, value in confluent_events.events(Path(file))
    ]
    step = int(at_once)
    with closing(KafkaLog(KafkaSettings(servers=servers, prefix=PREFIX))) as log:
        log.append(entries[:1])  # it asks for topics before its first
        began, cpu = time.monotonic(), time.process_time()
        for start in range(0, len(entries), step):
            log.append(entries[start : start + step])
        confluent_events.tell(began, cpu)


def read(servers: str, topic: str, count: str) -> None:
    with closing(KafkaLog(KafkaSettings(servers=servers, prefix=PREFIX))) as log:
        reader = log.reader("ours", [topic], member="bench", session_s=30)
        left, began, cpu = int(count), 0.0, 0.0
        while left > 0:
            messages = reader.poll(POLLED, 1)
            if messages and not began:
                began, cpu = time.monotonic(), time.process_time()
            left -= len(messages)
            reader.commit(positions(messages))
        confluent_events.tell(began, cpu)


if __name__ == "__main__":
    if sys.argv[1] == "produce":
        produce(*sys.argv[2:])
    else:
        read(*sys.argv[2:])
