"""Settings of the stream."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings


class StreamSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_STREAM_")

    batch: Annotated[int, Field(ge=1, le=10_000)] = 256
    """Messages that are understood, embedded and written together."""

    session_s: Annotated[float, Field(gt=0)] = 15.0
    """Seconds of silence after which others take over this member's partitions."""

    stall_sessions: Annotated[float, Field(ge=1)] = 5.0
    """Sessions without progress on a partition of Kafka that has a backlog, after which the \
worker starts anew."""

    deadline_s: Annotated[float, Field(ge=4)] = 240.0
    """Seconds that a message may hang in all before it is a dead letter: four processes give it a
    quarter each."""

    metrics_port: Annotated[int, Field(ge=0, le=65_535)] = 0
    """Where metrics are served on 127.0.0.1 for Prometheus; 0: nowhere."""

    keep_days: Annotated[int, Field(ge=1)] = 90
    """Days after which what every reader has committed is deleted from the log."""
