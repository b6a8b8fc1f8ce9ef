"""A real PostgreSQL: a cluster of its own, a database for each test."""

import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

from tests.engines import debian, servers, ways
from tests.engines.servers import Container, Process, Server

USER: Final = "prospekt"
PASSWORD: Final = "p@ss:word/of tests"  # noqa: S105 - of a server that the tests made
_QUICK: Final = ("fsync=off", "full_page_writes=off")
_QUIET: Final = ("unix_socket_directories=", "max_connections=200", "shared_buffers=32MB")


def _programs() -> Path | None:
    """The newest of Debian's, which are on nobody's path, or those that are on it."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else ways.program("initdb")


POSTGRES: Final = ways.Engine(
    name="PostgreSQL",
    variable="PROSPEKT_TEST_POSTGRES_URL",
    image="postgres:15",
    programs=_programs,
    get=debian.packages("postgresql"),
)


class PostgresServer:
    """One that runs; its port stays the same over restarts."""

    def __init__(self, folder: Path) -> None:
        self.port = servers.free_port()
        self.url = f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/postgres"
        self.server = self._server(folder)

    def _server(self, folder: Path) -> Server:
        chosen = (f"port={self.port}", "listen_addresses=127.0.0.1", *_QUICK, *_QUIET)
        options = [part for setting in chosen for part in ("-c", setting)]
        if POSTGRES.in_docker():
            said = ["-e", f"POSTGRES_USER={USER}", "-e", f"POSTGRES_PASSWORD={PASSWORD}"]
            return Container(POSTGRES.image, options, folder, options=said)
        programs = _programs()
        assert programs is not None, "the caller has asked whether it is there"
        data = folder / "data"
        _initialise(programs, folder, data)
        command = [str(programs / "postgres"), "-D", str(data), *options]
        return Process(command, folder, user=owner(), end="QUIT")

    def ready(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        self.server.kill()

    def start(self) -> None:
        servers.begin(self.server, self.ready)

    def restart(self) -> None:
        """As a crash and a boot: connections break, what was committed is there."""
        self.server.stop()
        self.start()


def owner() -> str | None:
    """Name who runs it: it refuses to be run by root."""
    return "postgres" if os.getuid() == 0 else None


def _initialise(programs: Path, folder: Path, data: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, "utf-8")
    command = [str(programs / "initdb"), "-D", str(data), "--no-sync", "--auth=scram-sha-256"]
    command += [f"--username={USER}", f"--pwfile={secret}", "--locale=C", "--encoding=UTF8"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, user=owner())


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start one. Skips (fails in CI) where there is no PostgreSQL."""
    POSTGRES.require()
    with servers.folder(owner=owner()) as place:
        found = PostgresServer(place)
        with servers.running(found.server, found.ready):
            yield found


@contextmanager
def database(server: str) -> Iterator[str]:
    """Make an empty database on a server; yield its address, and drop it in the end."""
    name = f"test_{uuid.uuid4().hex[:16]}"
    _run(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
    finally:
        _run(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(server: str, statement: sql.Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)
