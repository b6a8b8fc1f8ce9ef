"""The frontier in memory: small and slow, the truth that every engine is compared with."""

from collections.abc import Callable, Sequence

from contracts import pace
from contracts.frontier import (
    ANOTHER_LIFE_MS,
    MOST_ATTEMPTS,
    ROBOTS_TURN_MS,
    Answered,
    Finished,
    HostPolicy,
    Lease,
    Ledger,
    Request,
    Robots,
    RobotsState,
    Role,
    Sweep,
    SweepEnd,
    fingerprint,
    host_of,
)
from contracts.pace import Pace
from tests.fakes.frontier_state import Host, Item, Reading, State, Walk


class MemoryFrontier:
    """Forgets everything with the process; no locking."""

    def __init__(
        self,
        *,
        lease_ms: int = 30_000,
        max_attempts: int = MOST_ATTEMPTS,
        now_ms: Callable[[], int],
    ) -> None:
        self._lease_ms = lease_ms
        self._max_attempts = max_attempts
        self._now_ms = now_ms
        self._items: dict[int, Item] = {}
        self._hosts: dict[str, Host] = {}
        self._walks: dict[str, Walk] = {}
        self._books: dict[str, Reading] = {}
        self._token = 0
        self._number = 0

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
            item.state, item.token, item.in_slot = State.LEASED, self._token, True
            item.wake_at, item.holder = start + self._lease_ms, (worker, egress)
            leases.append(
                Lease(
                    fingerprint=fingerprint(item.request),
                    token=self._token,
                    request=item.request,
                    start_in=start - now,
                    attempt=item.attempts + 1,
                    last=item.last,
                )
            )
        return leases

    def fetched(self, answers: Sequence[Answered]) -> list[bool]:
        return [self._answer(each) for each in answers]

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
        walk = self._walks[sweep.id] = Walk(sweep)
        self.push(requests)
        self._end_if_walked(walk)
        return True

    def ended_sweeps(self) -> list[SweepEnd]:
        ended = [walk for walk in self._walks.values() if walk.ended and not walk.confirmed]
        return [
            SweepEnd(
                sweep=walk.sweep,
                complete=walk.whole and bool(walk.pages),
                pages=walk.pages,
            )
            for walk in sorted(ended, key=lambda walk: walk.ended)
        ]

    def confirm_sweeps(self, ids: Sequence[str]) -> None:
        for each in ids:
            if each in self._walks and self._walks[each].ended:
                self._walks[each].confirmed = True

    def configure_host(self, host: str, policy: HostPolicy) -> None:
        self._host(host.lower()).policy = policy

    def robots(self, origin: str, *, turn: bool = True) -> Robots:
        book, now = self._books.setdefault(origin.lower(), Reading()), self._now_ms()
        if now < book.until:
            if book.text is None:
                return Robots(state=RobotsState.CLOSED, failures=book.failures)
            return Robots(state=RobotsState.RULES, text=book.text)
        if now < book.turn_until:
            return Robots(state=RobotsState.WAIT, failures=book.failures)
        if not turn:
            return Robots(state=RobotsState.UNREAD, failures=book.failures)
        book.turn_until = now + ROBOTS_TURN_MS
        return Robots(state=RobotsState.YOURS, failures=book.failures)

    def tell_robots(self, origin: str, text: bytes | None, *, delay_ms: int, keep_ms: int) -> None:
        book = self._books.setdefault(origin.lower(), Reading())
        book.text, book.until, book.turn_until = text, self._now_ms() + keep_ms, 0
        book.failures = book.failures + 1 if text is None else 0
        host = self._host(host_of(origin))
        if text is None:
            host.pace = pace.rested(host.pace, book.until)
        else:
            host.robots_ms = delay_ms

    def ledger(self, watch: str | None = None) -> Ledger:
        items = [
            item for item in self._items.values() if watch is None or item.request.watch == watch
        ]
        states = [item.state for item in items]
        return Ledger(
            discovered=sum(item.discovered for item in items),
            queued=states.count(State.QUEUED),
            leased=states.count(State.LEASED),
            done=sum(item.discovered - item.open for item in items),
            dead=states.count(State.DEAD),
        )

    def ping(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""

    def _add(self, request: Request) -> bool:
        key = fingerprint(request)
        if key in self._items:
            return self._revive(self._items[key])
        walk = self._walks.get(request.sweep) if request.role is Role.LISTING else None
        booked = walk if walk and not walk.ended else None
        if booked:
            booked.pages += 1
        self._items[key] = Item(request, self._next_number(), self._host(request.host), booked)
        return True

    def _revive(self, item: Item) -> bool:
        now = self._now_ms()
        lives = item.state is State.DEAD and now >= item.died_at + ANOTHER_LIFE_MS
        if lives:
            self._queue_anew(item, now)
        return lives

    def _queue_anew(self, item: Item, now: int) -> None:
        """Put it behind what waits, with all its attempts before it."""
        item.state, item.attempts, item.wake_at = State.QUEUED, 0, now
        item.number = self._next_number()

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def _host(self, name: str) -> Host:
        """Find it; a new one waits since now, so that a stream of new hosts starves no old one."""
        if name not in self._hosts:
            self._hosts[name] = Host(len(self._hosts), Pace(rest_until=self._now_ms()))
        return self._hosts[name]

    def _next(self, now: int) -> Item | None:
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

    def _in_flight(self, host: Host) -> int:
        return sum(item.in_slot for item in self._items.values() if item.host is host)

    def _held(self, lease: Lease) -> Item | None:
        item = self._items.get(lease.fingerprint)
        held = item is not None and item.state is State.LEASED and item.token == lease.token
        return item if held else None

    def _answer(self, answered: Answered) -> bool:
        item = self._held(answered.lease)
        if item is None:
            return False
        item.in_slot = False
        item.host.pace = pace.after(
            item.host.pace,
            now=self._now_ms(),
            status=answered.status,
            latency_ms=answered.latency_ms,
            retry_after_ms=answered.retry_after_ms,
            blocked=answered.blocked,
        )
        return True

    def _reclaim(self, now: int) -> None:
        due = [
            item
            for item in self._items.values()
            if item.state in {State.LEASED, State.RESTING} and item.wake_at <= now
        ]
        for item in sorted(due, key=lambda item: (item.wake_at, item.number)):
            if item.state is State.LEASED:
                self._give_back(item, due=now, failed=True)
            else:
                item.discovered += 1
                self._queue_anew(item, now)

    def _release(self, lease: Lease, *, delay_ms: int, failed: bool) -> bool:
        item = self._held(lease)
        if item is None:
            return False
        self._give_back(item, due=self._now_ms() + delay_ms, failed=failed)
        return True

    def _give_back(self, item: Item, *, due: int, failed: bool) -> None:
        item.in_slot, item.wake_at = False, due
        item.attempts += failed
        item.state = State.DEAD if item.attempts >= self._max_attempts else State.QUEUED
        if item.state is State.DEAD:
            item.died_at = self._now_ms()
            self._leave(item, complete=False)

    def _finish(self, finished: Finished) -> bool:
        item = self._held(finished.lease)
        if item is None:
            return False
        item.in_slot, item.state = False, State.DONE
        if finished.again is not None:
            item.state, item.last = State.RESTING, finished.again
            item.wake_at = self._now_ms() + finished.again.interval_ms
        self.push(finished.follow)
        self._leave(item, complete=finished.complete)
        return True

    def _leave(self, item: Item, *, complete: bool) -> None:
        """End its part in its walk."""
        walk, item.sweep = item.sweep, None
        if walk:
            walk.whole = walk.whole and complete
            self._end_if_walked(walk)

    def _end_if_walked(self, walk: Walk) -> None:
        if not any(item.sweep is walk for item in self._items.values()):
            walk.ended = 1 + max(each.ended for each in self._walks.values())


def _listing(sweep: Sweep) -> tuple[str, str, str]:
    return (sweep.space, sweep.source, sweep.listing)
