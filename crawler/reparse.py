"""Archived pages through today's parsers: what they show again, as a later generation."""

from collections.abc import Mapping
from typing import Final

import msgspec

from contracts.codec import decode_as
from contracts.errors import Permanent
from contracts.events import PageFetched
from contracts.frontier import decode_request
from contracts.log import Entry, Message
from contracts.records import Outcome, Page
from crawler.answers import read
from crawler.events import document_entry, observation_entry, posting_entry
from crawler.ports import BlobReader
from crawler.source import Source

REREAD: Final = 1
"""Above the crawl's own 0; a replay raises texts above whatever the index has."""


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
        *(posting_entry(page, each, event.blob, REREAD) for each in parsed.postings),
        *(document_entry(page, each, event.blob, REREAD) for each in parsed.documents),
        *(observation_entry(page, each, REREAD) for each in parsed.observations),
    ]
