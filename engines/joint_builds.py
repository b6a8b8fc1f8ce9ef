"""Builds of an index, and with each its signatures on Redis.

The index goes first: whoever is cut off in between swaps again, which changes nothing there.
"""

from contextlib import AbstractContextManager
from typing import Final, Generic, Protocol, TypeVar

from engines.redis.builds import RedisBuilds

B_co = TypeVar("B_co", covariant=True)


class IndexBuilds(Protocol[B_co]):
    """Builds of an index, here or on servers."""

    def live(self) -> str: ...

    def begin(self, name: str) -> None: ...

    def open(self, name: str) -> AbstractContextManager[B_co]: ...

    def swap(self, name: str) -> None: ...

    def clear(self) -> None: ...


class JointBuilds(Generic[B_co]):
    """Implements the port `IndexBuilds`."""

    def __init__(self, index: IndexBuilds[B_co], signatures: RedisBuilds) -> None:
        self._index: Final = index
        self._signatures: Final = signatures

    def live(self) -> str:
        return self._index.live()

    def begin(self, name: str) -> None:
        self._index.begin(name)
        self._signatures.begin(name)

    def open(self, name: str) -> AbstractContextManager[B_co]:
        return self._index.open(name)

    def swap(self, name: str) -> None:
        self._index.swap(name)
        self._signatures.swap(name)

    def clear(self) -> None:
        self._index.clear()
        self._signatures.clear()
