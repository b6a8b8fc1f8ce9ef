"""Ids: of a record, of a version of its text, of a request and of a page's bytes."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

_GENERATION_BITS: Final = 10
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def record_id(space: str, source: str, external_id: str) -> str:
    """Log key and index id of a record: the same posting always gets the same one."""
    return digest(space, source, external_id)[:32]


def digest(*parts: str) -> str:
    """Hex digest of the parts; no two different tuples of parts share their bytes."""
    hasher = hashlib.blake2b(digest_size=20)
    for part in parts:
        raw = part.encode()
        hasher.update(len(raw).to_bytes(4, "big") + raw)
    return hasher.hexdigest()


def content_hash(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def version(fetched_at: datetime, generation: int = 0) -> int:
    """(fetched_at, generation) in one integer, so that the later text is the greater number."""
    if not 0 <= generation < 1 << _GENERATION_BITS:
        msg = f"generation {generation} is outside 0..{(1 << _GENERATION_BITS) - 1}"
        raise ValueError(msg)
    milliseconds = (fetched_at - _EPOCH) // timedelta(milliseconds=1)
    return (milliseconds << _GENERATION_BITS) | generation


def generation_of(packed: int) -> int:
    """Tell the generation that a version was packed with."""
    return packed & ((1 << _GENERATION_BITS) - 1)
