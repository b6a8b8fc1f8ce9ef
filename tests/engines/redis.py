"""A real Redis: in memory or with an append-only file, with TLS and access lists if a test asks."""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import redis

from tests.engines import debian, servers, ways
from tests.engines.certificates import Certificates
from tests.engines.servers import Container, Process, Server

DATABASES: Final = 1024
REDIS: Final = ways.Engine(
    name="Redis",
    variable="PROSPEKT_TEST_REDIS_URL",
    image="redis:7",
    programs=lambda: ways.program("redis-server"),
    get=debian.packages("redis-server"),
)


class RedisServer:
    """One that runs; its port stays the same over restarts."""

    def __init__(
        self,
        folder: Path,
        *,
        durable: bool,
        certificates: Certificates | None,
        acl: Sequence[str],
        within: Sequence[str],
    ) -> None:
        self.folder = folder
        self.port = servers.free_port()
        self.certificates = certificates
        self._acl = acl
        self.server = _server(folder, self._options(durable=durable), within)

    def _options(self, *, durable: bool) -> list[str]:
        port, certificates = str(self.port), self.certificates
        options = ["--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        options += ["--databases", str(DATABASES), "--appendonly", "yes" if durable else "no"]
        options += ["--appendfsync", "always"] if durable else []
        if certificates:
            options += ["--port", "0", "--tls-port", port, "--tls-auth-clients", "no"]
            options += ["--tls-cert-file", str(certificates.cert)]
            options += ["--tls-key-file", str(certificates.key)]
            options += ["--tls-ca-cert-file", str(certificates.ca)]
        else:
            options += ["--port", port]
        if self._acl:
            users = self.folder / "users.acl"
            users.write_text("\n".join(self._acl) + "\n", "utf-8")
            options += ["--aclfile", str(users)]
        return options

    @property
    def url(self) -> str:
        return self.url_of()

    def url_of(self, user: str = "", password: str = "", database: int = 0) -> str:
        """Return the address, for one of the users in its access list."""
        scheme = "rediss" if self.certificates else "redis"
        who = f"{quote(user)}:{quote(password, safe='')}@" if user or password else ""
        trust = f"?ssl_ca_certs={quote(str(self.certificates.ca))}" if self.certificates else ""
        return f"{scheme}://{who}127.0.0.1:{self.port}/{database}{trust}"

    @property
    def version(self) -> str:
        with closing(redis.Redis.from_url(self.url, socket_timeout=5)) as client:
            return f"Redis {client.info('server')['redis_version']}"

    def ready(self) -> bool:
        """Answering, even if only to say that this user may do nothing."""
        try:
            with closing(redis.Redis.from_url(self.url, socket_timeout=5)) as client:
                return bool(client.ping())
        except (redis.AuthenticationError, redis.exceptions.NoPermissionError):
            return True
        except redis.RedisError:
            return False

    def kill(self) -> None:
        """End it as a power cut would; `start` brings back what an append-only file kept."""
        self.server.kill()

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        servers.begin(self.server, self.ready)

    def restart(self) -> None:
        """As a power cut and a boot."""
        self.kill()
        self.start()


def emptied(url: str) -> str:
    """Its numbers come round: what an earlier test left in that database goes."""
    with closing(redis.Redis.from_url(url, socket_timeout=5)) as client:
        client.flushdb()
    return url


def _server(folder: Path, options: Sequence[str], within: Sequence[str]) -> Server:
    if REDIS.in_docker():
        user = ["--user", f"{os.getuid()}:{os.getgid()}", "--entrypoint", "redis-server"]
        return Container(REDIS.image, options, folder, options=user)
    return Process([*within, "redis-server", *options], folder)


@contextmanager
def redis_server(
    folder: Path | None = None,
    *,
    durable: bool = False,
    tls: bool = False,
    acl: Sequence[str] = (),
    within: Sequence[str] = (),
) -> Iterator[RedisServer]:
    """Start one; `durable` writes each command to disk before it answers.

    `within` is a command that runs its program (not its image).

    `acl` is the lines of an access list, such as `user crawler on >secret ~frontier:* +@all`; a
    user that is not in it can do nothing, `default` with it. Skips (fails in CI) where there is
    no Redis.
    """
    REDIS.require()
    with servers.folder(folder) as place:
        certificates = Certificates(place) if tls else None
        found = RedisServer(
            place, durable=durable, certificates=certificates, acl=acl, within=within
        )
        with servers.running(found.server, found.ready):
            yield found
