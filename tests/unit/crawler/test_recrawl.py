"""When a page is visited again: sooner where it changes, later where it does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.frontier import Lease, Role, Visit
from contracts.identity import content_hash
from contracts.records import Outcome, Parsed
from crawler.recrawl import (
    FIRST_MS,
    LONGEST_MS,
    LONGEST_TAG,
    MOST_SHOWN,
    SHORTEST_MS,
    after_trouble,
    as_before,
    conditions,
    next_visit,
    unchanged,
)
from tests.builders import a_posting, a_request
from tests.unit.crawler.rig import a_fetched

DAY = 24 * 3_600_000
BODY = b"page"
KNOWN = Visit(interval_ms=4 * DAY, content=content_hash(BODY), etag='"1"', last_modified="then")
TROUBLE = (Outcome.CHANGED, Outcome.BLOCKED)

intervals = st.integers(0, 1 << 45)
visits = st.builds(Visit, interval_ms=intervals, content=st.sampled_from(("", "hash")))
outcomes = st.sampled_from((Outcome.OK, *TROUBLE, Outcome.UNCHANGED))


def a_lease(last: Visit | None = None, **fields: Any) -> Lease:
    return Lease(
        fingerprint=1, token=1, request=a_request(**fields), start_in=0, attempt=1, last=last
    )


def visited(
    outcome: Outcome, last: Visit | None = None, *, status: int = 200, **parsed: Any
) -> Visit | None:
    lease = a_lease(last)
    page = a_fetched(lease, BODY, status=status, headers={"etag": '"2"', "last-modified": "now"})
    return next_visit(lease, page, Parsed(outcome=outcome, **parsed), "blob")


def test_a_page_is_first_visited_again_after_a_day_with_what_it_said() -> None:
    assert visited(Outcome.OK, postings=(a_posting("7"),)) == Visit(
        interval_ms=FIRST_MS, content="blob", etag='"2"', last_modified="now", shown=("7",)
    )


def test_a_page_that_changed_is_visited_sooner() -> None:
    again = visited(Outcome.OK, KNOWN)
    assert again is not None
    assert (again.interval_ms, again.content) == (2 * DAY, "blob")


def test_a_page_that_is_as_it_was_is_visited_later_and_all_is_remembered() -> None:
    again = visited(Outcome.UNCHANGED, KNOWN, status=304)
    assert again == Visit(
        interval_ms=8 * DAY, content=KNOWN.content, etag='"1"', last_modified="then"
    )


@pytest.mark.parametrize("outcome", TROUBLE)
def test_a_page_that_could_not_be_read_is_visited_within_hours_then_later(
    outcome: Outcome,
) -> None:
    first = visited(outcome)
    assert first == Visit(interval_ms=SHORTEST_MS)
    second = visited(outcome, first)
    assert second == Visit(interval_ms=2 * SHORTEST_MS)


def test_a_page_that_is_read_after_trouble_begins_like_a_new_one() -> None:
    again = visited(Outcome.OK, Visit(interval_ms=LONGEST_MS))
    assert again is not None
    assert again.interval_ms == FIRST_MS


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(Outcome.EMPTY, 200), (Outcome.CHANGED, 404), (Outcome.OK, 410), (Outcome.OK, 302)],
    ids=["closed", "not found", "gone", "points elsewhere"],
)
def test_some_pages_are_never_visited_again(outcome: Outcome, status: int) -> None:
    assert visited(outcome, KNOWN, status=status) is None


def test_a_listing_is_left_to_its_sweeps() -> None:
    lease = a_lease(role=Role.LISTING)
    assert next_visit(lease, a_fetched(lease), Parsed(outcome=Outcome.OK), "blob") is None


@given(st.none() | visits, outcomes)
def test_no_page_is_visited_faster_than_the_floor_nor_left_for_good(
    last: Visit | None, outcome: Outcome
) -> None:
    again = visited(outcome, last)
    assert again is not None
    assert SHORTEST_MS <= again.interval_ms <= LONGEST_MS


@given(intervals, intervals, outcomes)
def test_the_order_of_intervals_is_kept(one: int, other: int, outcome: Outcome) -> None:
    near, far = sorted((one, other))
    sooner = visited(outcome, Visit(interval_ms=near, content="hash"))
    later = visited(outcome, Visit(interval_ms=far, content="hash"))
    assert sooner is not None
    assert later is not None
    assert sooner.interval_ms <= later.interval_ms


@given(visits)
def test_a_change_never_makes_a_page_rarer_nor_rest_makes_it_more_frequent(last: Visit) -> None:
    bounded = min(max(last.interval_ms, SHORTEST_MS), LONGEST_MS)
    assert after_trouble(last).interval_ms >= bounded
    changed = visited(Outcome.OK, Visit(interval_ms=last.interval_ms, content="hash"))
    assert changed is not None
    assert changed.interval_ms <= bounded


def test_only_a_page_that_was_read_is_asked_for_by_condition() -> None:
    assert conditions(None) == {}
    assert conditions(Visit(interval_ms=1, etag='"1"')) == {}
    assert conditions(KNOWN) == {"If-None-Match": '"1"', "If-Modified-Since": "then"}
    assert conditions(Visit(interval_ms=1, content="x")) == {}


@pytest.mark.parametrize(
    ("last", "status", "body", "expected"),
    [
        (KNOWN, 304, b"", True),
        (KNOWN, 200, BODY, True),
        (KNOWN, 200, b"other", False),
        (KNOWN, 404, BODY, False),
        (None, 304, b"", False),
        (Visit(interval_ms=1), 304, b"", False),
    ],
)
def test_the_same_bytes_are_the_same_page(
    last: Visit | None,
    status: int,
    body: bytes,
    expected: bool,  # noqa: FBT001 - a parameter by name
) -> None:
    page = a_fetched(a_lease(last), body, status=status)
    assert unchanged(last, page) is expected


def test_a_page_that_is_as_it_was_still_shows_what_it_showed() -> None:
    told = as_before(Visit(interval_ms=1, content="x", shown=("7", "8")))
    assert told == Parsed(outcome=Outcome.UNCHANGED, sightings=("7", "8"))


def test_a_page_of_very_many_postings_vouches_for_none() -> None:
    many = tuple(a_posting(str(number)) for number in range(MOST_SHOWN + 1))
    again = visited(Outcome.OK, postings=many)
    assert again is not None
    assert again.shown == ()


def test_a_tag_without_measure_is_not_kept() -> None:
    lease = a_lease()
    page = a_fetched(lease, headers={"etag": "x" * (LONGEST_TAG + 1)})
    again = next_visit(lease, page, Parsed(outcome=Outcome.OK), "blob")
    assert again is not None
    assert again.etag == ""
