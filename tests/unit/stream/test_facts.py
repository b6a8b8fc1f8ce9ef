"""What a posting's event says about when it was up, and what is refused at the door."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Permanent
from contracts.events import PostingFound
from stream.facts import checked, lifecycle
from tests.builders import NOW, a_posting

EARLIER = NOW - timedelta(days=90)
CLOSED = NOW - timedelta(days=30)
NAIVE = datetime(2026, 1, 1)  # noqa: DTZ001 - a source that forgot the zone is the case


def an_event(**fields: Any) -> PostingFound:
    return PostingFound(**{"posting": a_posting(), "source": "board", "fetched_at": NOW, **fields})


def test_a_live_posting_was_up_when_it_was_fetched() -> None:
    facts = lifecycle(an_event(listing="it"))
    assert (facts.first_seen, facts.last_seen, facts.closed_at) == (NOW, NOW, None)
    assert (facts.space, facts.source, facts.listing) == ("public", "board", "it")


def test_an_archive_row_was_last_up_when_it_closed() -> None:
    facts = lifecycle(an_event(first_seen=EARLIER, closed_at=CLOSED))
    assert (facts.first_seen, facts.last_seen, facts.closed_at) == (EARLIER, CLOSED, CLOSED)


def test_an_archive_row_that_is_still_open_was_up_when_it_was_fetched() -> None:
    facts = lifecycle(an_event(first_seen=EARLIER))
    assert (facts.first_seen, facts.last_seen, facts.closed_at) == (EARLIER, NOW, None)


def test_a_closing_date_to_come_does_not_say_that_it_was_seen_then() -> None:
    facts = lifecycle(an_event(closed_at=NOW + timedelta(days=9)))
    assert facts.last_seen == NOW


@given(st.none() | st.timedeltas(timedelta(days=-999), timedelta(days=999)))
def test_a_posting_without_a_first_date_never_appears_after_it_was_last_up(
    until: timedelta | None,
) -> None:
    closed = None if until is None else NOW + until
    facts = lifecycle(an_event(closed_at=closed))
    assert facts.first_seen == facts.last_seen
    assert facts.last_seen is not None
    assert facts.last_seen <= NOW


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (an_event(posting=a_posting(" ")), r"source 'board' has no external_id"),
        (
            an_event(fetched_at=NAIVE),
            r"'1' of source 'board': fetched_at 2026-01-01 00:00:00 has no time zone",
        ),
        (an_event(first_seen=NAIVE), r"first_seen .* has no time zone"),
        (an_event(closed_at=NAIVE), r"closed_at .* has no time zone"),
        (an_event(posting=a_posting(posted_at=NAIVE)), r"posted_at .* has no time zone"),
    ],
)
def test_what_no_record_can_be_made_of_is_refused_with_the_reason(
    event: PostingFound, reason: str
) -> None:
    with pytest.raises(Permanent, match=reason):
        checked(event)
