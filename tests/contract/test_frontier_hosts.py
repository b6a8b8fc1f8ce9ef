"""How every frontier keeps the hosts' pace and is fair between them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts import pace
from contracts.frontier import HostPolicy, Lease
from tests.contract.frontier_rig import ENGINES, LEASE_MS, Engine, Rig, answered, rig_of


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        yield rig


def policy(rig: Rig, interval_ms: int, slots: int, host: str = "a.test") -> None:
    rig.frontier.configure_host(host, HostPolicy(interval_ms=interval_ms, slots=slots))


def push(rig: Rig, count: int, host: str = "a.test") -> None:
    rig.push(*[f"http://{host}/{number}" for number in range(count)])


def starts(leases: list[Lease]) -> list[int]:
    return [lease.start_in for lease in leases]


def hosts(leases: list[Lease]) -> list[str]:
    return [lease.request.host for lease in leases]


def test_starts_of_one_host_are_an_interval_apart(rig: Rig) -> None:
    policy(rig, interval_ms=400, slots=9)
    push(rig, 9)
    assert starts(rig.claim(3)) == [0, 400, 800]
    rig.time.advance(1_000)
    assert starts(rig.claim(2)) == [200, 600]


def test_a_host_that_was_left_alone_starts_at_once(rig: Rig) -> None:
    policy(rig, interval_ms=400, slots=9)
    push(rig, 2)
    rig.claim(1)
    rig.time.advance(5_000)
    assert starts(rig.claim(1)) == [0]


def test_an_unknown_host_keeps_the_default_policy(rig: Rig) -> None:
    push(rig, 9)
    assert starts(rig.claim()) == [0, HostPolicy().interval_ms]


def test_no_more_than_its_slots_are_in_flight(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=2)
    push(rig, 5)
    assert len(rig.claim()) == 2
    assert rig.claim() == []


FREES: dict[str, Callable[[Rig, Lease], object]] = {
    "fetched": lambda rig, lease: rig.fetched(lease),
    "fetched twice": lambda rig, lease: [rig.fetched(lease), rig.fetched(lease)],
    "fetched and acknowledged": lambda rig, lease: [rig.fetched(lease), rig.ack(lease)],
    "fetched and released": lambda rig, lease: [rig.fetched(lease), rig.release(lease)],
    "acknowledged": lambda rig, lease: rig.ack(lease),
    "released": lambda rig, lease: rig.release(lease),
    "released for later": lambda rig, lease: rig.release(lease, delay_ms=1),
    "failed": lambda rig, lease: rig.release(lease, failed=True),
}


@pytest.mark.parametrize("free", FREES.values(), ids=FREES)
def test_a_slot_is_freed_once(rig: Rig, free: Callable[[Rig, Lease], object]) -> None:
    policy(rig, interval_ms=0, slots=2)
    push(rig, 9)
    first, _ = rig.claim()
    free(rig, first)
    assert len(rig.claim()) == 1


def test_an_expired_lease_frees_its_slot(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=2)
    push(rig, 9)
    first, _ = rig.claim()
    rig.fetched(first)
    rig.claim()
    rig.time.advance(LEASE_MS)
    assert len(rig.claim()) == 2


def test_slots_are_reserved_no_further_than_half_a_lease(rig: Rig) -> None:
    policy(rig, interval_ms=LEASE_MS // 4, slots=99)
    push(rig, 9)
    assert starts(rig.claim()) == [0, LEASE_MS // 4, LEASE_MS // 2]


def test_the_deadline_counts_from_the_reserved_start(rig: Rig) -> None:
    policy(rig, interval_ms=10_000, slots=2)
    push(rig, 2)
    first, second = rig.claim()
    rig.time.advance(LEASE_MS)
    assert [lease.request for lease in rig.claim(1)] == [first.request]
    rig.time.advance(9_999)
    assert rig.fetched(second)
    assert rig.claim() == []
    rig.time.advance(1)
    assert [lease.request for lease in rig.claim(1)] == [second.request]


def test_a_heartbeat_before_the_start_shortens_nothing(rig: Rig) -> None:
    policy(rig, interval_ms=10_000, slots=2)
    push(rig, 2)
    _, second = rig.claim()
    rig.extend(second)
    rig.time.advance(LEASE_MS + 9_999)
    assert second.request not in [lease.request for lease in rig.claim()]
    assert rig.extend(second)


def test_a_refusing_host_rests_and_delays_no_other(rig: Rig) -> None:
    rig.wide_open("a.test", "b.test")
    push(rig, 3)
    assert rig.fetched(rig.one(), status=429)
    push(rig, 2, "b.test")
    assert hosts(rig.claim()) == ["b.test", "b.test"]
    rig.time.advance(pace.REST_MS - LEASE_MS // 2)
    assert starts(rig.claim()) == [LEASE_MS // 2] * 2


def test_a_host_rests_as_long_as_it_asks_for(rig: Rig) -> None:
    rig.wide_open()
    push(rig, 2)
    first = rig.one()
    rig.fetched(first, status=503, retry_after_ms=600_000)
    rig.ack(first)
    rig.time.advance(600_000 - LEASE_MS // 2 - 1)
    assert rig.claim() == []
    rig.time.advance(1)
    assert starts(rig.claim()) == [LEASE_MS // 2]


def test_a_host_that_blocks_rests_whatever_the_status_is(rig: Rig) -> None:
    rig.wide_open()
    push(rig, 2)
    first = rig.one()
    rig.fetched(first, status=200, blocked=True)
    rig.ack(first)
    assert rig.claim() == []
    rig.time.advance(pace.REST_MS)
    assert starts(rig.claim()) == [0]


def test_a_host_that_keeps_blocking_is_asked_twice_a_day_at_the_end(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=1)
    push(rig, 40)
    rests = []
    for _ in range(14):
        lease = rig.one()
        rig.fetched(lease, blocked=True)
        rig.ack(lease)
        rests.append(until_claimable(rig))
    assert rests == sorted(rests)
    assert rests[-2:] == [pace.LONGEST_REST_MS] * 2


def until_claimable(rig: Rig) -> int:
    """Let time pass in steps that divide every rest; what was claimed to find out goes back."""
    waited = 0
    while not (leases := rig.claim(1)):
        rig.time.advance(pace.REST_MS)
        waited += pace.REST_MS
    rig.frontier.release(leases)
    rig.time.advance(leases[0].start_in)
    return waited + leases[0].start_in


def test_answers_that_come_together_are_told_together(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=3)
    push(rig, 9)
    first, second, third = rig.claim()
    stale = replace(second, token=second.token + 100)
    batch = [answered(lease) for lease in (first, stale, second)]
    assert rig.frontier.fetched(batch) == [True, False, True]
    assert rig.frontier.fetched([]) == []
    assert len(rig.claim()) == 2
    assert rig.fetched(third)


def test_refusals_that_come_together_are_one_strike(rig: Rig) -> None:
    rig.wide_open()
    push(rig, 9)
    leases = rig.claim(4)
    rig.frontier.fetched([answered(lease, status=429) for lease in leases])
    rig.time.advance(pace.REST_MS)
    assert starts(rig.claim(1)) == [0]


def test_a_host_that_labours_is_asked_less_often(rig: Rig) -> None:
    policy(rig, interval_ms=100, slots=9)
    push(rig, 3)
    rig.fetched(rig.one(), latency_ms=6_000)
    assert starts(rig.claim()) == [6_000, 12_000]


def test_a_new_policy_holds_for_the_gap_that_is_open(rig: Rig) -> None:
    policy(rig, interval_ms=100, slots=9)
    push(rig, 3)
    rig.one()
    policy(rig, interval_ms=7_000, slots=9)
    assert starts(rig.claim(1)) == [7_000]
    policy(rig, interval_ms=50, slots=9)
    assert starts(rig.claim(1)) == [7_050]


def test_a_host_is_one_whatever_its_spelling(rig: Rig) -> None:
    policy(rig, interval_ms=300, slots=9, host="A.test")
    rig.push("http://a.TEST/1", "http://me:secret@a.test/2")
    assert starts(rig.claim()) == [0, 300]


def test_ports_of_one_name_are_different_hosts(rig: Rig) -> None:
    rig.push("http://a.test:81/", "http://a.test:82/")
    assert starts(rig.claim()) == [0, 0]


def test_no_slots_pause_a_host_until_it_gets_some(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=0)
    push(rig, 1)
    assert rig.claim() == []
    policy(rig, interval_ms=0, slots=1)
    assert len(rig.claim()) == 1


def test_fewer_slots_wait_for_those_in_flight(rig: Rig) -> None:
    policy(rig, interval_ms=0, slots=3)
    push(rig, 9)
    first, second, _ = rig.claim()
    policy(rig, interval_ms=0, slots=2)
    rig.fetched(first)
    assert rig.claim() == []
    rig.fetched(second)
    assert len(rig.claim()) == 1


def test_the_host_with_the_earliest_free_slot_goes_first(rig: Rig) -> None:
    policy(rig, interval_ms=9_000, slots=9, host="slow.test")
    policy(rig, interval_ms=2_000, slots=9, host="fast.test")
    push(rig, 2, "slow.test")
    push(rig, 4, "fast.test")
    leases = rig.claim(6)
    assert starts(leases) == [0, 0, 2_000, 4_000, 6_000, 9_000]
    assert hosts(leases)[-1] == "slow.test"


def test_a_huge_host_does_not_delay_a_small_one(rig: Rig) -> None:
    rig.wide_open("huge.test", "small.test")
    push(rig, 300, "huge.test")
    push(rig, 10, "small.test")
    assert hosts(rig.claim(20)).count("small.test") == 10


def test_hosts_take_turns_from_claim_to_claim(rig: Rig) -> None:
    names = ["a.test", "b.test", "c.test"]
    rig.wide_open(*names)
    for name in names:
        push(rig, 3, name)
    taken = [hosts(rig.claim(1))[0] for _ in range(9)]
    assert taken == names * 3


def test_a_stream_of_new_hosts_starves_no_old_one(rig: Rig) -> None:
    rig.wide_open("old.test")
    push(rig, 9, "old.test")
    taken: list[str] = []
    for number in range(10):
        push(rig, 1, f"new-{number}.test")
        taken += hosts(rig.claim(1))
        rig.time.advance(10)
    assert taken.count("old.test") == 4


def test_priority_orders_within_a_host_only(rig: Rig) -> None:
    rig.wide_open("a.test", "b.test")
    rig.push("http://a.test/1", "http://a.test/2", priority=9)
    rig.push("http://b.test/1")
    assert hosts(rig.claim(2)) == ["a.test", "b.test"]
