"""Blobs in memory, by the hash of their content."""

from collections.abc import Sequence

from contracts.errors import Permanent
from contracts.identity import content_hash


class MemoryBlobs:
    """Implements `BlobWriter` and `BlobReader`."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}

    def put(self, bodies: Sequence[bytes]) -> list[str]:
        refs = [content_hash(body) for body in bodies]
        self._bodies |= dict(zip(refs, bodies, strict=True))
        return refs

    def get(self, ref: str) -> bytes:
        try:
            return self._bodies[ref]
        except KeyError as error:
            msg = f"blob {ref} is not in memory; put it first"
            raise Permanent(msg) from error

    def delete(self, refs: Sequence[str]) -> None:
        for ref in refs:
            self._bodies.pop(ref, None)
