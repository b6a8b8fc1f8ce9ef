"""The kept counts of a frontier on Redis against its structures, counted one by one."""

from collections import Counter
from contextlib import closing
from typing import Any

import msgspec
import redis

from contracts import pace
from contracts.frontier import Ledger
from contracts.pace import Pace

REQUEST = (
    *("fingerprint", "host", "priority", "attempts", "watch"),
    *("sweep", "encoded", "visit", "died_at"),
)
LEASE = (
    *("id", "fingerprint", "host", "watch", "sweep", "in_slot"),
    *("deadline", "worker", "egress"),
)


class Audit:
    """All that is kept below a prefix, read at once and unpacked."""

    def __init__(self, client: Any, prefix: str) -> None:
        self.client = client
        self.prefix = f"{prefix}:"
        self.keys = {key.decode() for key in client.scan_iter(f"{prefix}:*", count=10_000)}
        self.meta = {name.decode(): int(value) for name, value in self.hash("meta").items()}
        self.seen = [
            int(member)
            for bucket in range(self.meta.get("buckets", 0))
            for member in client.smembers(f"{self.prefix}seen:{bucket}")
        ]
        self.requests = self._packed("requests", REQUEST)
        self.leases = self._packed("leases", LEASE)
        self.dead = self._packed("dead", REQUEST)
        self.wake = [member.decode() for member in client.zrange(f"{self.prefix}wake", 0, -1)]
        self.hosts = self._packed(
            "hosts",
            (
                *("number", "interval", "slots", "robots", "last_start", "strikes", "latency"),
                *("rest_until", "turn", "in_flight"),
            ),
        )

    def hash(self, name: str) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = self.client.hgetall(f"{self.prefix}{name}")
        return found

    def _packed(self, name: str, fields: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        return {
            key.decode(): dict(zip(fields, msgspec.msgpack.decode(value), strict=True))
            for key, value in self.hash(name).items()
        }

    def ready(self, host: str) -> list[str]:
        return [each.decode() for each in self.client.zrange(f"{self.prefix}ready:{host}", 0, -1)]


def audit(url: str, prefix: str) -> Ledger:
    """Return the ledger as the structures have it, after proving that every count agrees."""
    with closing(redis.Redis.from_url(url)) as client:
        kept = Audit(client, prefix)
        ready = {id_ for host in kept.hosts for id_ in kept.ready(host)}
        leased = {lease["id"] for lease in kept.leases.values()}
        waiting = [member.partition(":") for member in kept.wake]
        delayed = {id_ for id_, _, kind in waiting if not kind}
        resting = {id_ for id_, _, kind in waiting if kind == "again"}
        parts = (ready, leased, delayed, resting)
        assert sum(map(len, parts)) == len(set().union(*parts)) == len(kept.requests)
        assert set().union(*parts) == set(kept.requests)
        _audit_seen(kept)
        _audit_leases(kept)
        _audit_hosts(kept)
        _audit_sweeps(kept, resting)
        return _audit_books(kept, len(ready) + len(delayed))


def _audit_seen(kept: Audit) -> None:
    seen = set(kept.seen)
    assert len(seen) == len(kept.seen) == kept.meta.get("seen", 0)
    assert {int(request["fingerprint"]) for request in kept.requests.values()} <= seen
    assert {int(mark) for mark in kept.dead} <= seen
    buckets = sum(key.startswith(f"{kept.prefix}seen:") for key in kept.keys)
    assert buckets <= kept.meta.get("buckets", 0)


def _audit_leases(kept: Audit) -> None:
    held = {f"{lease['id']}:{token}" for token, lease in kept.leases.items()}
    assert held == {member for member in kept.wake if member.partition(":")[2].isdigit()}
    for lease in kept.leases.values():
        request = kept.requests[lease["id"]]
        for field in ("fingerprint", "host", "watch", "sweep"):
            assert lease[field] == request[field]


def _audit_hosts(kept: Audit) -> None:
    in_flight = Counter(lease["host"] for lease in kept.leases.values() if lease["in_slot"])
    claimable = {
        member.decode()[30:]: (member.decode()[:29], int(score))
        for member, score in kept.client.zrange(f"{kept.prefix}claimable", 0, -1, withscores=True)
    }
    for name, host in kept.hosts.items():
        assert host["in_flight"] == in_flight[name], name
        ready = kept.ready(name)
        assert all(kept.requests[id_]["host"] == name for id_ in ready)
        assert (name in claimable) == bool(ready and host["in_flight"] < host["slots"]), name
        if name in claimable:
            turn = f"{host['turn']:016d}:{host['number']:012d}"
            assert claimable[name] == (turn, _free_at(host)), name
    assert set(claimable) <= set(kept.hosts)


def _free_at(host: dict[str, int]) -> int:
    return pace.free_at(
        Pace(latency_ms=host["latency"], rest_until=host["rest_until"]),
        last_start=host["last_start"] or None,
        configured_ms=max(host["interval"], host["robots"]),
    )


def _audit_sweeps(kept: Audit, resting: set[str]) -> None:
    outstanding = Counter(request["sweep"] for request in kept.requests.values())
    assert not any(kept.requests[id_]["sweep"] for id_ in resting)
    assert not any(request["sweep"] for request in kept.dead.values())
    walks = [key.partition("sweep:")[2] for key in kept.keys if f"{kept.prefix}sweep:" in key]
    listings = {sweep.decode() for sweep in kept.hash("listings").values()}
    for name in walks:
        sweep = kept.hash(f"sweep:{name}")
        assert int(sweep[b"outstanding"]) == outstanding[name], name
        assert (b"open" in sweep) == (outstanding[name] > 0) == (name in listings), name


def _audit_books(kept: Audit, queued: int) -> Ledger:
    books = [key for key in kept.keys if key.startswith(f"{kept.prefix}book:")]
    parts = [kept.hash(key.removeprefix(kept.prefix)) for key in books]
    total: Counter[str] = Counter()
    for part in parts:
        total.update({name.decode(): int(count) for name, count in part.items()})
    whole = {name.decode(): int(count) for name, count in kept.hash("ledger").items()}
    assert {name: count for name, count in total.items() if count} == {
        name: count for name, count in whole.items() if count
    }
    unfinished = queued + len(kept.leases) + len(kept.dead)
    return Ledger(
        discovered=whole.get("discovered", 0),
        queued=queued,
        leased=len(kept.leases),
        done=whole.get("discovered", 0) - unfinished,
        dead=len(kept.dead),
    )
