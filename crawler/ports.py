"""What the crawler asks of the engines."""

from collections.abc import Sequence
from typing import Protocol

from contracts.fetching import Fetched
from contracts.frontier import (
    Answered,
    Finished,
    HostPolicy,
    Lease,
    Ledger,
    Request,
    Robots,
    Sweep,
    SweepEnd,
)
from contracts.log import Entry


class Seeds(Protocol):
    def push(self, requests: Sequence[Request]) -> int:
        """Queue those never seen before; return how many."""

    def open_sweep(self, sweep: Sweep, requests: Sequence[Request]) -> bool:
        """Begin a walk with its first pages; False when that listing is still being walked."""


class Leases(Protocol):
    def claim(self, worker: str, egress: str, limit: int) -> list[Lease]:
        """Lease up to `limit` requests, the host with the earliest free slot first."""

    def extend(self, leases: Sequence[Lease]) -> list[bool]:
        """Heartbeat: move the deadlines; False for each lease that is no longer held."""

    def release(
        self, leases: Sequence[Lease], *, delay_ms: int = 0, failed: bool = False
    ) -> list[bool]:
        """Give back; `failed` counts as an attempt, and the last attempt makes it dead."""


class Outcomes(Protocol):
    def fetched(self, answers: Sequence[Answered]) -> list[bool]:
        """Free each host's slot and set its pace; False where the lease is no longer held."""

    def ack(self, finished: Sequence[Finished]) -> list[bool]:
        """End each lease and queue its links, in one step; False (and nothing done) for stale."""


class Sweeps(Protocol):
    def ended_sweeps(self) -> list[SweepEnd]:
        """Walks that ended and whose end is not yet confirmed to be in the log."""

    def confirm_sweeps(self, ids: Sequence[str]) -> None: ...


class Hosts(Protocol):
    def configure_host(self, host: str, policy: HostPolicy) -> None:
        """Set what the configuration asks; robots.txt may ask for a slower pace still."""


class RobotsBook(Protocol):
    """robots.txt, read once for the whole cluster."""

    def robots(self, origin: str, *, turn: bool = True) -> Robots:
        """Tell what is known of it; the first who asks, if for a `turn`, is to read it."""

    def tell_robots(self, origin: str, text: bytes | None, *, delay_ms: int, keep_ms: int) -> None:
        """Keep what was read for so long, and the pace it asks of its host until told otherwise.

        None: it could not be read; the host rests for so long, and its pace stays.
        """


class Books(Protocol):
    def ledger(self, watch: str | None = None) -> Ledger:
        """Count where every request is, in one atomic read."""


class Frontier(Seeds, Leases, Outcomes, Sweeps, Hosts, RobotsBook, Books, Protocol):
    """All of the above: what an engine implements and the mains hand out in parts."""


class LogWriter(Protocol):
    def append(self, entries: Sequence[Entry]) -> None:
        """All of them durable when it returns.

        When it raises, some may be there: append all of them again. What comes twice changes
        nothing further on.
        """


class BlobWriter(Protocol):
    def put(self, bodies: Sequence[bytes]) -> list[str]:
        """Keep each body durably; return their content hashes."""


class BlobReader(Protocol):
    def get(self, ref: str) -> bytes: ...


class Fetcher(Protocol):
    def fetch(self, request: Request) -> Fetched:
        """Bring what one kind of request asks for; blocking, bounded in time and size.

        Raise Transient where the same request may succeed later, Permanent where it never will.
        """
