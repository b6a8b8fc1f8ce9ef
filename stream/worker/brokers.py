"""Where a worker's log is, apart from any client of it."""

import ssl
from collections.abc import Sequence

from msgspec import Struct


class Brokers(Struct, frozen=True, kw_only=True):
    """Where the log is, what things are called there, and as whom it is reached."""

    servers: Sequence[str]
    group: str
    prefix: str
    """What the topics' names begin with."""
    user: str = ""
    password: str = ""
    mechanism: str = ""
    tls: ssl.SSLContext | None = None
