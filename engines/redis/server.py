"""The connection to Redis: bounded in time, its errors said in our words, its settings checked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import redis
from msgspec import Struct
from redis import exceptions
from redis.backoff import NoBackoff
from redis.retry import Retry

from contracts.errors import Misconfigured, Permanent, ProspektError, Transient

CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
OLDEST: Final = (6, 2)
"""The first version that knows every command of the scripts."""
_USER: Final = re.compile(r"(://).*@")
_FULL: Final = "its memory is full; raise maxmemory there"
_REPLICA: Final = "it is a read-only replica; name the primary in its URL"
_PASSING: Final = {
    exceptions.BusyLoadingError: "it is loading its data; retry soon",
    exceptions.ReadOnlyError: _REPLICA,
    exceptions.MasterDownError: "its primary is down; retry soon",
    exceptions.ClusterDownError: "its cluster is down; retry soon",
    exceptions.OutOfMemoryError: _FULL,
    exceptions.TimeoutError: f"no answer within {ANSWER_SECONDS:.0f} s; check it, then retry",
    exceptions.ConnectionError: "it cannot be reached; check that it runs, then retry",
}
"""What the client gives a class of its own, the special before the general."""
_SAID: Final = {
    "BUSY": "a script keeps it busy; retry soon",
    "NOREPLICAS": "too few of its replicas are there (min-replicas-to-write); retry soon",
    "COPYING": "its signatures are being copied for a replay; retry soon",
    "MISCONF": "it cannot save to its disk; free some space there",
    "OOM": _FULL,
    "READONLY": _REPLICA,
}
"""By its first word; a server before Redis 7 has that amidst its words when a script met it."""
_REFUSED: Final = (
    exceptions.AuthenticationError,
    exceptions.AuthorizationError,
    exceptions.NoPermissionError,
)
_DENIED: Final = ("can't run this command", "can't access")
"""How a script is refused a command or a key."""


class Server:
    """One Redis, as an address names it: `redis://` or, with TLS, `rediss://`."""

    def __init__(self, url: str) -> None:
        self.name = _USER.sub(r"\1", url.partition("?")[0])
        try:
            self.client = redis.Redis.from_url(
                url,
                socket_connect_timeout=CONNECT_SECONDS,
                socket_timeout=ANSWER_SECONDS,
                # A claim that is repeated by itself would lease more than its caller ever sees.
                retry=Retry(NoBackoff(), 0),
            )
        except (ValueError, TypeError) as error:
            msg = f"{self.name}: {error}; write redis://HOST:PORT/0 or rediss://HOST:PORT/0"
            raise Misconfigured(msg) from error

    @contextmanager
    def plain_errors(self) -> Iterator[None]:
        """Turn the client's errors into ours, cause chained."""
        try:
            yield
        except exceptions.RedisError as error:
            raise _translated(self.name, error) from error

    def ping(self) -> None:
        with self.plain_errors():
            self.client.ping()

    def close(self) -> None:
        self.client.close()


def _translated(name: str, error: exceptions.RedisError) -> ProspektError:
    said = str(error)
    if isinstance(error, _REFUSED) or any(sign in said for sign in _DENIED):
        mend = (
            "give the user and password in the URL and that user the rule of engines/redis/acl.py"
        )
        return Misconfigured(f"{name}: it refuses this user ({said}); {mend}")
    if "CERTIFICATE_VERIFY_FAILED" in said:
        mend = "name the file of its CA: rediss://HOST:PORT/0?ssl_ca_certs=FILE"
        return Misconfigured(f"{name}: its certificate is not to be trusted ({said}); {mend}")
    for kind, mend in _PASSING.items():
        if isinstance(error, kind):
            return Transient(f"{name}: {mend} ({said})")
    if said.startswith("NOBUILD"):
        return Permanent(f"{name}: {said.partition(' ')[2]}")
    for sign, mend in _SAID.items():
        if said.startswith(sign) or f" -{sign} " in said:
            return Transient(f"{name}: {mend} ({said})")
    return Misconfigured(f"{name}: {said}; is that prefix used by another program?")


class Standing(Struct, frozen=True, kw_only=True):
    """How a server keeps what it is given."""

    policy: str
    """What it does when its memory is full."""
    remark: str
    """What a person should know of it; "" when all is well."""


def standing(server: Server) -> Standing:
    """Read it; Misconfigured where the server may throw keys away: all must be kept."""
    with server.plain_errors():
        info = server.client.info()
    version, policy = str(info["redis_version"]), info["maxmemory_policy"]
    if too_old(version):
        msg = f"{server.name}: it is Redis {version}; use {OLDEST[0]}.{OLDEST[1]} or newer"
        raise Misconfigured(msg)
    if policy != "noeviction":
        mend = "set in its redis.conf: maxmemory-policy noeviction"
        raise Misconfigured(
            f"{server.name}: with maxmemory-policy {policy} it drops what must be kept; {mend}"
        )
    return Standing(policy=policy, remark="" if info["aof_enabled"] else _remark(server.name))


def too_old(version: str) -> bool:
    major, minor, *_ = version.split(".")
    return (int(major), int(minor)) < OLDEST


def _remark(name: str) -> str:
    mend = "set in its redis.conf: appendonly yes, and appendfsync everysec or always"
    return (
        f"{name}: it keeps no append-only file, so a restart may lose URLs and signatures; {mend}"
    )
