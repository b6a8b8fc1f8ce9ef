"""Archived pages through today's parsers: their postings again, as a later generation."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from contracts.codec import decode_as
from contracts.errors import Permanent
from contracts.events import PageFetched
from contracts.frontier import decode_request
from contracts.log import Entry, Message
from contracts.records import Outcome, Page
from crawler.answers import read
from crawler.events import posting_entry
from crawler.ports import BlobReader, LogWriter
from crawler.source import Source

BATCH: Final = 200
REREAD: Final = 1
"""Above the crawl's own 0; the stream's replay raises it above whatever the index has."""


def reparse(
    pages: Iterable[Message],
    blobs: BlobReader,
    sources: Mapping[str, Source],
    log: LogWriter,
    report: Callable[[int], None],
) -> int:
    """Append the postings of every archived page again; return how many pages were read."""
    done = 0
    batch: list[Entry] = []
    for message in pages:
        found = again(message, blobs, sources)
        if found is None:
            continue
        done += 1
        batch += found
        if len(batch) >= BATCH:
            log.append(batch)
            batch = []
            report(done)
    log.append(batch)
    report(done)
    return done


def again(message: Message, blobs: BlobReader, sources: Mapping[str, Source]) -> list[Entry] | None:
    """Read one page again; None where the event, its source or its bytes are gone.

    None too for a page that was as at an earlier visit, which stands in the archive itself.
    """
    try:
        event = decode_as(message.value, PageFetched)
        if event.outcome is Outcome.UNCHANGED:
            return None
        request = decode_request(event.request)
        source = sources[event.source]
        body = blobs.get(event.blob)
    except (Permanent, KeyError, msgspec.MsgspecError):
        return None
    page = Page(
        request=request,
        url=event.url,
        status=event.status,
        body=body,
        headers=event.headers,
        fetched_at=event.fetched_at,
    )
    parsed = read(source, page)
    return [
        posting_entry(page, posting, event.blob, generation=REREAD) for posting in parsed.postings
    ]
