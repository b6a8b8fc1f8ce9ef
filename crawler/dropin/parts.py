"""What the scheduler of a project works with, picked by the project's settings."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from msgspec import Struct

from contracts.frontier import HostPolicy
from crawler.ports import Books, Hosts, Leases, Outcomes, Seeds


class Frontier(Seeds, Leases, Outcomes, Hosts, Books, Protocol):
    """What a project's requests are kept in."""

    def clear(self) -> None:
        """Forget all of it."""


class StartUrls(Protocol):
    """The lists that a spider of scrapy-redis reads its start URLs from; none is lost half way."""

    def take(self, key: str, count: int) -> Iterable[bytes]: ...

    def made(self) -> list[bytes]:
        """Tell those whose requests have been made since it was last asked."""

    def forget(self, made: Sequence[bytes]) -> None:
        """Their requests are in the frontier now."""


class Parts(Struct, frozen=True, kw_only=True):
    frontier: Frontier
    starts: StartUrls
    policy: HostPolicy
    """Of every host: what the project's settings ask."""
    worker: str
    most_held: int
    lease_ms: int
    persist: bool
    """Keep what was seen when the crawl has come to its end."""
    flush: bool
    """Forget at the start what an earlier crawl left."""


class NoStartUrls:
    """Of a project that reads none from Redis."""

    def take(self, key: str, count: int) -> list[bytes]:  # noqa: ARG002 - the port's words
        return []

    def made(self) -> list[bytes]:
        return []

    def forget(self, made: Sequence[bytes]) -> None: ...
