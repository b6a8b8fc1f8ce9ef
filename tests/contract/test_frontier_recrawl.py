"""How every frontier brings pages back: after their interval, or in another life."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.frontier import ANOTHER_LIFE_MS, Finished, Lease, Role, Sweep, SweepEnd, Visit
from tests.builders import NOW, a_request
from tests.contract.frontier_rig import ENGINES, LEASE_MS, MAX_ATTEMPTS, Engine, Rig, rig_of

A, B = "http://a.test/1", "http://a.test/2"
HOUR = 3_600_000
AGAIN = Visit(interval_ms=HOUR, content="hash", etag='"x"', last_modified="then", shown=("7",))


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        rig.wide_open("a.test")
        yield rig


def visited(rig: Rig, again: Visit = AGAIN, url: str = A) -> None:
    rig.push(url)
    assert rig.ack(rig.one(), again=again)


def died(rig: Rig, url: str = A) -> None:
    rig.push(url)
    for _ in range(MAX_ATTEMPTS):
        rig.release(rig.one(), failed=True)
    assert rig.counts() == (0, 0, 0, 1)


def test_a_visited_page_is_done_until_its_interval_is_over(rig: Rig) -> None:
    visited(rig)
    rig.time.advance(HOUR - 1)
    assert rig.claim() == []
    assert rig.counts() == (0, 0, 1, 0)
    assert rig.frontier.ledger().discovered == 1


def test_a_page_is_visited_again_with_what_its_last_visit_left(rig: Rig) -> None:
    request = a_request(A, priority=3, watch="w", meta={"listing": "x"})
    rig.frontier.push([request])
    first = rig.one()
    assert first.last is None
    rig.ack(first, again=AGAIN)
    rig.time.advance(HOUR)
    lease = rig.one()
    assert (lease.request, lease.last, lease.attempt) == (request, AGAIN, 1)


def test_each_visit_is_one_more_discovery_of_its_watch(rig: Rig) -> None:
    rig.push(A, watch="w")
    for visits in range(1, 4):
        rig.ack(rig.one(), again=AGAIN)
        assert rig.counts("w") == (0, 0, visits, 0)
        rig.time.advance(HOUR)
        assert rig.claim(0) == []
        assert rig.counts("w") == (1, 0, visits, 0)
        assert rig.frontier.ledger("w").discovered == visits + 1


def test_a_page_that_is_not_to_be_visited_again_is_not(rig: Rig) -> None:
    visited(rig)
    rig.time.advance(HOUR)
    rig.ack(rig.one())
    rig.time.advance(100 * HOUR)
    assert rig.claim() == []
    assert rig.counts() == (0, 0, 2, 0)


def test_a_resting_page_is_a_seen_one(rig: Rig) -> None:
    visited(rig)
    assert rig.push(A) == 0
    rig.time.advance(HOUR)
    assert rig.push(A) == 0
    assert rig.urls() == [A]


def test_a_revisit_waits_behind_what_was_there_before_it_was_due(rig: Rig) -> None:
    visited(rig)
    rig.push(B)
    rig.time.advance(HOUR)
    assert rig.urls() == [B, A]


def test_revisits_come_in_the_order_in_which_they_are_due(rig: Rig) -> None:
    visited(rig)
    visited(rig, Visit(interval_ms=HOUR // 2), B)
    rig.time.advance(HOUR)
    assert rig.urls() == [B, A]


def test_a_revisit_is_leased_like_any_other(rig: Rig) -> None:
    visited(rig)
    rig.time.advance(HOUR)
    stale = rig.one()
    rig.time.advance(LEASE_MS)
    lease = rig.one()
    assert (lease.attempt, lease.last) == (2, AGAIN)
    assert rig.ack(stale, again=Visit(interval_ms=1)) is False
    assert rig.ack(lease, again=Visit(interval_ms=2 * HOUR))
    rig.time.advance(2 * HOUR - 1)
    assert rig.claim() == []


def test_a_revisit_has_all_its_attempts_before_it(rig: Rig) -> None:
    rig.push(A)
    rig.release(rig.one(), failed=True)
    rig.ack(rig.one(), again=AGAIN)
    rig.time.advance(HOUR)
    assert rig.one().attempt == 1


def test_a_revisit_can_die_and_live_again_with_its_memory(rig: Rig) -> None:
    visited(rig)
    rig.time.advance(HOUR)
    for _ in range(MAX_ATTEMPTS):
        rig.release(rig.one(), failed=True)
    assert rig.counts() == (0, 0, 1, 1)
    rig.time.advance(ANOTHER_LIFE_MS)
    assert rig.push(A) == 1
    assert rig.one().last == AGAIN


def test_a_revisit_belongs_to_no_sweep(rig: Rig) -> None:
    sweep = Sweep(id="s", space="public", source="board", listing="x", started_at=NOW)
    rig.frontier.open_sweep(
        sweep,
        [a_request(url, role=Role.LISTING, sweep="s") for url in (A, B)],
    )
    first, second = rig.claim()
    rig.ack(first, again=AGAIN)
    rig.time.advance(HOUR)
    rig.frontier.extend([second])
    (lease,) = [each for each in rig.claim() if each.request.url == A]
    rig.ack(lease, complete=False)
    assert rig.frontier.ended_sweeps() == []
    _end_all(rig)
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=sweep, complete=True, pages=2)]


def _end_all(rig: Rig) -> None:
    rig.time.advance(LEASE_MS)
    rig.frontier.ack([Finished(lease=lease) for lease in rig.claim()])


def test_a_visit_that_is_due_at_once_comes_with_the_next_claim(rig: Rig) -> None:
    visited(rig, Visit(interval_ms=0))
    assert rig.urls() == [A]


def test_a_dead_request_gets_another_life_a_day_later(rig: Rig) -> None:
    died(rig)
    rig.time.advance(ANOTHER_LIFE_MS - 1)
    assert rig.push(A) == 0
    assert rig.counts() == (0, 0, 0, 1)
    rig.time.advance(1)
    assert rig.push(A) == 1
    assert rig.counts() == (1, 0, 0, 0)
    assert rig.frontier.ledger().discovered == 1
    assert rig.one().attempt == 1


def test_a_link_gives_another_life_too(rig: Rig) -> None:
    died(rig)
    rig.push(B)
    rig.time.advance(ANOTHER_LIFE_MS)
    rig.ack(rig.one(), a_request(A))
    assert rig.urls() == [A]


def test_another_life_waits_behind_what_is_there_and_can_end_like_the_first(rig: Rig) -> None:
    died(rig)
    rig.push(B)
    rig.time.advance(ANOTHER_LIFE_MS)
    rig.push(A)
    leases: list[Lease] = rig.claim()
    assert [lease.request.url for lease in leases] == [B, A]
    rig.ack(leases[0])
    rig.release(leases[1], failed=True)
    for _ in range(MAX_ATTEMPTS - 1):
        rig.release(rig.one(), failed=True)
    assert rig.counts() == (0, 0, 1, 1)
    assert rig.push(A) == 0


def test_another_life_of_a_listing_page_is_in_no_sweep(rig: Rig) -> None:
    sweep = Sweep(id="s", space="public", source="board", listing="x", started_at=NOW)
    page = a_request(A, role=Role.LISTING, sweep="s")
    rig.frontier.open_sweep(sweep, [page, a_request(B, role=Role.LISTING, sweep="s")])
    first, _ = rig.claim()
    rig.release(first, failed=True)
    for _ in range(MAX_ATTEMPTS - 1):
        rig.release(rig.one(), failed=True)
    rig.time.advance(ANOTHER_LIFE_MS)
    assert rig.frontier.push([page]) == 1
    rig.frontier.ack([Finished(lease=lease) for lease in rig.claim()])
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=sweep, complete=False, pages=2)]
