"""A real S3 store: versitygw, which keeps the objects as files of a folder."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.engines import golang, servers, ways
from tests.engines.certificates import Certificates
from tests.engines.servers import Container, Process, Server

GATEWAY: Final = golang.Program("github.com/versity/versitygw/cmd/versitygw", "v1.8.0")
S3: Final = ways.Engine(
    name="an S3 store",
    variable="PROSPEKT_TEST_S3_URL",
    image="versity/versitygw:v1.8.0",
    programs=GATEWAY.programs,
    get=GATEWAY.get,
)
KEY: Final = "prospekt"
SECRET: Final = "secret-of-the-tests"  # noqa: S105 - of a server that lives as long as a test


class S3Server:
    """One that runs, with one bucket; its port stays the same over restarts."""

    bucket = "blobs"

    def __init__(self, folder: Path, certificates: Certificates | None) -> None:
        self.port = servers.free_port()
        self.certificates = certificates
        self._folder = folder
        self.make(self.bucket)
        (folder / "sidecar").mkdir(exist_ok=True)
        self.server = self._server()

    def make(self, bucket: str) -> None:
        """Make a bucket: a folder, to this server."""
        (self._folder / "buckets" / bucket).mkdir(parents=True, exist_ok=True)

    @property
    def endpoint(self) -> str:
        return f"{'https' if self.certificates else 'http'}://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """As one that is not ours is named: http://KEY:SECRET@HOST:PORT/BUCKET."""
        scheme, host = self.endpoint.split("://")
        return f"{scheme}://{KEY}:{SECRET}@{host}/{self.bucket}"

    def _server(self) -> Server:
        told = ["--access", KEY, "--secret", SECRET, "--port", f"127.0.0.1:{self.port}"]
        if self.certificates:
            told += ["--cert", str(self.certificates.cert), "--key", str(self.certificates.key)]
        place = [str(self._folder / name) for name in ("sidecar", "buckets")]
        told += ["posix", "--sidecar", *place]
        if S3.in_docker():
            user = ["--user", f"{os.getuid()}:{os.getgid()}"]
            return Container(S3.image, told, self._folder, options=user)
        return Process([str(GATEWAY.built() / GATEWAY.name), *told], self._folder)

    def ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        self.server.kill()

    def start(self) -> None:
        servers.begin(self.server, self.ready)


@contextmanager
def s3_server(*, tls: bool = False) -> Iterator[S3Server]:
    """Start one. Skips (fails in CI) where there is none."""
    S3.require()
    with servers.folder() as place:
        found = S3Server(place, Certificates(place) if tls else None)
        with servers.running(found.server, found.ready):
            yield found
