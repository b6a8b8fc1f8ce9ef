"""Leases ahead of need: bounded, kept alive, and given back."""

import asyncio
from typing import Any

import pytest
from scrapy.http import Response

from contracts.errors import Misconfigured, Transient
from contracts.frontier import Finished, HostPolicy, Lease, Visit
from crawler.fetching.supply import Supply
from tests.builders import a_request
from tests.unit.crawler.rig import WIDE, Rig, until
from tests.unit.crawler.turning import AtOnce, turned

LONG = 60.0
"""Of the loop's own time."""
HOUR = {"Retry-After": "3600"}


def a_rig(**fields: Any) -> Rig:
    return Rig(thread=AtOnce(), **fields)


def queued(rig: Rig, count: int, policy: HostPolicy = WIDE) -> None:
    rig.frontier.configure_host("a.test", policy)
    rig.frontier.push([a_request(f"http://a.test/{number}") for number in range(count)])


def test_what_is_claimed_is_handed_out() -> None:
    rig = a_rig()
    queued(rig, 3)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: len(handed) == 3)
        await rig.supply.stop()

    turned(work)
    assert {lease.request.url for lease in handed} == {f"http://a.test/{n}" for n in range(3)}


def test_a_later_visit_is_no_page_of_the_run_that_found_it() -> None:
    rig = a_rig()
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

    turned(work)
    assert [lease.request.run for lease in handed] == [7, 0]


def test_no_more_is_held_than_allowed_until_some_is_forgotten() -> None:
    rig = a_rig()
    queued(rig, 20)
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: len(handed) == 8)
        await asyncio.sleep(LONG)
        assert rig.supply.held == len(handed) == 8
        rig.frontier.ack([])
        rig.supply.forget(handed[:2])
        await until(lambda: len(handed) == 10)
        await rig.supply.stop()

    turned(work)


def test_a_lease_waits_for_its_slot() -> None:
    rig = a_rig()
    queued(rig, 2, HostPolicy(interval_ms=150, slots=9))
    handed: list[float] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        rig.supply.start(lambda _: handed.append(loop.time()))
        await until(lambda: len(handed) == 2)
        await rig.supply.stop()

    turned(work)
    assert handed[1] - handed[0] == pytest.approx(0.15)


def test_a_host_that_refuses_is_not_asked_for_what_was_claimed_before_that() -> None:
    rig = a_rig(lease_ms=600_000)
    queued(rig, 3, HostPolicy(interval_ms=60_000, slots=9))
    rig.frontier.configure_host("b.test", WIDE)
    rig.frontier.push([a_request("http://b.test/1")])
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: rig.supply.held == 4 and len(handed) == 2)
        (mine,) = (each for each in handed if each.request.host == "a.test")
        asked = rig.spider.to_fetch(mine)
        await rig.spider.answered(Response(asked.url, status=429, headers=HOUR, request=asked))
        assert rig.supply.held == 1
        assert rig.supply.call_off("b.test") == []
        await rig.supply.stop()

    turned(work)
    assert len(handed) == 2
    rig.frontier.now = 3_600_000
    rested = rig.frontier.claim("worker", "", 9)
    assert sorted(each.attempt for each in rested if each.request.host == "a.test") == [1, 1, 2]


def test_a_heartbeat_keeps_what_is_held() -> None:
    """The lease is 300 ms long; the frontier's clock runs on while the page is fetched."""
    rig = a_rig(lease_ms=300)
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

    turned(work)
    assert len(handed) == 1
    assert rig.frontier.ledger().queued == 1


def test_a_lease_that_was_lost_is_dropped() -> None:
    rig = a_rig()
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

    turned(work)
    assert rig.frontier.ledger().leased == 1


def test_the_end_gives_back_everything_and_counts_no_attempt() -> None:
    rig = a_rig(max_attempts=1)
    queued(rig, 8, HostPolicy(interval_ms=200, slots=8))
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: rig.supply.held == 8)
        await rig.supply.stop()

    turned(work)
    books = rig.frontier.ledger()
    assert (books.queued, books.leased, books.dead) == (8, 0, 0)


def test_after_a_fault_of_ours_what_is_held_counts_an_attempt() -> None:
    """Else a page that breaks the crawler would break it for ever."""
    rig = a_rig(max_attempts=1)
    queued(rig, 1)

    async def work() -> None:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.supply.held == 1)
        rig.supply.pause(failed=True)
        await rig.supply.stop()

    turned(work)
    assert rig.frontier.ledger().dead == 1


def test_a_pause_hands_out_nothing_more() -> None:
    rig = a_rig()
    queued(rig, 4, HostPolicy(interval_ms=100, slots=8))
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        rig.supply.pause()
        before = len(handed)
        await asyncio.sleep(LONG)
        assert len(handed) == before
        await rig.supply.stop()

    turned(work)
    assert rig.frontier.ledger().queued == 4


def test_a_fault_that_passes_is_met_by_patience() -> None:
    rig = a_rig()
    queued(rig, 1)
    rig.frontier.faults["claim"] = [Transient("busy"), Transient("busy")]
    handed: list[Lease] = []

    async def work() -> None:
        rig.supply.start(handed.append)
        await until(lambda: handed)
        await rig.supply.stop()

    turned(work)
    assert rig.failures == []


def test_a_fault_that_does_not_pass_ends_the_crawl() -> None:
    rig = a_rig()
    rig.frontier.faults["claim"] = [Misconfigured("the disk is full")]

    async def work() -> None:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.failures)
        await rig.supply.stop()

    turned(work)
    assert [str(error) for error in rig.failures] == ["the disk is full"]


def test_what_cannot_be_given_back_runs_out_by_itself() -> None:
    rig = a_rig()
    queued(rig, 1)

    async def work() -> Supply:
        rig.supply.start(lambda _: None)
        await until(lambda: rig.supply.held == 1)
        rig.frontier.faults["release"] = [Misconfigured("the disk is full")]
        await rig.supply.stop()
        return rig.supply

    assert turned(work).held == 0
    assert rig.failures == []
