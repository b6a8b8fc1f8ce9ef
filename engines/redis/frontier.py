"""The frontier on Redis: leased, fenced, polite, shared by the crawlers of many machines.

Every operation is one script, so it is done or not begun whatever dies meanwhile. One whose
answer was lost may be repeated: what was pushed is seen, what was acknowledged is refused, and
what was leased comes back at its deadline. The clock is the server's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec

from contracts.frontier import (
    MOST_ATTEMPTS,
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
    decode_request,
    decode_visit,
    encode_request,
    encode_visit,
    fingerprint,
    host_of,
)
from engines.redis.scripts import Scripts, frontier_scripts
from engines.redis.server import Server, Standing, standing
from engines.redis.settings import PREFIX

MOST_AT_ONCE: Final = 1_000
"""Requests that one script queues: some ten milliseconds in which the server does nothing else."""
_SWEEPS: Final = msgspec.json.Decoder(Sweep)


class RedisFrontier:
    """A lease that expires `max_attempts` times, or fails so often, is dead."""

    def __init__(
        self,
        url: str,
        *,
        prefix: str = PREFIX,
        lease_ms: int = 30_000,
        max_attempts: int = MOST_ATTEMPTS,
        now_ms: Callable[[], int] | None = None,
    ) -> None:
        self._server = Server(url)
        self._scripts = Scripts(self._server.client, prefix, frontier_scripts())
        self._prefix = prefix
        self._lease_ms = lease_ms
        self._max_attempts = max_attempts
        self._now_ms = now_ms
        self._standing: Standing | None = None

    def push(self, requests: Sequence[Request]) -> int:
        entries = [_entry(request) for request in requests]
        return sum(
            self._run("push", entries[start : start + MOST_AT_ONCE])
            for start in range(0, len(entries), MOST_AT_ONCE)
        )

    def claim(self, worker: str, egress: str, limit: int) -> list[Lease]:
        return [_lease(*row) for row in self._run("claim", (worker, egress, limit))]

    def extend(self, leases: Sequence[Lease]) -> list[bool]:
        return _held(self._run("extend", [_name(lease) for lease in leases]))

    def release(
        self, leases: Sequence[Lease], *, delay_ms: int = 0, failed: bool = False
    ) -> list[bool]:
        names = [_name(lease) for lease in leases]
        return _held(self._run("release", (delay_ms, failed, names)))

    def fetched(self, answers: Sequence[Answered]) -> list[bool]:
        return _held(self._run("fetched", [_answer(each) for each in answers]))

    def ack(self, finished: Sequence[Finished]) -> list[bool]:
        return [
            held
            for batch in _batches(finished)
            for held in _held(self._run("ack", [_ending(each) for each in batch]))
        ]

    def open_sweep(self, sweep: Sweep, requests: Sequence[Request]) -> bool:
        listing = msgspec.json.encode((sweep.space, sweep.source, sweep.listing)).decode()
        entries = [_entry(request) for request in requests]
        encoded = msgspec.json.encode(sweep).decode()
        return bool(self._run("open_sweep", (sweep.id, listing, encoded, entries)))

    def ended_sweeps(self) -> list[SweepEnd]:
        return [
            SweepEnd(
                sweep=_SWEEPS.decode(sweep),
                complete=whole == b"1" and int(pages) > 0,
                pages=int(pages),
            )
            for sweep, whole, pages in self._run("ended_sweeps", ())
        ]

    def confirm_sweeps(self, ids: Sequence[str]) -> None:
        self._run("confirm_sweeps", ids)

    def configure_host(self, host: str, policy: HostPolicy) -> None:
        self._run("configure_host", (host.lower(), policy.interval_ms, policy.slots))

    def robots(self, origin: str, *, turn: bool = True) -> Robots:
        state, text, failures = self._run("robots", (origin.lower(), turn))
        return Robots(state=RobotsState(state.decode()), text=text, failures=failures)

    def tell_robots(self, origin: str, text: bytes | None, *, delay_ms: int, keep_ms: int) -> None:
        asked = (origin.lower(), host_of(origin), text is not None, delay_ms, keep_ms)
        self._run("tell_robots", asked, text or b"")

    def ledger(self, watch: str | None = None) -> Ledger:
        counts = self._run("ledger", False if watch is None else watch)
        names = ("discovered", "queued", "leased", "done", "dead")
        return Ledger(**{name: int(count or 0) for name, count in zip(names, counts, strict=True)})

    def clear(self) -> None:
        """Forget all of it; a look at every key of the server, so no part of a crawl."""
        client = self._server.client
        with self._server.plain_errors():
            for key in client.scan_iter(match=f"{_escaped(self._prefix)}*", count=1_000):
                client.unlink(key)

    @property
    def remark(self) -> str:
        """What a person should know of its server; "" when all is well."""
        return self._sound().remark

    def ping(self) -> None:
        self._server.ping()
        self._sound()

    def close(self) -> None:
        self._server.close()

    def _run(self, operation: str, asked: object, *raw: bytes) -> Any:  # noqa: ANN401 - as the script answers
        now = self._now_ms() if self._now_ms else 0
        given = (now, self._lease_ms, self._max_attempts, asked)
        self._sound()
        with self._server.plain_errors():
            return self._scripts.run(operation, given, *raw)

    def _sound(self) -> Standing:
        """Look once, before anything is asked of it: a server that may drop URLs is refused."""
        if self._standing is None:
            self._standing = standing(self._server)
        return self._standing


def _escaped(prefix: str) -> str:
    """As a pattern that matches it alone."""
    return "".join(f"\\{letter}" if letter in "*?[]\\" else letter for letter in prefix)


def _entry(request: Request) -> tuple[object, ...]:
    """What the scripts must know to queue it, and its stored form."""
    return (
        str(fingerprint(request)),
        request.host,
        request.priority,
        request.watch,
        request.sweep if request.role is Role.LISTING else "",
        encode_request(request).decode(),
    )


def _name(lease: Lease) -> tuple[str, str]:
    """Both as text: Lua's numbers do not hold 64 bits."""
    return (str(lease.token), str(lease.fingerprint))


def _lease(*row: Any) -> Lease:  # noqa: ANN401 - as the script answers
    mark, token, start_in, attempt, encoded, visit = row
    return Lease(
        fingerprint=int(mark),
        token=int(token),
        request=decode_request(encoded),
        start_in=start_in,
        attempt=attempt,
        last=decode_visit(visit) if visit else None,
    )


def _answer(answered: Answered) -> tuple[object, ...]:
    return (
        *_name(answered.lease),
        answered.status or 0,
        answered.latency_ms,
        answered.retry_after_ms or 0,
        answered.blocked,
    )


def _ending(finished: Finished) -> tuple[object, ...]:
    again = finished.again
    return (
        *_name(finished.lease),
        finished.complete,
        [_entry(request) for request in finished.follow],
        encode_visit(again).decode() if again else "",
        again.interval_ms if again else 0,
    )


def _batches(finished: Iterable[Finished]) -> Iterator[list[Finished]]:
    """Cut where a batch would queue too much at once; a page and its links stay together."""
    batch: list[Finished] = []
    size = 0
    for each in finished:
        if batch and size + len(each.follow) >= MOST_AT_ONCE:
            yield batch
            batch, size = [], 0
        batch.append(each)
        size += 1 + len(each.follow)
    if batch:
        yield batch


def _held(answers: Sequence[int]) -> list[bool]:
    return [answer == 1 for answer in answers]
