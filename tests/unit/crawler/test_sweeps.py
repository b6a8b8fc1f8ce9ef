"""Walks of listings, and the events that tell of a page."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.codec import decode
from contracts.events import (
    DocumentFound,
    Event,
    Observed,
    PageFetched,
    PostingFound,
    PostingsSighted,
    SweepEnded,
)
from contracts.frontier import Role, SweepEnd, decode_request, fingerprint
from contracts.identity import record_id
from contracts.log import Entry
from contracts.names import POSTINGS_RAW, SIGHTINGS, SWEEPS, TOPICS
from contracts.records import Document, Lifecycle, Observation, Outcome, Page, Parsed
from crawler.events import OLDEST_NEWS, entries, first_seen, posting_entry, sweep_entry
from crawler.schedule.sweeps import LISTING, WINDOW, handed_on, listing_key, opened, sighted
from tests.builders import NOW, a_posting, a_request
from tests.unit.crawler.pages import a_page

ROOT = a_request("http://a.test/jobs/?page=1", role=Role.LISTING)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://a.test/jobs/?page=1", "board:/jobs/"),
        ("https://www.a.test:8443/jobs/?page=7", "board:/jobs/"),
        ("http://a.test/search?page=0&count=20&sort=1", "board:/search"),
        ("http://a.test/search?page=0&keyWords=a+b&area=2", "board:/search?area=2&keyWords=a+b"),
        ("http://a.test/search?area=2&keyWords=a%20b", "board:/search?area=2&keyWords=a+b"),
    ],
)
def test_a_listing_has_one_name_whatever_its_address_and_page(url: str, key: str) -> None:
    assert listing_key(a_request(url)) == key


def test_a_walk_begins_with_its_first_page() -> None:
    sweep, first = opened(ROOT, "w", NOW)
    assert (sweep.listing, sweep.source, sweep.started_at) == ("board:/jobs/", "board", NOW)
    assert (first.sweep, first.watch, first.role) == (sweep.id, "w", Role.LISTING)
    assert first.meta == {LISTING: "board:/jobs/"}


def test_each_walk_has_its_own_id_and_fetches_anew() -> None:
    one, first = opened(ROOT, "w", NOW)
    same, _ = opened(ROOT, "w2", NOW)
    later, again = opened(ROOT, "w", NOW + timedelta(days=7))
    other_space, _ = opened(replace(ROOT, space="tenant"), "w", NOW)
    assert one.id == same.id
    assert len({one.id, later.id, other_space.id}) == 3
    assert fingerprint(first) != fingerprint(again)


def test_the_next_page_stays_in_the_walk() -> None:
    _, first = opened(replace(ROOT, space="tenant"), "w", NOW)
    onward = handed_on(first, a_request("http://a.test/jobs/?page=2", role=Role.LISTING))
    assert (onward.sweep, onward.watch, onward.space) == (first.sweep, "w", "tenant")
    assert (onward.meta, onward.depth) == (first.meta, 1)
    assert onward.priority > 0


def test_all_that_a_walk_shows_knows_the_run_that_opened_it() -> None:
    _, first = opened(ROOT, "w", NOW, 7)
    onward = handed_on(first, a_request("http://a.test/jobs/?page=2", role=Role.LISTING))
    detail = handed_on(onward, a_request("http://a.test/7"))
    assert (first.run, onward.run, detail.run) == (7, 7, 7)
    assert fingerprint(detail) == fingerprint(replace(detail, run=8))


def test_a_detail_is_in_no_walk_but_knows_its_listing() -> None:
    """So the seen-set fetches it once, whatever the number of walks that show it."""
    link = a_request("http://a.test/7", headers={"Accept": "x"}, meta={"own": "1"})
    _, first = opened(ROOT, "w", NOW)
    _, later = opened(ROOT, "w", NOW + timedelta(days=7))
    onward = handed_on(first, link)
    assert (onward.sweep, onward.watch, onward.headers) == ("", "w", {"Accept": "x"})
    assert onward.meta == {"own": "1", LISTING: "board:/jobs/"}
    assert fingerprint(onward) == fingerprint(handed_on(later, link))


def test_a_listing_that_shows_only_the_latest_closes_nothing() -> None:
    """No posting bears its name, so no end of a walk of it is about any posting."""
    sweep, first = opened(replace(ROOT, meta={WINDOW: "latest"}), "w", NOW)
    assert sweep.listing
    assert LISTING not in first.meta
    assert LISTING not in handed_on(first, a_request("http://a.test/7")).meta


def test_what_is_asked_in_a_body_is_a_listing_of_its_own() -> None:
    one, other = (replace(ROOT, body=body) for body in (b'{"q": 1}', b'{"q": 2}'))
    assert len({listing_key(root) for root in (ROOT, one, other)}) == 3


def a_listing_page(**fields: Any) -> Page:
    _, first = opened(ROOT, "w", NOW)
    return a_page(first.url, b"x", request=first, **fields)


def test_a_sighting_says_that_it_was_up_then() -> None:
    page = a_listing_page()
    assert sighted(page, Parsed(outcome=Outcome.OK, sightings=("7",))) == (
        Lifecycle(
            id=record_id("public", "board", "7"),
            space="public",
            source="board",
            first_seen=NOW,
            last_seen=NOW,
            listing="board:/jobs/",
        ),
    )


def told(found: list[Entry]) -> dict[str, list[Event]]:
    events: dict[str, list[Event]] = {}
    for entry in found:
        assert entry.topic in TOPICS
        events.setdefault(entry.topic, []).append(decode(entry.value))
    return events


def test_a_page_tells_all_that_was_read_from_it() -> None:
    parsed = Parsed(
        outcome=Outcome.OK,
        postings=(a_posting("7"), a_posting("8")),
        sightings=("7", "8", "9"),
        documents=(Document(external_id="d", title="t", text="x"),),
        observations=(Observation(subject="s", metric="m", at=NOW, value=1.0),),
    )
    events = [
        event for kind in told(entries(a_listing_page(), parsed, "ref")).values() for event in kind
    ]
    kinds = [type(event) for event in events]
    assert kinds.count(PostingFound) == 2
    assert [kinds.count(each) for each in (PageFetched, PostingsSighted)] == [1, 1]
    assert [kinds.count(each) for each in (DocumentFound, Observed)] == [1, 1]


def test_the_archived_page_can_be_read_again() -> None:
    page = a_listing_page(status=206, headers={"content-type": "text/html"})
    (entry,) = entries(page, Parsed(outcome=Outcome.EMPTY), "ref")
    event = decode(entry.value)
    assert isinstance(event, PageFetched)
    assert (entry.key, event.url, event.blob, event.status) == (page.url, page.url, "ref", 206)
    assert decode_request(event.request) == page.request
    assert (event.headers, event.outcome) == (page.headers, Outcome.EMPTY)


def test_a_posting_is_keyed_by_its_record_and_knows_where_it_comes_from() -> None:
    page = a_listing_page()
    entry = posting_entry(page, a_posting("7"), "ref", generation=3)
    event = decode(entry.value)
    assert isinstance(event, PostingFound)
    assert (entry.topic, entry.key) == (POSTINGS_RAW, record_id("public", "board", "7"))
    assert (event.listing, event.watch, event.blob) == ("board:/jobs/", "w", "ref")
    assert (event.generation, event.fetched_at) == (3, NOW)


def test_sightings_and_ends_of_one_listing_keep_their_order() -> None:
    page = a_listing_page()
    _, sightings = entries(page, Parsed(outcome=Outcome.OK, sightings=("7",)), "ref")
    sweep, _ = opened(ROOT, "w", NOW)
    end = sweep_entry(SweepEnd(sweep=sweep, complete=True, pages=1))
    assert (sightings.topic, sightings.key) == (SIGHTINGS, sweep.listing)
    assert (end.topic, end.key) == (SWEEPS, sweep.listing)
    assert decode(end.value) == SweepEnded(end=SweepEnd(sweep=sweep, complete=True, pages=1))


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_posting_appeared_when_it_says_if_that_is_a_little_earlier(earlier: timedelta) -> None:
    posted = NOW - earlier
    seen = first_seen(a_posting(posted_at=posted), NOW)
    assert seen == (posted if timedelta() <= earlier <= OLDEST_NEWS else NOW)


def test_a_posting_without_a_date_appeared_when_it_was_fetched() -> None:
    assert first_seen(a_posting(), NOW) == NOW
