"""What a posting's event says apart from its text: whose it is and when it was up (pure)."""

from datetime import datetime

from contracts.errors import Permanent
from contracts.events import PostingFound
from contracts.identity import record_id
from contracts.records import Lifecycle


def checked(event: PostingFound) -> PostingFound:
    """Refuse what no record can be made of."""
    posting = event.posting
    if not posting.external_id.strip():
        raise Permanent(f"a posting of source {event.source!r} has no external_id: it has no name")
    moments = {
        "fetched_at": event.fetched_at,
        "first_seen": event.first_seen,
        "closed_at": event.closed_at,
        "posted_at": posting.posted_at,
    }
    for field, moment in moments.items():
        if moment is not None and moment.tzinfo is None:
            name = f"posting {posting.external_id!r} of source {event.source!r}"
            raise Permanent(f"{name}: {field} {moment} has no time zone; write it with one")
    return event


def identity(event: PostingFound) -> str:
    return record_id(event.space, event.source, event.posting.external_id)


def appeared(event: PostingFound) -> datetime:
    """Tell when it came up, as far as this event knows."""
    return event.first_seen or _last_seen(event)


def lifecycle(event: PostingFound) -> Lifecycle:
    return Lifecycle(
        id=identity(event),
        space=event.space,
        source=event.source,
        first_seen=appeared(event),
        last_seen=_last_seen(event),
        closed_at=event.closed_at,
        listing=event.listing,
    )


def _last_seen(event: PostingFound) -> datetime:
    """An ad that had closed before it was fetched was last up when it closed."""
    return min(event.closed_at, event.fetched_at) if event.closed_at else event.fetched_at
