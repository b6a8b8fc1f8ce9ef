"""The way to the brokers: one client for questions, made when it is first needed."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from kafka import KafkaAdminClient
from kafka.errors import (
    CoordinatorLoadInProgressError,
    CoordinatorNotAvailableError,
    NotCoordinatorError,
)

from contracts.errors import Misconfigured
from engines.kafka.errors import plain_errors
from engines.kafka.names import Names
from engines.kafka.settings import KafkaSettings

CONNECT_MS = 5_000
ANSWER_MS = 10_000
COORDINATOR_SECONDS: Final = 10.0

T = TypeVar("T")


class Connection:
    """For all threads. Nothing is sent before something is asked."""

    def __init__(self, settings: KafkaSettings) -> None:
        self.settings = settings
        self.servers = settings.servers
        self.names = Names(settings.prefix)
        self._lock = threading.Lock()
        self._admin: KafkaAdminClient | None = None
        self.closed = False
        if settings.user and settings.mechanism == "PLAIN" and not settings.tls:
            mend = "set PROSPEKT_KAFKA_TLS=true, or use SCRAM-SHA-512"
            raise Misconfigured(f"Kafka: PLAIN would show the password to the whole line; {mend}")
        if settings.ca and not settings.ca.is_file():
            mend = "name the file of the brokers' certificate authority"
            raise Misconfigured(f"PROSPEKT_KAFKA_CA={settings.ca}: there is no such file; {mend}")

    def options(self) -> dict[str, Any]:
        """What every client of kafka-python is told."""
        settings = self.settings
        told: dict[str, Any] = {
            "bootstrap_servers": settings.servers.split(","),
            "client_id": "prospekt",
            "bootstrap_timeout_ms": CONNECT_MS,
            "request_timeout_ms": ANSWER_MS,
            "reconnect_backoff_max_ms": 1_000,
        }
        transport = "SSL" if settings.tls else "PLAINTEXT"
        if settings.user:
            transport = transport.replace("PLAINTEXT", "SASL_PLAINTEXT").replace("SSL", "SASL_SSL")
            told["sasl_mechanism"] = settings.mechanism
            told["sasl_plain_username"] = settings.user
            told["sasl_plain_password"] = settings.password.get_secret_value()
        if settings.ca:
            told["ssl_cafile"] = str(settings.ca)
        return told | {"security_protocol": transport}

    def ask(self, question: Callable[[KafkaAdminClient], T]) -> T:
        """Ask the brokers something, in our errors."""
        with plain_errors(self.servers), self._lock:
            if self._admin is None:
                self._admin = KafkaAdminClient(**self.options())
            return _patiently(self._admin, question)

    def topics(self) -> dict[str, Sequence[int]]:
        """Our topics by their names on the brokers, each with its partitions."""
        found = self.ask(lambda admin: admin.describe_topics())
        return {
            each["name"]: sorted(part["partition_index"] for part in each["partitions"])
            for each in found
            if self.names.ours(each["name"])
        }

    def close(self) -> None:
        with self._lock:
            self.closed = True
            if self._admin is not None:
                self._admin.close()
                self._admin = None


def _patiently(admin: KafkaAdminClient, question: Callable[[KafkaAdminClient], T]) -> T:
    """The first who asks for a group has its coordinator made, which takes a moment."""
    deadline = time.monotonic() + COORDINATOR_SECONDS
    while True:
        try:
            return question(admin)
        except (CoordinatorNotAvailableError, CoordinatorLoadInProgressError, NotCoordinatorError):
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)
