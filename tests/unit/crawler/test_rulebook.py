"""One worker reads a robots.txt, the others wait for it, and all obey."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.errors import Misconfigured
from contracts.frontier import RobotsState
from crawler.fetching.robots import FIRST_CLOSED_MS, KEPT_MS, Closed, Late, Rules
from crawler.fetching.rulebook import MOST_KNOWN, Rulebook
from tests.unit.crawler.rig import Frontier, run, until

ORIGIN = "http://a.test"
PAGE = "http://a.test/private/1"
TEXT = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2"


class Site:
    """A robots.txt that is answered when the test lets it be."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()

    async def fetch(self, url: str) -> tuple[int, str, bytes]:
        assert url == f"{ORIGIN}/robots.txt"
        self.asked += 1
        await self.answers.wait()
        return self.status, "", TEXT


@pytest.fixture
def frontier() -> Frontier:
    return Frontier()


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


async def outcome(work: Awaitable[Rules]) -> object:
    """Tell what a request for the page meets: an exception, or whether it may be fetched."""
    try:
        return (await work).allow(PAGE)
    except (Late, Closed) as error:
        return type(error)


Work = Callable[[Rulebook, Site], Awaitable[None]]


def with_a_book(frontier: Frontier, thread: ThreadPoolExecutor, work: Work) -> None:
    async def whole() -> None:
        await work(Rulebook(frontier, thread), Site())

    run(whole)


def test_reading_spends_the_turn_of_its_page_and_of_all_that_waited(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    async def work(book: Rulebook, site: Site) -> None:
        asks = [outcome(book.rules(ORIGIN, site.fetch)) for _ in range(3)]
        assert await asyncio.gather(*asks) == [Late, Late, Late]
        assert await outcome(book.rules(ORIGIN, site.fetch)) is False
        assert site.asked == 1

    with_a_book(frontier, thread, work)
    frontier.now += KEPT_MS - 1
    assert frontier.robots(ORIGIN).state is RobotsState.RULES


def test_what_another_worker_has_read_is_obeyed_at_once(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    frontier.tell_robots(ORIGIN, TEXT, delay_ms=0, keep_ms=1)

    async def work(book: Rulebook, site: Site) -> None:
        asks = [outcome(book.rules(ORIGIN, site.fetch)) for _ in range(3)]
        assert await asyncio.gather(*asks) == [False, False, False]
        assert site.asked == 0

    with_a_book(frontier, thread, work)
    assert frontier.calls.count("robots") == 1


def test_what_another_worker_is_reading_is_waited_for(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    async def work(book: Rulebook, site: Site) -> None:
        site.answers.clear()
        reader = asyncio.ensure_future(outcome(book.rules(ORIGIN, site.fetch)))
        await until(lambda: site.asked)
        other = Rulebook(frontier, thread)
        waiter = asyncio.ensure_future(outcome(other.rules(ORIGIN, site.fetch)))
        await until(lambda: frontier.calls.count("robots") > 2)
        assert not waiter.done()
        site.answers.set()
        assert await asyncio.gather(*[reader, waiter]) == [Late, Late]
        assert await outcome(other.rules(ORIGIN, site.fetch)) is False
        assert site.asked == 1

    with_a_book(frontier, thread, work)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_host_whose_rules_cannot_be_read_is_closed_for_all(
    frontier: Frontier, thread: ThreadPoolExecutor, status: int
) -> None:
    async def work(book: Rulebook, site: Site) -> None:
        site.status = status
        assert await outcome(book.rules(ORIGIN, site.fetch)) is Closed
        assert await outcome(Rulebook(frontier, thread).rules(ORIGIN, site.fetch)) is Closed
        assert site.asked == 1
        frontier.now += FIRST_CLOSED_MS
        with pytest.raises(Closed) as closed:
            await book.rules(ORIGIN, site.fetch)
        assert closed.value.failures == 2
        assert site.asked == 2
        frontier.now += FIRST_CLOSED_MS
        assert await outcome(book.rules(ORIGIN, site.fetch)) is Closed
        assert site.asked == 2

    with_a_book(frontier, thread, work)


def test_the_frontier_hears_of_the_pace_that_is_asked_for(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    async def work(book: Rulebook, site: Site) -> None:
        await outcome(book.rules(ORIGIN, site.fetch))

    with_a_book(frontier, thread, work)
    assert frontier._hosts["a.test"].robots_ms == 2_000


def test_a_fault_of_the_frontier_is_no_word_about_the_rules(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    frontier.faults["robots"] = [Misconfigured("the disk is full")]

    async def work(book: Rulebook, site: Site) -> None:
        with pytest.raises(Misconfigured, match="disk"):
            await book.rules(ORIGIN, site.fetch)
        assert await outcome(book.rules(ORIGIN, site.fetch)) is Late

    with_a_book(frontier, thread, work)


def test_a_process_holds_the_rules_of_so_many_hosts_and_no_more(
    frontier: Frontier, thread: ThreadPoolExecutor
) -> None:
    origins = [f"http://{number}.test" for number in range(MOST_KNOWN + 1)]
    for origin in origins:
        frontier.tell_robots(origin, TEXT, delay_ms=0, keep_ms=1)

    async def work(book: Rulebook, site: Site) -> None:
        for origin in (*origins, origins[-1], origins[0]):
            await book.rules(origin, site.fetch)

    with_a_book(frontier, thread, work)
    assert frontier.calls.count("robots") == len(origins) + 1
