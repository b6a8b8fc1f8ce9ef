"""How a blob is kept, wherever: under which name, and compressed."""

import re
import zlib
from typing import Final

from contracts.errors import Permanent
from contracts.identity import content_hash

_LEVEL: Final = 1
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def place_of(ref: str) -> str:
    """Return its path below the folder or the prefix that holds all."""
    if not _HASH.fullmatch(ref):
        raise Permanent(f"{ref!r} is no blob reference; expected a SHA-256 in hex")
    return f"{ref[:2]}/{ref}"


def packed(body: bytes) -> bytes:
    return zlib.compress(body, _LEVEL)


def unpacked(ref: str, raw: bytes, where: str) -> bytes:
    """Return the body, never another than the one that was put."""
    try:
        body = zlib.decompress(raw)
    except zlib.error as error:
        raise _damaged(where) from error
    if content_hash(body) != ref:
        raise _damaged(where)
    return body


def missing(ref: str, where: str) -> Permanent:
    return Permanent(f"blob {ref} is not in {where}: deleted or never kept; fetch it again")


def _damaged(where: str) -> Permanent:
    return Permanent(f"blob {where} is damaged; delete it, then fetch its page again")
