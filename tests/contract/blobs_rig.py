"""What the contract tests of blobs run on: every engine, opened as often as a test likes.

A new engine joins the suite with one more entry in ENGINES: a picklable call, so that child
processes open the same blobs.
"""

import atexit
import functools
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr

from crawler.ports import BlobReader, BlobWriter
from engines.blobs.s3 import S3Blobs
from engines.blobs.settings import BlobSettings
from engines.embedded.blobs import FolderBlobs
from tests.engines.s3 import S3, s3_server


class Blobs(BlobReader, BlobWriter, Protocol):
    """All that a blob engine does."""

    def delete(self, refs: Sequence[str]) -> None: ...

    def ping(self) -> None: ...


Engine = Callable[[], AbstractContextManager[Blobs]]


@contextmanager
def folder(path: Path) -> Iterator[Blobs]:
    with closing(FolderBlobs(path / "blobs")) as blobs:
        yield blobs


@contextmanager
def bucket(settings: BlobSettings) -> Iterator[Blobs]:
    with closing(S3Blobs(settings)) as blobs:
        yield blobs


@functools.cache
def s3_address() -> str:
    """Start a server at first use; it ends with the tests."""
    if S3.address:
        return S3.address
    stack = ExitStack()
    server = stack.enter_context(s3_server())
    atexit.register(stack.close)
    return server.address


def settings_of(address: str, prefix: str = "") -> BlobSettings:
    """Of http://KEY:SECRET@HOST:PORT/BUCKET; what is kept there begins with the prefix."""
    parts = urlsplit(address)
    return BlobSettings(
        url=f"s3://{parts.path.strip('/')}/{prefix or uuid.uuid4().hex}",
        endpoint=f"{parts.scheme}://{parts.hostname}:{parts.port}",
        key=unquote(parts.username or ""),
        secret=SecretStr(unquote(parts.password or "")),
    )


ENGINES: dict[str, Callable[[Path], Engine]] = {
    "folder": lambda path: functools.partial(folder, path),
    "s3": lambda _: functools.partial(bucket, settings_of(s3_address())),
}
