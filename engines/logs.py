"""Which event log the settings ask for: the home's own file, or Kafka's brokers."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.embedded.log import SqliteLog
from engines.kafka.settings import KafkaSettings

if TYPE_CHECKING:
    from engines.kafka.log import KafkaLog


def open_log(settings: KafkaSettings, file: Path) -> "SqliteLog | KafkaLog":
    if settings.servers:
        from engines.kafka.log import KafkaLog  # noqa: PLC0415 - it takes a while

        return KafkaLog(settings)
    return SqliteLog(file)


def examine(settings: KafkaSettings, file: Path) -> str:
    """Raise where it cannot be used; return what a person should know of it, "" if nothing."""
    with closing(open_log(settings, file)) as log:
        log.ping()
        return "" if isinstance(log, SqliteLog) else "; ".join(log.faults())
