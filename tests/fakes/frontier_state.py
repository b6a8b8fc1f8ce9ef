"""What the frontier in memory keeps: hosts, walks, readings of robots.txt, and requests."""

from dataclasses import dataclass, field
from enum import Enum

from contracts import pace
from contracts.frontier import HostPolicy, Request, Sweep, Visit
from contracts.pace import Pace


class State(Enum):
    QUEUED = "queued"
    LEASED = "leased"
    RESTING = "resting"
    DONE = "done"
    DEAD = "dead"


@dataclass(eq=False)
class Host:
    number: int
    pace: Pace
    policy: HostPolicy = field(default_factory=HostPolicy)
    robots_ms: int = 0
    """The interval that its robots.txt asks for."""
    last_start: int | None = None
    turn: int = 0
    """Token of its last claim: among hosts free since the same moment the longest unserved goes."""

    @property
    def free_at(self) -> int:
        interval = max(self.policy.interval_ms, self.robots_ms)
        return pace.free_at(self.pace, last_start=self.last_start, configured_ms=interval)


@dataclass
class Walk:
    sweep: Sweep
    pages: int = 0
    whole: bool = True
    """So far no page was incomplete or dead."""
    ended: int = 0
    """Which one it was to end; 0 while it is open."""
    confirmed: bool = False


@dataclass
class Reading:
    """What is known of one robots.txt."""

    text: bytes | None = None
    until: int = 0
    failures: int = 0
    turn_until: int = 0


@dataclass
class Item:
    request: Request
    number: int
    """First come, first served within host and priority."""
    host: Host
    sweep: Walk | None
    """The walk it is booked in, until its page ends."""
    state: State = State.QUEUED
    attempts: int = 0
    token: int = 0
    wake_at: int = 0
    """Queued: claimable from then on. Leased: the deadline. Resting: queued again then."""
    died_at: int = 0
    last: Visit | None = None
    discovered: int = 1
    """Once for each of its visits."""
    in_slot: bool = False
    """Claimed and not yet fetched."""
    holder: tuple[str, str] = ("", "")

    def ready(self, now: int) -> bool:
        return self.state is State.QUEUED and self.wake_at <= now

    @property
    def open(self) -> bool:
        """Its present visit is not yet done."""
        return self.state in {State.QUEUED, State.LEASED, State.DEAD}
