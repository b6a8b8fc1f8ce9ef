"""Archived pages through today's parsers."""

from contracts.codec import decode_as
from contracts.events import DocumentFound, Observed, PostingFound
from contracts.frontier import Request
from contracts.log import Entry
from contracts.names import DOCUMENTS_RAW, OBSERVATIONS, PAGES_RAW, POSTINGS_RAW
from contracts.records import Document, Observation, Outcome, Parsed
from crawler.events import entries
from crawler.reparse import again
from crawler.source import Source
from tests.builders import NOW, a_posting, a_request
from tests.fakes.blobs import MemoryBlobs
from tests.fakes.log import MemoryLog
from tests.unit.crawler.pages import a_page
from tests.unit.crawler.test_answers import Fixed

FOUND = Parsed(
    outcome=Outcome.OK,
    postings=(a_posting("7"), a_posting("8")),
    documents=(Document(external_id="9", title="News", text="Nurses are missing."),),
    observations=(Observation(subject="film:1", metric="rating", at=NOW, value=8.0),),
)


def reread(log: MemoryLog, blobs: MemoryBlobs, *, source: str = "board") -> list[list[Entry]]:
    """What each page shows, of those that can be read."""
    sources: dict[str, Source] = {source: Fixed(FOUND)}
    found = [again(page, blobs, sources) for page in log.read(PAGES_RAW)]
    return [each for each in found if each is not None]


def archive(log: MemoryLog, blobs: MemoryBlobs, request: Request, body: bytes = b"page") -> str:
    (blob,) = blobs.put([body])
    page = a_page(request.url, body, request=request)
    log.append(entries(page, Parsed(outcome=Outcome.CHANGED, reason="old parser"), blob))
    return blob


def test_a_mended_parser_reads_what_an_old_one_could_not() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    request = a_request(watch="w", meta={"listing": "board:/jobs/"})
    blob = archive(log, blobs, request)
    ((first, second, article, rating),) = reread(log, blobs)
    found = [decode_as(each.value, PostingFound) for each in (first, second)]
    assert [each.posting.external_id for each in found] == ["7", "8"]
    assert (found[0].generation, found[0].blob, found[0].watch) == (1, blob, "w")
    assert found[0].listing == "board:/jobs/"
    document = decode_as(article.value, DocumentFound)
    assert (document.generation, document.blob) == (1, blob)
    assert decode_as(rating.value, Observed).generation == 1


def test_pages_without_bytes_source_or_sense_are_passed_over() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    blobs.delete([archive(log, blobs, a_request("http://a.test/1"), b"gone")])
    archive(log, blobs, a_request("http://a.test/2", source="removed"))
    log.append([Entry(topic=PAGES_RAW, key="x", value=b"no event")])
    archive(log, blobs, a_request("http://a.test/3"))
    assert len(reread(log, blobs)) == 1


def test_reading_again_archives_no_page_again() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    archive(log, blobs, a_request())
    (found,) = reread(log, blobs)
    assert {each.topic for each in found} == {POSTINGS_RAW, DOCUMENTS_RAW, OBSERVATIONS}


def test_a_page_that_was_as_before_stands_in_the_archive_once() -> None:
    log, blobs = MemoryLog(), MemoryBlobs()
    blob = archive(log, blobs, a_request())
    page = a_page("http://a.test/1", b"", request=a_request())
    log.append(entries(page, Parsed(outcome=Outcome.UNCHANGED), blob))
    assert len(reread(log, blobs)) == 1
