"""Where the event log is, and as whom it is reached."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from engines.settings import Settings

_SERVERS = r"^([\w.-]+:\d+(,[\w.-]+:\d+)*)?$"


class KafkaSettings(Settings):
    model_config = SettingsConfigDict(env_prefix="PROSPEKT_KAFKA_")

    servers: Annotated[str, Field(pattern=_SERVERS)] = ""
    """The brokers that hold the event log: HOST:PORT, with commas between several; empty: it is \
a file in the home."""

    prefix: Annotated[str, Field(pattern=r"^[\w-]+[.]$")] = "prospekt."
    """What the names of topics and groups there begin with, a word and a dot; installations \
that share brokers differ in it."""

    partitions: Annotated[int, Field(ge=1, le=1_000)] = 6
    """Partitions of each topic that is made: the most workers that can share it."""

    replication: Annotated[int, Field(ge=1, le=9)] = 3
    """Brokers that keep a copy of each topic that is made; from 3 on, a message counts as \
kept when two have it."""

    user: str = ""
    """Whom the brokers know this process as; empty: they ask nobody."""

    password: SecretStr = SecretStr("")
    """The user's password."""

    mechanism: Literal["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"] = "SCRAM-SHA-512"
    """How the password is shown; PLAIN sends it as it is, so use it with TLS only."""

    tls: bool = False
    """Whether the line to the brokers is encrypted."""

    ca: Path | None = None
    """A file with the certificate authority that the brokers' certificates are from; unset: \
those that this machine trusts."""
