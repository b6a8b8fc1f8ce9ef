"""An answer frees its host's slot, is read, and is published."""

import time
from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError

from contracts import pace
from contracts.errors import Misconfigured, Transient
from contracts.events import PageFetched
from contracts.frontier import Role
from contracts.names import PAGES_RAW
from contracts.records import Outcome, Parsed
from crawler.answers import MOST_REDIRECTS
from crawler.schedule.sweeps import opened
from tests.builders import NOW, a_request
from tests.unit.crawler.rig import Rig
from tests.unit.crawler.spider_rig import HOUR, a_response, answer, counts, no_answer, work


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
