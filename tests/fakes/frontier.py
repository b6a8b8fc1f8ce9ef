"""The frontier in memory: small and slow, the truth that every engine is compared with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from contracts import pace
from contracts.frontier import (
    Finished,
    HostPolicy,
    Lease,
    Ledger,
    Request,
    Role,
    Sweep,
    SweepEnd,
    fingerprint,
)
from contracts.pace import Pace


class _State(Enum):
    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


@dataclass(eq=False)
class _Host:
    number: int
    pace: Pace
    policy: HostPolicy = field(default_factory=HostPolicy)
    last_start: int | None = None
    turn: int = 0
    """Token of its last claim: among hosts free since the same moment the longest unserved goes."""

    @property
    def free_at(self) -> int:
        interval = self.policy.interval_ms
        return pace.free_at(self.pace, last_start=self.last_start, configured_ms=interval)


@dataclass
class _Walk:
    sweep: Sweep
    whole: bool = True
    """So far no page was incomplete or dead."""
    ended: int = 0
    """Which one it was to end; 0 while it is open."""
    confirmed: bool = False


@dataclass
class _Item:
    request: Request
    number: int
    """First come, first served within host and priority."""
    host: _Host
    sweep: _Walk | None
    """The walk it is booked in."""
    state: _State = _State.QUEUED
    attempts: int = 0
    token: int = 0
    wake_at: int = 0
    """Queued: claimable from then on. Leased: the deadline."""
    in_slot: bool = False
    """Claimed and not yet fetched."""
    holder: tuple[str, str] = ("", "")

    def ready(self, now: int) -> bool:
        return self.state is _State.QUEUED and self.wake_at <= now


class MemoryFrontier:
    """Forgets everything with the process; no locking."""

    def __init__(
        self, *, lease_ms: int = 30_000, max_attempts: int = 5, now_ms: Callable[[], int]
    ) -> None:
        self._lease_ms = lease_ms
        self._max_attempts = max_attempts
        self._now_ms = now_ms
        self._items: dict[int, _Item] = {}
        self._hosts: dict[str, _Host] = {}
        self._walks: dict[str, _Walk] = {}
        self._token = 0

    def push(self, requests: Sequence[Request]) -> int:
        return sum(self._add(request) for request in requests)

    def claim(self, worker: str, egress: str, limit: int) -> list[Lease]:
        now = self._now_ms()
        self._reclaim(now)
        leases: list[Lease] = []
        while len(leases) < limit and (item := self._next(now)):
            self._token += 1
            start = max(now, item.host.free_at)
            item.host.last_start, item.host.turn = start, self._token
            item.state, item.token, item.in_slot = _State.LEASED, self._token, True
            item.wake_at, item.holder = start + self._lease_ms, (worker, egress)
            leases.append(
                Lease(
                    fingerprint=fingerprint(item.request),
                    token=self._token,
                    request=item.request,
                    start_in=start - now,
                    attempt=item.attempts + 1,
                )
            )
        return leases

    def fetched(
        self,
        lease: Lease,
        *,
        status: int | None,
        latency_ms: int,
        retry_after_ms: int | None = None,
    ) -> bool:
        item = self._held(lease)
        if item is None:
            return False
        item.in_slot = False
        item.host.pace = pace.after(
            item.host.pace,
            now=self._now_ms(),
            status=status,
            latency_ms=latency_ms,
            retry_after_ms=retry_after_ms,
        )
        return True

    def ack(self, finished: Sequence[Finished]) -> list[bool]:
        return [self._finish(each) for each in finished]

    def extend(self, leases: Sequence[Lease]) -> list[bool]:
        deadline = self._now_ms() + self._lease_ms
        held = [self._held(lease) for lease in leases]
        for item in held:
            if item is not None:
                item.wake_at = max(item.wake_at, deadline)
        return [item is not None for item in held]

    def release(
        self, leases: Sequence[Lease], *, delay_ms: int = 0, failed: bool = False
    ) -> list[bool]:
        return [self._release(lease, delay_ms=delay_ms, failed=failed) for lease in leases]

    def open_sweep(self, sweep: Sweep, requests: Sequence[Request]) -> bool:
        if sweep.id in self._walks or any(
            _listing(walk.sweep) == _listing(sweep)
            for walk in self._walks.values()
            if not walk.ended
        ):
            return False
        walk = self._walks[sweep.id] = _Walk(sweep)
        self.push(requests)
        self._end_if_walked(walk)
        return True

    def ended_sweeps(self) -> list[SweepEnd]:
        ended = [walk for walk in self._walks.values() if walk.ended and not walk.confirmed]
        return [
            SweepEnd(
                sweep=walk.sweep,
                complete=walk.whole and bool(self._pages(walk)),
                pages=len(self._pages(walk)),
            )
            for walk in sorted(ended, key=lambda walk: walk.ended)
        ]

    def confirm_sweeps(self, ids: Sequence[str]) -> None:
        for each in ids:
            if each in self._walks and self._walks[each].ended:
                self._walks[each].confirmed = True

    def configure_host(self, host: str, policy: HostPolicy) -> None:
        self._host(host.lower()).policy = policy

    def ledger(self, watch: str | None = None) -> Ledger:
        states = [
            item.state
            for item in self._items.values()
            if watch is None or item.request.watch == watch
        ]
        counts = {state.value: states.count(state) for state in _State}
        return Ledger(discovered=len(states), **counts)

    def ping(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""

    def _add(self, request: Request) -> bool:
        key = fingerprint(request)
        if key in self._items:
            return False
        walk = self._walks.get(request.sweep) if request.role is Role.LISTING else None
        booked = walk if walk and not walk.ended else None
        self._items[key] = _Item(request, len(self._items), self._host(request.host), booked)
        return True

    def _host(self, name: str) -> _Host:
        """Find it; a new one waits since now, so that a stream of new hosts starves no old one."""
        if name not in self._hosts:
            self._hosts[name] = _Host(len(self._hosts), Pace(rest_until=self._now_ms()))
        return self._hosts[name]

    def _next(self, now: int) -> _Item | None:
        """Choose the host whose slot is free first, then its most urgent and oldest request."""
        ready = [item for item in self._items.values() if item.ready(now)]
        hosts = [
            host
            for host in {item.host for item in ready}
            if host.free_at <= now + self._lease_ms // 2
            and self._in_flight(host) < host.policy.slots
        ]
        if not hosts:
            return None
        host = min(hosts, key=lambda host: (host.free_at, host.turn, host.number))
        requests = [item for item in ready if item.host is host]
        return min(requests, key=lambda item: (-item.request.priority, item.number))

    def _in_flight(self, host: _Host) -> int:
        return sum(item.in_slot for item in self._items.values() if item.host is host)

    def _held(self, lease: Lease) -> _Item | None:
        item = self._items.get(lease.fingerprint)
        held = item is not None and item.state is _State.LEASED and item.token == lease.token
        return item if held else None

    def _reclaim(self, now: int) -> None:
        late = [
            item
            for item in self._items.values()
            if item.state is _State.LEASED and item.wake_at <= now
        ]
        for item in sorted(late, key=lambda item: (item.wake_at, item.number)):
            self._give_back(item, due=now, failed=True)

    def _release(self, lease: Lease, *, delay_ms: int, failed: bool) -> bool:
        item = self._held(lease)
        if item is None:
            return False
        self._give_back(item, due=self._now_ms() + delay_ms, failed=failed)
        return True

    def _give_back(self, item: _Item, *, due: int, failed: bool) -> None:
        item.in_slot, item.wake_at = False, due
        item.attempts += failed
        item.state = _State.DEAD if item.attempts >= self._max_attempts else _State.QUEUED
        if item.state is _State.DEAD:
            self._book(item, complete=False)

    def _finish(self, finished: Finished) -> bool:
        item = self._held(finished.lease)
        if item is None:
            return False
        item.in_slot, item.state = False, _State.DONE
        self.push(finished.follow)
        self._book(item, complete=finished.complete)
        return True

    def _book(self, item: _Item, *, complete: bool) -> None:
        if item.sweep:
            item.sweep.whole = item.sweep.whole and complete
            self._end_if_walked(item.sweep)

    def _end_if_walked(self, walk: _Walk) -> None:
        under_way = {_State.QUEUED, _State.LEASED}
        if not any(item.state in under_way for item in self._pages(walk)):
            walk.ended = 1 + max(each.ended for each in self._walks.values())

    def _pages(self, walk: _Walk) -> list[_Item]:
        return [item for item in self._items.values() if item.sweep is walk]


def _listing(sweep: Sweep) -> tuple[str, str, str]:
    return (sweep.space, sweep.source, sweep.listing)
