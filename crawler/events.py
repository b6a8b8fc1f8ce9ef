"""A fetched page to the events that tell of it (pure)."""

from datetime import datetime, timedelta
from typing import Final

from contracts.codec import encode
from contracts.config import Health
from contracts.events import (
    DocumentFound,
    Observed,
    PageFetched,
    PostingFound,
    PostingsSighted,
    SourceTurned,
    SweepEnded,
)
from contracts.frontier import SweepEnd, encode_request
from contracts.identity import digest, record_id
from contracts.log import Entry
from contracts.names import (
    DOCUMENTS_RAW,
    OBSERVATIONS,
    PAGES_RAW,
    POSTINGS_RAW,
    SIGHTINGS,
    SOURCES,
    SWEEPS,
)
from contracts.records import Document, Observation, Outcome, Page, Parsed, Posting
from crawler.schedule.sweeps import LISTING, sighted

OLDEST_NEWS: Final = timedelta(days=60)
"""A posting dated earlier than this before its first fetch was bumped or misread."""

MOST_SIGHTED: Final = 500
"""Of a message: a file may show a hundred thousand ads, and a message is worked on as a whole."""


def entries(page: Page, parsed: Parsed, blob: str) -> list[Entry]:
    return [
        _page(page, parsed, blob),
        *(posting_entry(page, posting, blob) for posting in parsed.postings),
        *_sightings(page, parsed),
        *(document_entry(page, document, blob) for document in parsed.documents),
        *(observation_entry(page, seen) for seen in parsed.observations),
    ]


def posting_entry(page: Page, posting: Posting, blob: str, generation: int = 0) -> Entry:
    request = page.request
    event = PostingFound(
        posting=posting,
        source=request.source,
        fetched_at=page.fetched_at,
        space=request.space,
        generation=generation,
        blob=blob,
        first_seen=first_seen(posting, page.fetched_at),
        listing=request.meta.get(LISTING, ""),
        watch=request.watch,
    )
    key = record_id(request.space, request.source, posting.external_id)
    return Entry(topic=POSTINGS_RAW, key=key, value=encode(event))


def first_seen(posting: Posting, fetched_at: datetime) -> datetime:
    """Say when it appeared: its own date, if that is a little earlier than our fetch.

    Otherwise the first sweep of a listing would look like a burst of demand.
    """
    posted = posting.posted_at
    if posted is not None and fetched_at - OLDEST_NEWS <= posted < fetched_at:
        return posted
    return fetched_at


def sweep_entry(end: SweepEnd) -> Entry:
    """The walks of one listing keep their order."""
    return Entry(topic=SWEEPS, key=end.sweep.listing, value=encode(SweepEnded(end=end)))


def turned_entry(health: Health, url: str) -> Entry:
    event = SourceTurned(
        source=health.source,
        outcome=Outcome(health.outcome),
        since=health.since or health.at,
        reason=health.reason,
        url=url,
        blob=health.blob,
    )
    return Entry(topic=SOURCES, key=health.source, value=encode(event))


def _page(page: Page, parsed: Parsed, blob: str) -> Entry:
    request = page.request
    event = PageFetched(
        space=request.space,
        source=request.source,
        url=page.url,
        status=page.status,
        blob=blob,
        fetched_at=page.fetched_at,
        outcome=parsed.outcome,
        role=request.role,
        watch=request.watch,
        sweep=request.sweep,
        request=encode_request(request),
        headers=page.headers,
    )
    return Entry(topic=PAGES_RAW, key=page.url, value=encode(event))


def _sightings(page: Page, parsed: Parsed) -> list[Entry]:
    key = page.request.meta.get(LISTING, "") or page.url
    told = sighted(page, parsed)
    parts = [told[start : start + MOST_SIGHTED] for start in range(0, len(told), MOST_SIGHTED)]
    return [
        Entry(topic=SIGHTINGS, key=key, value=encode(PostingsSighted(sightings=part)))
        for part in parts
    ]


def document_entry(page: Page, document: Document, blob: str, generation: int = 0) -> Entry:
    request = page.request
    event = DocumentFound(
        document=document,
        source=request.source,
        fetched_at=page.fetched_at,
        space=request.space,
        generation=generation,
        blob=blob,
        watch=request.watch,
    )
    key = record_id(request.space, request.source, document.external_id)
    return Entry(topic=DOCUMENTS_RAW, key=key, value=encode(event))


def observation_entry(page: Page, seen: Observation, generation: int = 0) -> Entry:
    event = Observed(
        observation=seen,
        source=page.request.source,
        space=page.request.space,
        fetched_at=page.fetched_at,
        generation=generation,
    )
    key = digest(page.request.space, seen.subject, seen.metric)
    return Entry(topic=OBSERVATIONS, key=key, value=encode(event))
