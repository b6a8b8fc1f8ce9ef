"""Blobs in a folder: compressed bodies, each in a file named by the hash of its content."""

import os
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final, TypeVar

from contracts.identity import content_hash
from engines.blobs.naming import missing, packed, place_of, unpacked
from engines.embedded.folders import plain_errors, sync_folder

_THREADS: Final = 8
_TEMPORARY: Final = "temporary"

T = TypeVar("T")


class FolderBlobs:
    """Implements the ports `BlobWriter` and `BlobReader`; threads and processes share the folder.

    A file is written aside, brought to the disk and only then given its name: whatever has a name
    is whole. Several threads wait for the disk, so a batch costs little more than one file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._aside = folder / _TEMPORARY
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")
        with plain_errors(folder):
            self._aside.mkdir(parents=True, exist_ok=True)
            sync_folder(folder.parent)

    def put(self, bodies: Sequence[bytes]) -> list[str]:
        refs = [content_hash(body) for body in bodies]
        paths = {ref: self._path(ref) for ref in refs}
        with plain_errors(self._folder):
            self._write({paths[ref]: body for ref, body in zip(refs, bodies, strict=True)})
            # Also the folders of what stood there: another process may have named it just now.
            self._each(sync_folder, {self._folder, *(path.parent for path in paths.values())})
        return refs

    def get(self, ref: str) -> bytes:
        path = self._path(ref)
        with plain_errors(path):
            try:
                raw = path.read_bytes()
            except FileNotFoundError as error:
                raise missing(ref, str(self._folder)) from error
        return unpacked(ref, raw, f"file {path}")

    def delete(self, refs: Sequence[str]) -> None:
        paths = [self._path(ref) for ref in refs]
        with plain_errors(self._folder):
            _remove(paths)
            self._each(sync_folder, {path.parent for path in paths if path.parent.exists()})

    def sweep_temporary(self, older_s: float = 3600.0) -> int:
        """Remove what killed writers left aside; return how many files."""
        oldest = time.time() - older_s
        with plain_errors(self._aside):
            left = [path for path in self._aside.iterdir() if _touched(path) <= oldest]
            _remove(left)
        return len(left)

    def ping(self) -> None:
        """Try to write, in the way that `put` does."""
        with plain_errors(self._folder):
            probe = self._aside / secrets.token_hex(8)
            try:
                _write_aside((probe, b"prospekt"))
            finally:
                _remove([probe])

    def close(self) -> None:
        self._pool.shutdown()

    def _path(self, ref: str) -> Path:
        return self._folder / place_of(ref)

    def _write(self, files: dict[Path, bytes]) -> None:
        """Write those that are not there yet; all are on the disk before the first is named."""
        fresh = {path: body for path, body in files.items() if not path.exists()}
        aside = {path: self._aside / secrets.token_hex(8) for path in fresh}
        try:
            self._each(_write_aside, [(aside[path], body) for path, body in fresh.items()])
            for path, temporary in aside.items():
                path.parent.mkdir(exist_ok=True)
                temporary.replace(path)
        except OSError:
            _remove(aside.values())
            raise

    def _each(self, call: Callable[[T], None], items: Iterable[T]) -> None:
        """Call it in several threads; the first error comes out when all have ended."""
        futures = [self._pool.submit(call, item) for item in items]
        wait(futures)
        for future in futures:
            future.result()


def _write_aside(file: tuple[Path, bytes]) -> None:
    path, body = file
    with path.open("xb") as opened:
        opened.write(packed(body))
        opened.flush()
        os.fsync(opened.fileno())


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # its writer has named it meanwhile
        return float("inf")
