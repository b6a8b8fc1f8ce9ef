"""The group commit: blobs, the log, and only then the frontier."""

import asyncio
from collections.abc import Callable

import pytest

from contracts.errors import Misconfigured, Transient
from contracts.events import PageFetched, PostingFound, SweepEnded
from contracts.frontier import Lease, Role
from contracts.names import PAGES_RAW, POSTINGS_RAW, SIGHTINGS, SWEEPS
from contracts.records import Outcome, Parsed
from crawler.publisher import BATCH, LONGEST_PAUSE, Reading, Unpublished
from crawler.schedule.sweeps import opened
from tests.builders import NOW, a_posting, a_request
from tests.unit.crawler.rig import Rig, a_fetched, run, until

OK = Parsed(outcome=Outcome.OK, postings=(a_posting("7"),), sightings=("7",))


def a_reading(lease: Lease, parsed: Parsed = OK, body: bytes = b"x") -> Reading:
    return Reading(lease, a_fetched(lease, body), parsed)


def publish(rig: Rig, *readings: Reading) -> list[bool | BaseException]:
    async def work() -> list[bool | BaseException]:
        rig.publisher.start()
        done = [rig.publisher.publish(reading) for reading in readings]
        acked = await asyncio.gather(*done, return_exceptions=True)
        await rig.publisher.stop()
        return acked

    return run(work)


def test_a_page_is_acked_when_all_it_told_is_in_the_log() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    assert publish(rig, a_reading(lease, body=b"the page")) == [True]
    (page,) = rig.events(PAGES_RAW)
    (posting,) = rig.events(POSTINGS_RAW)
    assert isinstance(page, PageFetched)
    assert isinstance(posting, PostingFound)
    assert rig.blobs.get(page.blob) == b"the page"
    assert posting.blob == page.blob
    assert len(rig.events(SIGHTINGS)) == 1
    assert rig.frontier.ledger().done == 1


def test_pages_that_come_together_are_committed_together() -> None:
    rig = Rig()
    leases = rig.leases(*(a_request(f"http://a.test/{n}") for n in range(BATCH + 6)))
    assert publish(rig, *map(a_reading, leases)) == [True] * len(leases)
    assert rig.frontier.calls.count("ack") == 2
    assert rig.frontier.ledger().done == len(leases)


def test_links_are_queued_with_the_ack() -> None:
    rig = Rig()
    (lease,) = rig.leases(a_request(watch="w"))
    links = (a_request("http://a.test/2"), a_request("http://a.test/3"))
    publish(rig, a_reading(lease, Parsed(outcome=Outcome.OK, follow=links)))
    assert rig.frontier.ledger("w").queued == 2


@pytest.mark.parametrize(
    ("outcome", "complete"),
    [(Outcome.OK, True), (Outcome.EMPTY, True), (Outcome.CHANGED, False), (Outcome.BLOCKED, False)],
)
def test_a_walk_is_complete_when_every_page_was_read(outcome: Outcome, *, complete: bool) -> None:
    rig = Rig()
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])
    (lease,) = rig.frontier.claim("worker", "", 1)
    publish(rig, a_reading(lease, Parsed(outcome=outcome)))
    (ended,) = rig.events(SWEEPS)
    assert isinstance(ended, SweepEnded)
    assert (ended.end.sweep, ended.end.complete) == (sweep, complete)
    assert rig.frontier.ended_sweeps() == []


def test_the_end_of_a_walk_is_told_with_its_last_page() -> None:
    rig = Rig()
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])
    (lease,) = rig.frontier.claim("worker", "", 1)

    async def work() -> None:
        rig.publisher.start()
        await rig.publisher.publish(a_reading(lease))
        assert len(rig.events(SWEEPS)) == 1
        await rig.publisher.stop()

    run(work)


def test_ends_of_walks_are_told_even_when_no_page_comes() -> None:
    rig = Rig()
    sweep, _ = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [])
    publish(rig)
    assert len(rig.events(SWEEPS)) == 1


def test_a_lost_lease_is_refused_and_nothing_of_it_is_queued() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    rig.frontier.release([lease])
    (other,) = rig.frontier.claim("other", "", 1)
    link = Parsed(outcome=Outcome.OK, follow=(a_request("http://a.test/2"),))
    assert publish(rig, a_reading(lease, link), a_reading(other)) == [False, True]
    assert rig.frontier.ledger().discovered == 1


def log_faults(rig: Rig) -> list[Exception]:
    return rig.log.faults


def ack_faults(rig: Rig) -> list[Exception]:
    return rig.frontier.faults.setdefault("ack", [])


@pytest.mark.parametrize("faults", [log_faults, ack_faults], ids=["log", "frontier"])
def test_a_fault_that_passes_is_met_by_patience(faults: Callable[[Rig], list[Exception]]) -> None:
    rig = Rig()
    (lease,) = rig.leases()
    faults(rig).extend(Transient("busy") for _ in range(9))
    assert publish(rig, a_reading(lease)) == [True]
    assert rig.frontier.ledger().done == 1
    assert rig.pauses == sorted(rig.pauses)
    assert (len(rig.pauses), rig.pauses[-1]) == (9, LONGEST_PAUSE)


@pytest.mark.parametrize("step", ["ack", "ended_sweeps", "confirm_sweeps"])
def test_what_is_in_the_log_is_not_told_again_while_the_frontier_is_away(step: str) -> None:
    rig = Rig()
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])
    (lease,) = rig.frontier.claim("worker", "", 1)
    rig.frontier.faults.setdefault(step, []).extend(Transient("away") for _ in range(3))
    assert publish(rig, a_reading(lease)) == [True]
    assert [len(rig.events(topic)) for topic in (PAGES_RAW, POSTINGS_RAW, SWEEPS)] == [1, 1, 1]
    assert rig.frontier.ended_sweeps() == []


def test_a_fault_that_does_not_pass_ends_the_crawl_and_acks_nothing() -> None:
    rig = Rig()
    leases = rig.leases(a_request("http://a.test/1"), a_request("http://a.test/2"))
    rig.log.faults.append(Misconfigured("the disk is full"))
    first, second = publish(rig, *map(a_reading, leases))
    assert isinstance(first, Unpublished)
    assert isinstance(second, Unpublished)
    assert [str(error) for error in rig.failures] == ["the disk is full"]
    assert rig.frontier.ledger().leased == 2


def test_nothing_is_taken_after_such_a_fault() -> None:
    rig = Rig()
    leases = rig.leases(a_request("http://a.test/1"), a_request("http://a.test/2"))
    rig.log.faults.append(Misconfigured("the disk is full"))

    async def work() -> None:
        rig.publisher.start()
        with pytest.raises(Unpublished):
            await rig.publisher.publish(a_reading(leases[0]))
        with pytest.raises(Unpublished):
            await rig.publisher.publish(a_reading(leases[1]))
        await rig.publisher.stop()

    run(work)


def test_a_wait_ends_when_the_crawl_must() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    rig.log.faults.extend(Transient("busy") for _ in range(100))
    rig.given_up = True
    (outcome,) = publish(rig, a_reading(lease))
    assert isinstance(outcome, Unpublished)
    assert rig.failures == []
    assert rig.frontier.ledger().leased == 1


def test_a_page_that_comes_while_others_are_written_is_not_forgotten() -> None:
    rig = Rig()
    leases = rig.leases(*(a_request(f"http://a.test/{n}") for n in range(20)))

    async def work() -> None:
        rig.publisher.start()
        tasks = []
        for lease in leases:
            tasks.append(asyncio.ensure_future(rig.publisher.publish(a_reading(lease))))
            await asyncio.sleep(0.01)
        assert all(await asyncio.gather(*tasks))
        await until(lambda: rig.frontier.ledger().done == len(leases))
        await rig.publisher.stop()

    run(work)
