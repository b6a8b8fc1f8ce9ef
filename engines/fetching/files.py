"""Parts of files, and what files a folder has, below folders that an admin named."""

import os
import stat
from fnmatch import fnmatchcase
from typing import Final

from contracts.asking import decode_part, decode_rows
from contracts.errors import Permanent
from contracts.fetching import Fetched
from contracts.frontier import Request
from engines.fetching.bounds import LARGEST, Lines, without_rows
from engines.fetching.folders import Folders

_MOST_FILES: Final = 100_000
_PARTIAL: Final = 206
_BEYOND: Final = 416


class FileFetcher:
    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def fetch(self, request: Request) -> Fetched:
        with self._folders.opened(request) as handle:
            if handle is None:
                return without_rows(request, 404)
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                return _names(request, handle)
            return _part(request, handle)


def _part(request: Request, handle: int) -> Fetched:
    asked = decode_part(request.body)
    if asked.offset < 0 or not 0 < asked.length <= LARGEST:
        msg = f"source {request.source} asks for {asked}; ask for 1 to {LARGEST} bytes at a time"
        raise Permanent(msg)
    size = os.fstat(handle).st_size
    body = _read(handle, asked.offset, asked.length)
    if not body:
        status = _BEYOND if size else 200
        return Fetched(
            url=request.url, status=status, body=b"", headers={"content-range": f"bytes */{size}"}
        )
    last = asked.offset + len(body) - 1
    return Fetched(
        url=request.url,
        status=200 if len(body) == size else _PARTIAL,
        body=body,
        headers={"content-range": f"bytes {asked.offset}-{last}/{size}"},
    )


def _read(handle: int, offset: int, length: int) -> bytes:
    """Read until it is enough or the file ends: one call may bring less."""
    body = bytearray()
    while len(body) < length and (more := os.pread(handle, length - len(body), offset + len(body))):
        body += more
    return bytes(body)


def _names(request: Request, handle: int) -> Fetched:
    asked = decode_rows(request.body)
    if asked.key not in ("", "name"):
        raise Permanent(f"source {request.source}: the key of a folder's files is name")
    after = asked.after if isinstance(asked.after, str) else ""
    found = []
    with os.scandir(handle) as entries:
        for number, entry in enumerate(entries):
            if number >= _MOST_FILES:
                raise Permanent(f"{request.url} holds more than {_MOST_FILES} files; divide it")
            if (
                entry.name > after
                and fnmatchcase(entry.name, asked.pattern or "*")
                and entry.is_file(follow_symlinks=False)
            ):
                found.append((entry.name, entry.stat(follow_symlinks=False).st_size))
    lines = Lines(request)
    for name, size in sorted(found)[: asked.limit or None]:
        lines.add({"name": name, "size": size})
    return lines.fetched()
