"""A page is visited again: soon where it changes, and unprocessed where it did not."""

from typing import Any

import pytest
from scrapy.exceptions import DownloadTimeoutError

from contracts import pace
from contracts.errors import Permanent
from contracts.events import PageFetched, PostingsSighted
from contracts.frontier import MOST_ATTEMPTS, Finished, Lease, Visit
from contracts.identity import content_hash, record_id
from contracts.names import PAGES_RAW, POSTINGS_RAW, SIGHTINGS
from contracts.records import Outcome, Parsed
from crawler import recrawl
from tests.builders import NOW, a_posting, a_request
from tests.unit.crawler.rig import Rig
from tests.unit.crawler.spider_rig import HOUR, a_failure, a_response, answer, counts, work


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
