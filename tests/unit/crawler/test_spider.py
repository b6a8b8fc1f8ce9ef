"""An answer frees its host's slot, is read, and is published; no answer is tried again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from scrapy import Request as ScrapyRequest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contracts.errors import Misconfigured, Transient
from contracts.events import PageFetched
from contracts.frontier import HostPolicy, Lease, Role
from contracts.names import PAGES_RAW
from contracts.records import Outcome, Parsed
from crawler.robots import Forbidden, Unknown
from crawler.sweeps import opened
from tests.builders import NOW, a_request
from tests.unit.crawler.rig import Rig, run


def a_response(rig: Rig, lease: Lease, status: int = 200, **headers: str) -> Response:
    asked = rig.spider.to_fetch(lease)
    asked.meta["download_latency"] = 0.25
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(asked.url, status=status, body=b"page", headers=named, request=asked)


def a_failure(rig: Rig, lease: Lease, error: Exception) -> Failure:
    failure = Failure(error)  # type: ignore[no-untyped-call]
    failure.request = rig.spider.to_fetch(lease)  # type: ignore[attr-defined]
    return failure


def work(rig: Rig, call: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        rig.publisher.start()
        rig.supply.start(lambda _: None)
        rig.supply.pause()
        await call()
        await rig.publisher.stop()

    run(whole)


def answer(rig: Rig, lease: Lease, status: int = 200, **headers: str) -> None:
    response = a_response(rig, lease, status, **headers)
    work(rig, lambda: rig.spider.answered(response))


def no_answer(rig: Rig, lease: Lease, error: Exception) -> None:
    failure = a_failure(rig, lease, error)
    work(rig, lambda: rig.spider.failed(failure))


def counts(rig: Rig) -> tuple[int, int, int]:
    books = rig.frontier.ledger()
    return books.queued, books.done, books.dead


def test_a_page_is_read_published_and_acked() -> None:
    rig = Rig(Parsed(outcome=Outcome.OK, follow=(a_request("http://a.test/2"),)))
    (lease,) = rig.leases()
    answer(rig, lease, content_type="text/html", set_cookie="secret=1", server="x")
    (page,) = rig.events(PAGES_RAW)
    assert isinstance(page, PageFetched)
    assert (page.outcome, page.fetched_at) == (Outcome.OK, NOW)
    assert page.headers == {"content-type": "text/html", "server": "x"}
    assert counts(rig) == (1, 1, 0)
    assert rig.frontier.calls.index("fetched") < rig.frontier.calls.index("ack")
    assert rig.count("pages_total", source="board", outcome="ok") == 1


def test_a_host_hears_of_its_answer_before_the_page_is_forgotten() -> None:
    """Else its pace would not be set: the frontier knows no lease that was acked."""
    rig = Rig()
    (lease,) = rig.leases()
    rig.thread.submit(time.sleep, 0.2)
    answer(rig, lease)
    assert rig.frontier.calls.index("fetched") < rig.frontier.calls.index("ack")


def test_a_redirect_goes_back_to_the_frontier() -> None:
    rig = Rig(AssertionError("must not be parsed"))
    (lease,) = rig.leases()
    answer(rig, lease, 302, location="http://b.test/x")
    (onward,) = rig.frontier.claim("worker", "", 1)
    assert (onward.request.url, onward.request.redirects) == ("http://b.test/x", 1)


@pytest.mark.parametrize("status", [429, 503])
def test_a_site_that_asks_for_time_gets_it(status: int) -> None:
    rig = Rig(AssertionError("must not be parsed"))
    (lease,) = rig.leases()
    answer(rig, lease, status, retry_after="7")
    assert counts(rig) == (1, 0, 0)
    rig.frontier.now = 6_999
    assert rig.frontier.claim("worker", "", 1) == []
    rig.frontier.now = 7_000
    (again,) = rig.frontier.claim("worker", "", 1)
    assert again.attempt == 2
    assert rig.count("pages_total", source="board", outcome="blocked") == 1


def test_what_is_refused_again_and_again_is_dead_and_its_walk_not_complete() -> None:
    rig = Rig(max_attempts=2)
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])

    async def twice() -> None:
        for _ in range(2):
            rig.frontier.now += 10_000_000
            (lease,) = rig.frontier.claim("worker", "", 1)
            await rig.spider.answered(a_response(rig, lease, 500))

    work(rig, twice)
    assert counts(rig) == (0, 0, 1)
    assert b'"complete":false' in next(rig.log.read("sweeps")).value


def test_no_answer_is_tried_again_later() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, DownloadTimeoutError())
    assert counts(rig) == (1, 0, 0)
    assert rig.frontier.claim("worker", "", 1) == []
    rig.frontier.now += 1000
    assert len(rig.frontier.claim("worker", "", 1)) == 1
    assert rig.count("failures_total", source="board") == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(Forbidden("robots.txt says no"), id="robots"),
        pytest.param(DownloadCancelledError("1 GiB"), id="too-large"),
        pytest.param(IgnoreRequest("a bomb"), id="too-large-when-unpacked"),
    ],
)
def test_what_will_never_be_fetched_is_done_and_its_walk_not_complete(error: Exception) -> None:
    rig = Rig()
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])
    (lease,) = rig.frontier.claim("worker", "", 1)
    no_answer(rig, lease, error)
    assert counts(rig) == (0, 1, 0)
    assert b'"complete":false' in next(rig.log.read("sweeps")).value
    assert rig.count("pages_total", source="board", outcome="blocked") == 1


def test_a_host_whose_rules_are_unknown_is_asked_later() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, Unknown("robots.txt cannot be read"))
    assert counts(rig) == (1, 0, 0)
    assert "fetched" not in rig.frontier.calls
    rig.frontier.now = 4_999
    assert rig.frontier.claim("worker", "", 1) == []


def test_a_request_that_is_no_address_ends() -> None:
    rig = Rig()
    (lease,) = rig.leases(a_request("nowhere"))
    with pytest.raises(ValueError, match="scheme"):
        rig.spider.to_fetch(lease)
    work(rig, lambda: rig.spider.refuse(lease, "no scheme"))
    assert counts(rig) == (0, 1, 0)


def test_a_parser_that_raises_changes_the_page_and_archives_it() -> None:
    rig = Rig(ZeroDivisionError())
    (lease,) = rig.leases()
    answer(rig, lease)
    (page,) = rig.events(PAGES_RAW)
    assert isinstance(page, PageFetched)
    assert page.outcome is Outcome.CHANGED
    assert counts(rig) == (0, 1, 0)


def test_a_page_of_an_unknown_source_is_archived_as_changed() -> None:
    rig = Rig()
    (lease,) = rig.leases(a_request(source="gone"))
    answer(rig, lease)
    (page,) = rig.events(PAGES_RAW)
    assert isinstance(page, PageFetched)
    assert page.outcome is Outcome.CHANGED


def test_a_lease_that_was_lost_is_counted() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    rig.frontier.release([lease])
    answer(rig, lease)
    assert rig.count("acks_refused_total") == 1
    assert counts(rig) == (1, 0, 0)


def test_a_frontier_that_is_busy_lets_the_lease_run_out() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    rig.frontier.faults["fetched"] = [Transient("busy")]
    answer(rig, lease)
    assert counts(rig) == (0, 1, 0)
    assert rig.failures == []


@pytest.mark.parametrize("operation", ["fetched", "release"])
def test_a_fault_that_does_not_pass_ends_the_crawl(operation: str) -> None:
    rig = Rig()
    (lease,) = rig.leases()
    rig.frontier.faults[operation] = [Misconfigured("the disk is full")]
    no_answer(rig, lease, DownloadTimeoutError())
    assert [str(error) for error in rig.failures] == ["the disk is full"]


@pytest.mark.parametrize(("depth", "pace"), [(0, 2000), (1, 0)])
def test_robots_slow_a_host_down_at_the_beginning_of_a_walk(depth: int, pace: int) -> None:
    rig = Rig()
    (first,) = rig.leases(a_request(depth=depth))
    rig.frontier.configure_host("a.test", HostPolicy(interval_ms=0, slots=9))
    asked: ScrapyRequest = rig.spider.to_fetch(first)

    async def slow() -> None:
        await rig.spider.slow_down(asked, 2000)

    asyncio.run(slow())
    rig.frontier.push([a_request("http://a.test/next")])
    (lease,) = rig.frontier.claim("worker", "", 1)
    assert lease.start_in == pace


def test_requests_carry_what_the_frontier_keeps() -> None:
    rig = Rig()
    fields: dict[str, Any] = {"method": "POST", "body": b"x", "headers": {"Accept": "y"}}
    (lease,) = rig.leases(a_request("http://a.test/ї", **fields))
    asked = rig.spider.to_fetch(lease)
    assert (asked.method, asked.body, asked.headers[b"Accept"]) == ("POST", b"x", b"y")
    assert asked.url == "http://a.test/%D1%97"
