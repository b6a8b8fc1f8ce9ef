"""What every frontier does with requests and leases (hosts and sweeps: the files beside)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts.frontier import Finished, Lease, Role
from tests.builders import a_request
from tests.contract.frontier_rig import ENGINES, LEASE_MS, MAX_ATTEMPTS, Engine, Rig, rig_of

A, B, C = "http://a.test/1", "http://a.test/2", "http://a.test/3"


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        rig.wide_open("a.test")
        yield rig


def test_a_request_comes_out_as_it_went_in(rig: Rig) -> None:
    request = a_request(
        "http://a.test/search?q=дані",
        role=Role.LISTING,
        method="POST",
        headers={"Accept": "application/json"},
        body=b"\x00\xff",
        sweep="s",
        watch="w",
        priority=-3,
        depth=2,
        redirects=1,
        meta={"page": "2"},
    )
    rig.frontier.push([request])
    lease = rig.one()
    assert lease.request == request
    assert (lease.start_in, lease.attempt) == (0, 1)


def test_push_counts_only_what_was_never_seen(rig: Rig) -> None:
    assert rig.push(A, B, A) == 2
    assert rig.push(B, C) == 1
    assert rig.push() == 0
    assert rig.counts() == (3, 0, 0, 0)


def test_a_done_request_is_never_queued_again(rig: Rig) -> None:
    rig.push(A)
    assert rig.ack(rig.one())
    assert rig.push(A) == 0
    assert rig.claim() == []


def test_higher_priority_goes_first_then_the_older(rig: Rig) -> None:
    rig.push(A, B)
    rig.push(C, priority=1)
    assert rig.urls() == [C, A, B]


@pytest.mark.parametrize(("limit", "claimed"), [(-1, 0), (0, 0), (2, 2), (9, 3)])
def test_a_claim_takes_no_more_than_its_limit(rig: Rig, limit: int, claimed: int) -> None:
    rig.push(A, B, C)
    assert len(rig.claim(limit)) == claimed


def test_a_leased_request_is_not_claimed_again(rig: Rig) -> None:
    rig.push(A)
    rig.one()
    assert rig.claim() == []


def test_a_lease_is_held_until_its_deadline_and_no_longer(rig: Rig) -> None:
    rig.push(A)
    rig.one()
    rig.time.advance(LEASE_MS - 1)
    assert rig.claim() == []
    rig.time.advance(1)
    assert rig.urls() == [A]


def test_an_expired_lease_comes_back_first_as_the_next_attempt(rig: Rig) -> None:
    rig.push(A)
    rig.one()
    rig.push(B)
    rig.time.advance(LEASE_MS)
    again, other = rig.claim()
    assert (again.request.url, again.attempt) == (A, 2)
    assert (other.request.url, other.attempt) == (B, 1)


def test_each_claim_gets_a_greater_token(rig: Rig) -> None:
    rig.push(A, B)
    tokens = [lease.token for lease in rig.claim()]
    rig.time.advance(LEASE_MS)
    tokens += [lease.token for lease in rig.claim()]
    assert tokens == sorted(set(tokens))


STALE: dict[str, Callable[[Rig, Lease], bool]] = {
    "ack": lambda rig, lease: rig.ack(lease, a_request(C)),
    "fetched": lambda rig, lease: rig.fetched(lease, status=503),
    "extend": lambda rig, lease: rig.extend(lease),
    "release": lambda rig, lease: rig.release(lease, failed=True),
}


@pytest.mark.parametrize("act", STALE.values(), ids=STALE)
def test_an_old_token_is_refused_and_changes_nothing(
    rig: Rig, act: Callable[[Rig, Lease], bool]
) -> None:
    rig.push(A, B)
    old = rig.one()
    rig.time.advance(LEASE_MS)
    assert rig.one().request == old.request
    assert act(rig, old) is False
    assert rig.counts() == (1, 1, 0, 0)
    assert rig.urls() == [B]


@pytest.mark.parametrize("act", STALE.values(), ids=STALE)
def test_a_token_of_another_request_is_refused(rig: Rig, act: Callable[[Rig, Lease], bool]) -> None:
    rig.push(A, B)
    first, second = rig.claim()
    assert act(rig, replace(first, token=second.token)) is False
    assert rig.counts() == (0, 2, 0, 0)


@pytest.mark.parametrize("act", STALE.values(), ids=STALE)
def test_a_lease_that_was_ended_is_refused(rig: Rig, act: Callable[[Rig, Lease], bool]) -> None:
    rig.push(A)
    lease = rig.one()
    assert rig.ack(lease)
    assert act(rig, lease) is False
    assert rig.counts() == (0, 0, 1, 0)


def test_a_late_lease_that_nobody_took_over_may_still_be_acknowledged(rig: Rig) -> None:
    rig.push(A)
    lease = rig.one()
    rig.time.advance(10 * LEASE_MS)
    assert rig.extend(lease)
    assert rig.ack(lease)
    assert rig.counts() == (0, 0, 1, 0)


def test_an_acknowledged_page_queues_its_unseen_links(rig: Rig) -> None:
    rig.push(A, B)
    first = rig.one()
    assert rig.ack(first, a_request(A), a_request(B), a_request(C), a_request(C))
    assert rig.counts() == (2, 0, 1, 0)
    assert rig.urls() == [B, C]


def test_a_batch_ends_the_held_and_refuses_the_stale(rig: Rig) -> None:
    rig.push(A, B)
    first, second = rig.claim()
    stale = replace(second, token=second.token + 100)
    batch = [Finished(lease=lease) for lease in (first, stale, first, second)]
    assert rig.frontier.ack(batch) == [True, False, False, True]
    assert rig.counts() == (0, 0, 2, 0)


def test_a_link_that_is_no_address_ends_like_any_other(rig: Rig) -> None:
    rig.push(A)
    assert rig.ack(rig.one(), a_request("http://[broken"), a_request("javascript:void(0)"))
    for lease in rig.claim():
        rig.ack(lease)
    assert rig.counts() == (0, 0, 3, 0)


def test_a_request_is_dead_after_its_last_expiry(rig: Rig) -> None:
    rig.push(A)
    attempts = []
    for _ in range(MAX_ATTEMPTS):
        attempts.append(rig.one().attempt)
        rig.time.advance(LEASE_MS)
    assert rig.claim() == []
    assert attempts == list(range(1, MAX_ATTEMPTS + 1))
    assert rig.counts() == (0, 0, 0, 1)
    assert rig.push(A) == 0


def test_a_failed_release_counts_as_an_attempt_and_the_last_is_death(rig: Rig) -> None:
    rig.push(A)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        lease = rig.one()
        assert lease.attempt == attempt
        assert rig.release(lease, failed=True)
    assert rig.counts() == (0, 0, 0, 1)


def test_a_plain_release_counts_as_no_attempt(rig: Rig) -> None:
    rig.push(A)
    for _ in range(MAX_ATTEMPTS + 1):
        lease = rig.one()
        assert lease.attempt == 1
        assert rig.release(lease)
    assert rig.counts() == (1, 0, 0, 0)


def test_a_released_request_keeps_its_turn(rig: Rig) -> None:
    rig.push(A, B)
    rig.release(rig.one())
    assert rig.urls() == [A, B]


def test_a_delayed_request_waits_and_blocks_no_other(rig: Rig) -> None:
    rig.push(A, B, C)
    assert rig.release(rig.one(), delay_ms=5_000)
    assert rig.counts() == (3, 0, 0, 0)
    rig.time.advance(4_999)
    assert rig.urls() == [B, C]
    rig.time.advance(1)
    again = rig.one()
    assert (again.request.url, again.attempt) == (A, 1)


def test_a_heartbeat_moves_the_deadline(rig: Rig) -> None:
    rig.push(A)
    lease = rig.one()
    for _ in range(3):
        rig.time.advance(LEASE_MS - 1)
        assert rig.extend(lease)
        assert rig.claim() == []
    rig.time.advance(LEASE_MS)
    assert rig.urls() == [A]
    assert rig.extend(lease) is False


def test_the_ledger_is_kept_by_watch(rig: Rig) -> None:
    rig.push(A, B, watch="data")
    rig.push(C, "http://a.test/4", watch="chefs")
    first, *_ = rig.claim(3)
    rig.ack(first, a_request("http://a.test/5", watch="data"))
    assert rig.counts("data") == (1, 1, 1, 0)
    assert rig.counts("chefs") == (1, 1, 0, 0)
    assert rig.counts("none") == (0, 0, 0, 0)
    assert rig.counts() == (2, 2, 1, 0)
    assert rig.frontier.ledger().discovered == 5


def test_an_empty_frontier_balances(rig: Rig) -> None:
    assert rig.claim() == []
    assert rig.counts() == (0, 0, 0, 0)
