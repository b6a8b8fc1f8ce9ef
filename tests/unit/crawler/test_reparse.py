"""Archived pages through today's parsers."""

from contracts.codec import decode
from contracts.events import PageFetched, PostingFound
from contracts.frontier import Request
from contracts.log import Entry
from contracts.names import PAGES_RAW, POSTINGS_RAW
from contracts.records import Outcome, Parsed
from crawler.events import entries
from crawler.reparse import reparse
from crawler.source import Source
from tests.builders import a_posting, a_request
from tests.fakes.blobs import MemoryBlobs
from tests.fakes.log import MemoryLog
from tests.unit.crawler.pages import a_page
from tests.unit.crawler.test_answers import Fixed

FOUND = Parsed(outcome=Outcome.OK, postings=(a_posting("7"), a_posting("8")))


def again(log: MemoryLog, blobs: MemoryBlobs, *, source: str = "board") -> tuple[int, list[int]]:
    sources: dict[str, Source] = {source: Fixed(FOUND)}
    reports: list[int] = []
    done = reparse(log.read(PAGES_RAW), blobs, sources, log, reports.append)
    return done, reports


def archive(log: MemoryLog, blobs: MemoryBlobs, request: Request, body: bytes = b"page") -> str:
    (blob,) = blobs.put([body])
    page = a_page(request.url, body, request=request)
    log.append(entries(page, Parsed(outcome=Outcome.CHANGED, reason="old parser"), blob))
    return blob


def postings(log: MemoryLog) -> list[PostingFound]:
    events = [decode(message.value) for message in log.read(POSTINGS_RAW)]
    return [event for event in events if isinstance(event, PostingFound)]


def test_a_mended_parser_reads_what_an_old_one_could_not() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    request = a_request(watch="w", meta={"listing": "board:/jobs/"})
    blob = archive(log, blobs, request)
    assert again(log, blobs) == (1, [1])
    first, second = postings(log)
    assert (first.posting.external_id, second.posting.external_id) == ("7", "8")
    assert (first.generation, first.blob, first.watch) == (1, blob, "w")
    assert first.listing == "board:/jobs/"


def test_pages_without_bytes_source_or_sense_are_passed_over() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    blobs.delete([archive(log, blobs, a_request("http://a.test/1"), b"gone")])
    archive(log, blobs, a_request("http://a.test/2", source="removed"))
    log.append([Entry(topic=PAGES_RAW, key="x", value=b"no event")])
    archive(log, blobs, a_request("http://a.test/3"))
    assert again(log, blobs)[0] == 1
    assert len(postings(log)) == 2


def test_reading_again_archives_no_page_again() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    archive(log, blobs, a_request())
    again(log, blobs)
    pages = [decode(message.value) for message in log.read(PAGES_RAW)]
    assert [type(page) for page in pages] == [PageFetched]


def test_a_page_that_was_as_before_stands_in_the_archive_once() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    blob = archive(log, blobs, a_request())
    page = a_page("http://a.test/1", b"", request=a_request())
    log.append(entries(page, Parsed(outcome=Outcome.UNCHANGED), blob))
    assert again(log, blobs)[0] == 1
