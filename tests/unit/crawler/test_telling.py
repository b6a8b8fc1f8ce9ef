"""Answers are told together, in order, and nobody goes on before the frontier knows."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.errors import Misconfigured
from contracts.frontier import Answered, HostPolicy, Lease
from crawler.fetching.telling import Telling
from tests.builders import a_request
from tests.unit.crawler.rig import Frontier, run

PAGES = 5


def leased() -> tuple[Frontier, list[Lease]]:
    frontier = Frontier()
    frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=PAGES))
    frontier.push([a_request(f"http://a.test/{number}") for number in range(2 * PAGES)])
    return frontier, frontier.claim("worker", "", PAGES)


async def tell(telling: Telling, leases: list[Lease]) -> list[BaseException | None]:
    answers = [Answered(lease=lease, status=200, latency_ms=1) for lease in leases]
    tells = [telling.tell(answer) for answer in answers]
    return await asyncio.gather(*tells, return_exceptions=True)


def test_what_came_within_a_moment_is_one_step_of_the_frontier() -> None:
    frontier, leases = leased()

    async def work() -> None:
        with ThreadPoolExecutor(1) as thread:
            telling = Telling(frontier, thread)
            assert await tell(telling, leases[:3]) == [None] * 3
            assert await tell(telling, leases[3:]) == [None] * 2

    run(work)
    assert frontier.calls.count("fetched") == 2
    assert len(frontier.claim("worker", "", PAGES)) == PAGES


def test_a_fault_is_told_to_all_and_the_next_begin_anew() -> None:
    frontier, leases = leased()
    frontier.faults["fetched"] = [Misconfigured("full")]

    async def work() -> None:
        with ThreadPoolExecutor(1) as thread:
            telling = Telling(frontier, thread)
            for met in await tell(telling, leases[:2]):
                with pytest.raises(Misconfigured, match="full"):
                    raise met or AssertionError
            assert await tell(telling, leases) == [None] * PAGES

    run(work)
