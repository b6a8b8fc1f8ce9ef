"""How every frontier keeps the books of a sweep: one walk of one listing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.frontier import Finished, Lease, Request, Role, Sweep, SweepEnd
from tests.builders import NOW, a_request
from tests.contract.frontier_rig import ENGINES, LEASE_MS, MAX_ATTEMPTS, Engine, Rig, rig_of


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with rig_of(engine, tmp_path) as rig:
        rig.wide_open("a.test")
        yield rig


def a_sweep(name: str = "s1", **fields: Any) -> Sweep:
    return Sweep(
        **{
            "id": name,
            "space": "public",
            "source": "board",
            "listing": "python",
            "started_at": NOW,
            **fields,
        }
    )


def page(number: int, sweep: str = "s1", **fields: Any) -> Request:
    return a_request(
        f"http://a.test/jobs?page={number}", **{"role": Role.LISTING, "sweep": sweep, **fields}
    )


def opened(rig: Rig, pages: int) -> list[Lease]:
    """Open a sweep of so many pages and claim them all."""
    assert rig.frontier.open_sweep(a_sweep(), [page(number) for number in range(pages)])
    return rig.claim()


def test_a_sweep_ends_when_its_last_page_is_acknowledged(rig: Rig) -> None:
    first, second = opened(rig, 2)
    rig.ack(first)
    assert rig.frontier.ended_sweeps() == []
    rig.ack(second)
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=True, pages=2)]


def test_a_followed_page_joins_its_sweep(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.ack(first, page(1), page(2))
    assert rig.frontier.ended_sweeps() == []
    rig.frontier.ack([Finished(lease=lease) for lease in rig.claim()])
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=True, pages=3)]


def test_a_pushed_page_joins_an_open_sweep(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.frontier.push([page(1)])
    rig.ack(first)
    assert rig.frontier.ended_sweeps() == []


def test_a_posting_found_on_the_way_is_no_page_of_the_sweep(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.ack(first, a_request("http://a.test/job/1", sweep="s1"))
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=True, pages=1)]


def test_a_page_shown_twice_is_one_page(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.ack(first, page(0), page(1), page(1))
    rig.ack(rig.one(), page(0))
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=True, pages=2)]


def test_one_incomplete_page_makes_the_sweep_incomplete(rig: Rig) -> None:
    first, second = opened(rig, 2)
    rig.ack(first, complete=False)
    rig.ack(second)
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=False, pages=2)]


def test_a_page_that_died_of_failures_makes_the_sweep_incomplete(rig: Rig) -> None:
    first, second = opened(rig, 2)
    rig.ack(first)
    rig.release(second, failed=True)
    for _ in range(MAX_ATTEMPTS - 1):
        assert rig.frontier.ended_sweeps() == []
        rig.release(rig.one(), failed=True)
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=False, pages=2)]


def test_a_page_that_died_of_expiry_makes_the_sweep_incomplete(rig: Rig) -> None:
    opened(rig, 1)
    for _ in range(MAX_ATTEMPTS):
        assert rig.frontier.ended_sweeps() == []
        rig.time.advance(LEASE_MS)
        rig.claim()
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=False, pages=1)]


def test_a_released_or_expired_page_keeps_the_sweep_open(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.release(first)
    rig.one()
    rig.time.advance(LEASE_MS)
    assert rig.frontier.ended_sweeps() == []
    rig.ack(rig.one())
    assert [end.complete for end in rig.frontier.ended_sweeps()] == [True]


def test_a_stale_acknowledgement_books_nothing(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.time.advance(LEASE_MS)
    rig.one()
    rig.ack(first, complete=False)
    assert rig.frontier.ended_sweeps() == []


def test_a_listing_is_walked_once_at_a_time(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    assert not rig.frontier.open_sweep(a_sweep("s2"), [page(0, "s2")])
    assert rig.counts() == (0, 1, 0, 0)
    rig.ack(first)
    assert rig.frontier.open_sweep(a_sweep("s2"), [page(0, "s2")])


@pytest.mark.parametrize("other", ["space", "source", "listing"])
def test_other_listings_are_walked_meanwhile(rig: Rig, other: str) -> None:
    opened(rig, 1)
    assert rig.frontier.open_sweep(a_sweep("s2", **{other: "another"}), [page(0, "s2")])


def test_each_sweep_fetches_the_listing_anew(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.ack(first)
    rig.frontier.open_sweep(a_sweep("s2"), [page(0, "s2")])
    assert rig.one().request == page(0, "s2")


def test_a_sweep_is_opened_only_once_even_when_it_has_ended(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    assert not rig.frontier.open_sweep(a_sweep(), [page(1)])
    rig.ack(first)
    assert not rig.frontier.open_sweep(a_sweep(), [page(1)])
    rig.frontier.confirm_sweeps(["s1"])
    assert not rig.frontier.open_sweep(a_sweep(), [page(1)])
    assert rig.counts() == (0, 0, 1, 0)


@pytest.mark.parametrize("seen", [[], [page(0)]], ids=["no pages", "only seen pages"])
def test_a_sweep_without_a_page_of_its_own_ends_at_once_and_incomplete(
    rig: Rig, seen: list[Request]
) -> None:
    rig.frontier.push(seen)
    assert rig.frontier.open_sweep(a_sweep(), seen)
    assert rig.frontier.ended_sweeps() == [SweepEnd(sweep=a_sweep(), complete=False, pages=0)]


def test_a_page_of_no_open_sweep_is_fetched_but_not_booked(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.ack(first)
    rig.frontier.push([page(7), page(7, "never opened")])
    assert len(rig.claim()) == 2
    assert [end.pages for end in rig.frontier.ended_sweeps()] == [1]


def test_ended_sweeps_stay_until_confirmed_in_order_of_their_end(rig: Rig) -> None:
    rig.frontier.open_sweep(a_sweep("s1"), [page(1, "s1")])
    rig.frontier.open_sweep(a_sweep("s2", listing="chef"), [page(2, "s2")])
    first, second = rig.claim()
    rig.frontier.ack([Finished(lease=second), Finished(lease=first)])
    assert [end.sweep.id for end in rig.frontier.ended_sweeps()] == ["s2", "s1"]
    rig.frontier.confirm_sweeps(["s2", "unknown"])
    assert [end.sweep.id for end in rig.frontier.ended_sweeps()] == ["s1"]
    rig.frontier.confirm_sweeps([])
    assert [end.sweep.id for end in rig.frontier.ended_sweeps()] == ["s1"]


def test_an_open_sweep_cannot_be_confirmed(rig: Rig) -> None:
    (first,) = opened(rig, 1)
    rig.frontier.confirm_sweeps(["s1"])
    rig.ack(first)
    assert len(rig.frontier.ended_sweeps()) == 1


def test_sweeps_that_die_together_end_in_order_of_their_deadlines(rig: Rig) -> None:
    rig.frontier.open_sweep(a_sweep("s1"), [page(1, "s1")])
    rig.frontier.open_sweep(a_sweep("s2", listing="chef"), [page(2, "s2")])
    for _ in range(MAX_ATTEMPTS):
        first, _second = rig.claim()
        rig.time.advance(1)
        rig.extend(first)
        rig.time.advance(LEASE_MS)
    rig.claim()
    assert [end.sweep.id for end in rig.frontier.ended_sweeps()] == ["s2", "s1"]
