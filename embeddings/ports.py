"""What turns text into vectors: the default is `static`, a transformer may take its place."""

from collections.abc import Sequence
from typing import Protocol


class Embedder(Protocol):
    @property
    def version(self) -> str:
        """Vectors of different versions must not be compared."""

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        """Unit vectors as little-endian float32; empty bytes for a text that says nothing."""
