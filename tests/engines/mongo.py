"""MongoDB's wire protocol: spoken by a Java server in memory, or by MongoDB itself in Docker."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pymongo
from pymongo.errors import PyMongoError

from tests.engines import maven, servers, ways
from tests.engines.servers import Container, Process, Server

JAVA: Final = maven.Project("mongo")
MONGO: Final = ways.Engine(
    name="MongoDB's wire protocol",
    variable="PROSPEKT_TEST_MONGO_URL",
    image="mongo:5",
    programs=JAVA.programs,
    get=JAVA.get,
)


class MongoServer:
    """One that runs; what it holds is gone with it."""

    def __init__(self, folder: Path) -> None:
        self.port = servers.free_port()
        self.url = f"mongodb://127.0.0.1:{self.port}/"
        self.server = self._server(folder)

    def _server(self, folder: Path) -> Server:
        if MONGO.in_docker():
            told = ["--bind_ip", "127.0.0.1", "--port", str(self.port), "--dbpath", str(folder)]
            user = ["--user", f"{os.getuid()}:{os.getgid()}", "--entrypoint", "mongod"]
            return Container(MONGO.image, told, folder, options=user)
        java = JAVA.java("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        return Process([*java, "MongoServer", str(self.port)], folder)

    def ready(self) -> bool:
        client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(
            self.url, serverSelectionTimeoutMS=500
        )
        with client:
            try:
                client.admin.command("ping")
            except PyMongoError:
                return False
        return True


@contextmanager
def mongo_server() -> Iterator[MongoServer]:
    """Start one. Skips (fails in CI) where there is none."""
    MONGO.require()
    with servers.folder() as place:
        found = MongoServer(place)
        with servers.running(found.server, found.ready):
            yield found


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """Yield the address of a database of that name, and drop it in the end."""
    address = f"{server.rstrip('/')}/{name}"
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(server)
    with client:
        yield address
        client.drop_database(name)
