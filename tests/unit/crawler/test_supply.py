"""Leases ahead of need: bounded, kept alive, and given back."""

import asyncio

from contracts.errors import Misconfigured, Transient
from contracts.frontier import Finished, HostPolicy, Lease, Visit
from crawler.fetching.supply import Supply
from tests.builders import a_request
from tests.unit.crawler.rig import WIDE, Rig, run, until


def queued(rig: Rig, count: int, policy: HostPolicy = WIDE) -> None:
    rig.frontier.configure_host("a.test", policy)
    rig.frontier.push([a_request(f"http://a.test/{number}") for number in range(count)])


def test_what_is_claimed_is_handed_out() -> None:
    rig = Rig()
    queued(rig, 3)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: len(handed) == 3)
        await rig.supply.stop()

    run(work)
    assert {lease.request.url for lease in handed} == {f"http://a.test/{n}" for n in range(3)}


def test_a_later_visit_is_no_page_of_the_run_that_found_it() -> None:
    rig = Rig()
    rig.frontier.configure_host("a.test", WIDE)
    rig.frontier.push([a_request("http://a.test/1", run=7)])
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: len(handed) == 1)
        rig.frontier.ack([Finished(lease=handed[0], again=Visit(interval_ms=1))])
        rig.supply.forget(handed)
        rig.frontier.now += 2
        await until(lambda: len(handed) == 2)
        await rig.supply.stop()

    run(work)
    assert [lease.request.run for lease in handed] == [7, 0]


def test_no_more_is_held_than_allowed_until_some_is_forgotten() -> None:
    rig = Rig()
    queued(rig, 20)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: len(handed) == 8)
        await asyncio.sleep(0.1)
        assert rig.supply.held == len(handed) == 8
        rig.frontier.ack([])
        rig.supply.forget(handed[:2])
        await until(lambda: len(handed) == 10)
        await rig.supply.stop()

    run(work)


def test_a_lease_waits_for_its_slot() -> None:
    rig = Rig()
    queued(rig, 2, HostPolicy(interval_ms=150, slots=9))
    handed: list[float] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        rig.supply.start(lambda _: handed.append(loop.time()))
        await until(lambda: len(handed) == 2)
        await rig.supply.stop()

    run(work)
    assert 0.1 < handed[1] - handed[0] < 1.0


def test_a_heartbeat_keeps_what_is_held() -> None:
    """The lease is 300 ms long; the frontier's clock runs on while the page is fetched."""
    rig = Rig(lease_ms=300)
    queued(rig, 1)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        for _ in range(8):
            await asyncio.sleep(0.11)
            rig.frontier.now += 110
        assert rig.supply.holds(handed[0])
        await rig.supply.stop()

    run(work)
    assert len(handed) == 1
    assert rig.frontier.ledger().queued == 1


def test_a_lease_that_was_lost_is_dropped() -> None:
    rig = Rig()
    queued(rig, 1)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        rig.frontier.release(handed)
        rig.frontier.claim("other", "", 1)
        await until(lambda: not rig.supply.holds(handed[0]))
        assert rig.supply.held == 0
        await rig.supply.stop()

    run(work)
    assert rig.frontier.ledger().leased == 1


def test_the_end_gives_back_everything_and_counts_no_attempt() -> None:
    rig = Rig(max_attempts=1)
    queued(rig, 8, HostPolicy(interval_ms=200, slots=8))
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: rig.supply.held == 8)
        await rig.supply.stop()

    run(work)
    books = rig.frontier.ledger()
    assert (books.queued, books.leased, books.dead) == (8, 0, 0)


def test_after_a_fault_of_ours_what_is_held_counts_an_attempt() -> None:
    """Else a page that breaks the crawler would break it for ever."""
    rig = Rig(max_attempts=1)
    queued(rig, 1)

    async def work() -> None:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.supply.held == 1)
        rig.supply.pause(failed=True)
        await rig.supply.stop()

    run(work)
    assert rig.frontier.ledger().dead == 1


def test_a_pause_hands_out_nothing_more() -> None:
    rig = Rig()
    queued(rig, 4, HostPolicy(interval_ms=100, slots=8))
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        rig.supply.pause()
        before = len(handed)
        await asyncio.sleep(0.3)
        assert len(handed) == before
        await rig.supply.stop()

    run(work)
    assert rig.frontier.ledger().queued == 4


def test_a_fault_that_passes_is_met_by_patience() -> None:
    rig = Rig()
    queued(rig, 1)
    rig.frontier.faults["claim"] = [Transient("busy"), Transient("busy")]
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        await rig.supply.stop()

    run(work)
    assert rig.failures == []


def test_a_fault_that_does_not_pass_ends_the_crawl() -> None:
    rig = Rig()
    rig.frontier.faults["claim"] = [Misconfigured("the disk is full")]

    async def work() -> None:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.failures)
        await rig.supply.stop()

    run(work)
    assert [str(error) for error in rig.failures] == ["the disk is full"]


def test_what_cannot_be_given_back_runs_out_by_itself() -> None:
    rig = Rig()
    queued(rig, 1)

    async def work() -> Supply:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.supply.held == 1)
        rig.frontier.faults["release"] = [Misconfigured("the disk is full")]
        await rig.supply.stop()
        return rig.supply

    assert run(work).held == 0
    assert rig.failures == []
