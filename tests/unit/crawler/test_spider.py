"""An answer frees its host's slot, is read, and is published; no answer is tried again."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from contracts import pace
from contracts.errors import Misconfigured, Permanent, Transient
from contracts.events import PageFetched, PostingsSighted
from contracts.frontier import MOST_ATTEMPTS, Finished, Lease, Role, Visit
from contracts.identity import content_hash, record_id
from contracts.names import PAGES_RAW, POSTINGS_RAW, SIGHTINGS
from contracts.records import Outcome, Parsed
from crawler import recrawl
from crawler.answers import MOST_REDIRECTS
from crawler.fetching.fetches import NoAnswer
from crawler.fetching.robots import PATIENCE, Closed, Forbidden, Late
from crawler.schedule.sweeps import opened
from tests.builders import NOW, a_posting, a_request
from tests.unit.crawler.rig import Rig, run

HOUR = 3_600_000


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


@pytest.mark.parametrize(
    ("error", "attempt"),
    [
        (Late(), 1),
        (Closed("http://a.test", 1), 1),
        (Closed("http://a.test", PATIENCE), 1),
        (Closed("http://a.test", PATIENCE + 1), 2),
    ],
    ids=["turn spent", "closed", "closed twice", "closed for long"],
)
def test_a_page_that_waits_for_robots_txt_goes_back_and_suffers_when_it_stays_closed(
    error: Exception, attempt: int
) -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, error)
    assert "fetched" not in rig.frontier.calls
    rig.frontier.now += 1000
    (again,) = rig.frontier.claim("worker", "", 1)
    assert again.attempt == attempt


def test_a_frontier_that_is_busy_with_robots_txt_costs_no_attempt() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, Transient("busy"))
    rig.frontier.now += 1000
    (again,) = rig.frontier.claim("worker", "", 1)
    assert again.attempt == 1


def test_what_is_refused_on_our_side_is_no_fault_of_its_host() -> None:
    """A wrong query, an absent secret: other sources of that host must not wait for it."""
    rig = Rig()
    rig.frontier.push([a_request(f"http://a.test/{n}") for n in range(4)])
    for _ in range(4):
        rig.frontier.now += 1000
        (lease,) = rig.frontier.claim("worker", "", 1)
        no_answer(rig, lease, Permanent("the query has a semicolon in it"))
    assert counts(rig) == (0, 4, 0)


def test_a_source_that_is_down_uses_up_its_attempts_and_ends() -> None:
    rig = Rig()
    rig.frontier.push([a_request(role=Role.LISTING)])
    for _ in range(MOST_ATTEMPTS):
        rig.frontier.now += 100 * HOUR
        (lease,) = rig.frontier.claim("worker", "", 1)
        no_answer(rig, lease, NoAnswer("db.test:5432 does not answer"))
    assert counts(rig) == (0, 0, 1)


def test_a_fault_that_stands_behind_robots_txt_ends_the_crawl() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, Misconfigured("the disk is full"))
    assert [str(error) for error in rig.failures] == ["the disk is full"]


def visited_before(rig: Rig, **visit: Any) -> Lease:
    """Lease a page that was read once and is due again."""
    (first,) = rig.leases()
    last = Visit(**{"interval_ms": HOUR, "content": content_hash(b"page"), **visit})
    rig.frontier.ack([Finished(lease=first, again=last)])
    rig.frontier.now += HOUR
    (lease,) = rig.frontier.claim("worker", "", 1)
    assert lease.last == last
    return lease


def test_a_page_is_visited_again_a_day_after_it_was_read() -> None:
    rig = Rig(Parsed(outcome=Outcome.OK))
    (lease,) = rig.leases()
    answer(rig, lease, etag='"1"', last_modified="then")
    rig.frontier.now = recrawl.FIRST_MS
    (again,) = rig.frontier.claim("worker", "", 1)
    asked = rig.spider.to_fetch(again)
    assert asked.headers[b"If-None-Match"] == b'"1"'
    assert asked.headers[b"If-Modified-Since"] == b"then"
    assert again.last is not None
    assert rig.blobs.get(again.last.content) == b"page"


def test_only_what_is_got_is_asked_for_by_condition() -> None:
    rig = Rig()
    (first,) = rig.leases(a_request(method="POST", body=b"q"))
    rig.frontier.ack([Finished(lease=first, again=Visit(interval_ms=0, content="x", etag="1"))])
    (lease,) = rig.frontier.claim("worker", "", 1)
    assert b"If-None-Match" not in rig.spider.to_fetch(lease).headers


@pytest.mark.parametrize(("status", "body"), [(304, b""), (200, b"page")])
def test_an_unchanged_page_is_recorded_and_not_processed_again(status: int, body: bytes) -> None:
    rig = Rig(AssertionError("must not be parsed"))
    lease = visited_before(rig, shown=("7",))
    response = a_response(rig, lease, status).replace(body=body)
    work(rig, lambda: rig.spider.answered(response))
    (page,) = rig.events(PAGES_RAW)
    assert isinstance(page, PageFetched)
    assert (page.outcome, page.status) == (Outcome.UNCHANGED, status)
    assert page.blob == content_hash(b"page")
    with pytest.raises(Permanent, match="not in memory"):
        rig.blobs.get(content_hash(body))
    (sighted,) = rig.events(SIGHTINGS)
    assert isinstance(sighted, PostingsSighted)
    (seen,) = sighted.sightings
    assert (seen.id, seen.last_seen) == (record_id("public", "board", "7"), NOW)
    assert rig.count("pages_total", source="board", outcome="unchanged") == 1
    assert rig.count("revisits_total") == 1
    rig.frontier.now += max(2 * HOUR, recrawl.SHORTEST_MS)
    assert len(rig.frontier.claim("worker", "", 1)) == 1


def test_a_changed_page_is_processed_again() -> None:
    rig = Rig(Parsed(outcome=Outcome.OK, postings=(a_posting("7"),)))
    answer(rig, visited_before(rig, content="another"))
    (page,) = rig.events(PAGES_RAW)
    assert isinstance(page, PageFetched)
    assert page.outcome is Outcome.OK
    assert len(rig.events(POSTINGS_RAW)) == 1


def test_a_page_that_never_answered_is_visited_again_hours_later() -> None:
    rig = Rig()
    (first,) = rig.leases()
    rig.frontier.release([first])

    async def all_attempts() -> None:
        for _ in range(MOST_ATTEMPTS):
            rig.frontier.now += pace.LONGEST_REST_MS
            (lease,) = rig.frontier.claim("worker", "", 1)
            await rig.spider.failed(a_failure(rig, lease, DownloadTimeoutError()))

    work(rig, all_attempts)
    assert counts(rig) == (0, 1, 0)
    rig.frontier.now += recrawl.SHORTEST_MS - 1
    assert rig.frontier.claim("worker", "", 1) == []
    rig.frontier.now += 1
    assert len(rig.frontier.claim("worker", "", 1)) == 1


def test_a_host_that_blocks_with_a_friendly_status_rests() -> None:
    rig = Rig(Parsed(outcome=Outcome.BLOCKED, reason="a captcha"))
    first, _ = rig.leases(a_request(), a_request("http://a.test/2"))
    answer(rig, first, 200)
    rig.frontier.push([a_request("http://a.test/3")])
    assert rig.frontier.claim("worker", "", 1) == []
    rig.frontier.now = pace.REST_MS
    assert len(rig.frontier.claim("worker", "", 1)) == 1
    assert rig.count("refusals_total", source="board") == 1


def test_a_server_that_fails_does_not_block() -> None:
    rig = Rig()
    first, _ = rig.leases(a_request(), a_request("http://a.test/2"))
    answer(rig, first, 500)
    rig.frontier.push([a_request("http://a.test/3")])
    assert len(rig.frontier.claim("worker", "", 1)) == 1
    assert rig.count("refusals_total", source="board") == 0


def test_redirects_in_a_circle_end_at_the_tenth() -> None:
    rig = Rig(AssertionError("must not be parsed"))
    rig.leases()
    rig.frontier.release(rig.frontier.claim("worker", "", 1))

    async def follow() -> None:
        while rig.frontier.ledger().outstanding:
            rig.frontier.now += HOUR
            for lease in rig.frontier.claim("worker", "", 1):
                await rig.spider.answered(a_response(rig, lease, 302, location="/1"))

    work(rig, follow)
    pages = rig.events(PAGES_RAW)
    assert len(pages) == MOST_REDIRECTS + 1
    assert [page.outcome for page in pages if isinstance(page, PageFetched)] == [
        *[Outcome.OK] * MOST_REDIRECTS,
        Outcome.CHANGED,
    ]


def test_a_request_that_is_no_address_ends() -> None:
    rig = Rig()
    (lease,) = rig.leases(a_request("nowhere"))
    with pytest.raises(ValueError, match="not fetched as http"):
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


def test_requests_carry_what_the_frontier_keeps() -> None:
    rig = Rig()
    fields: dict[str, Any] = {"method": "POST", "body": b"x", "headers": {"Accept": "y"}}
    (lease,) = rig.leases(a_request("http://a.test/ї", **fields))
    asked = rig.spider.to_fetch(lease)
    assert (asked.method, asked.body, asked.headers[b"Accept"]) == ("POST", b"x", b"y")
    assert asked.url == "http://a.test/%D1%97"
