"""Messages go to the brokers: acknowledged by all copies, or the caller is told."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

from kafka import KafkaProducer
from kafka.errors import KafkaError

from contracts.errors import Misconfigured, Permanent
from contracts.log import Entry
from engines.kafka.connection import ANSWER_MS, Connection
from engines.kafka.errors import plain_errors
from engines.kafka.topics import LARGEST

SLICE: Final = 2_000
"""Messages that wait for the brokers at once: what is held in memory is bounded by it."""
DELIVERY_MS: Final = 20_000
"""After that the caller hears that it did not come through, and slows down."""
_LINGER_MS: Final = 2
_OVERHEAD: Final = 128
"""What a message takes beside its key and value."""


class KafkaWriter:
    """Implements `LogWriter`, for all threads.

    When `append` raises, some of the entries may be there: append all of them again. What comes
    twice changes nothing further down; what is acknowledged is never lost.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._open_ones: list[KafkaProducer] = []
        """One, or none after a failure."""
        self._known: set[str] = set()

    def append(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._examine(entry)
        for topic in {entry.topic for entry in entries} - self._known:
            self._look_up(topic)
        with plain_errors(self._connection.servers):
            for start in range(0, len(entries), SLICE):
                self._send(entries[start : start + SLICE])

    def close(self) -> None:
        """Nothing is lost by it: what was acknowledged is there."""
        with self._lock:
            for producer in tuple(self._open_ones):
                self._drop(producer)

    def _send(self, entries: Iterable[Entry]) -> None:
        producer = self._open()
        try:
            sent = [
                producer.send(
                    self._connection.names.topic(entry.topic),
                    key=entry.key.encode(),
                    value=entry.value,
                )
                for entry in entries
            ]
            for each in sent:
                each.get(timeout=(DELIVERY_MS + ANSWER_MS) / 1_000)
        except KafkaError:
            # What it still holds would come after what the caller appends again.
            with self._lock:
                self._drop(producer)
            raise

    def _open(self) -> KafkaProducer:
        with self._lock:
            if not self._open_ones:
                made = KafkaProducer(**self._connection.options(), **_options())
                self._open_ones.append(made)
            return self._open_ones[0]

    def _drop(self, producer: KafkaProducer) -> None:
        """Of several threads that failed together the first one drops it."""
        if producer not in self._open_ones:
            return
        self._open_ones.remove(producer)
        # Its public `close` would wait for what it is not to send any more.
        producer._sender.force_close()  # noqa: SLF001
        producer.close(timeout=ANSWER_MS / 1_000)

    def _examine(self, entry: Entry) -> None:
        size = len(entry.key.encode()) + len(entry.value) + _OVERHEAD
        if size > LARGEST:
            raise Permanent(
                f"topic {entry.topic}: the message of {entry.key!r} has {size} bytes, more than "
                f"{LARGEST}; keep the body in a blob and send its reference"
            )

    def _look_up(self, topic: str) -> None:
        """Otherwise the client would wait a long while for a topic that nobody makes."""
        if self._connection.names.topic(topic) not in self._connection.topics():
            raise Misconfigured(
                f"Kafka at {self._connection.servers}: there is no topic "
                f"{self._connection.names.topic(topic)}, or this user may not write it; run "
                "`python -m engines.kafka.topics`, or grant what `python -m engines.kafka.acl` says"
            )
        self._known.add(topic)


def _options() -> dict[str, Any]:
    return {
        "acks": "all",
        "enable_idempotence": True,
        "compression_type": "lz4",
        "linger_ms": _LINGER_MS,
        "batch_size": 128 * 1024,
        "delivery_timeout_ms": DELIVERY_MS,
        "max_block_ms": DELIVERY_MS,
        "max_request_size": LARGEST,
        "allow_auto_create_topics": False,
    }
