"""Whatever a declared source is sent, it answers with an outcome, in bounded time and memory."""

import base64
import gzip
import json
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.declarations import read_declarations
from contracts.codec import encode
from contracts.events import DocumentFound, Observed, PostingFound
from contracts.frontier import Request, Role, encode_request
from contracts.records import Outcome, Page, Parsed
from crawler.source import Source
from crawler.sources.declared.source import declared_source
from crawler.sources.website import Website
from tests.builders import NOW
from tests.unit.crawler.declared.walk import Answer, a_page, a_source, as_lines, asking

EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
SOURCES = {
    declared.name: declared_source(declared)
    for file in sorted(EXAMPLES.glob("*.yaml"))
    for declared in read_declarations(file).sources
}
MESSAGE = b"Subject: a\r\nMessage-ID: <1>\r\n\r\ntext"
BODIES = [
    b"<rss><channel><item><title>T</title><guid>1</guid><pubDate>x</pubDate></item></channel></rss>",
    b'{"data": {"items": [{"id": 1, "name": "T", "published": 1e9}], "lastPage": 2}}',
    b"title_id,date,rating\nt,2026-11-01,8\n",
    b"<div class=vacancy data-id=1><h2><a href=/1>T</a></h2></div><a rel=next href=?p=2>2</a>",
    b"<html><title>T</title><a href=/1>1</a><main>text</main>",
    b'{"id": 1, "vacancy": {"id": 1, "title": "T", "date": "2026-10-01"}}\n',
    b'{"name": "J", "id": 1, "messages": [{"id": 1, "type": "message", "text": "x", "date": "y"}]}',
    b"From a\n" + MESSAGE,
    as_lines({"uid": 1, "message": base64.b64encode(MESSAGE).decode()}),
    b'{"head": {"vars": ["occupation"]}, "results": {"bindings": [{"occupation": {}}]}}',
    b"<urlset><url><loc>https://magazine.example/b</loc></url></urlset>",
    gzip.compress(b"<urlset></urlset>"),
]
headers = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(
            ["", "text/html", "text/xml; charset=utf-16", "x; charset=punycode", "image/png"]
        ),
        "content-range": st.sampled_from(["bytes 0-9/20", "bytes */0", "bytes 5-1/2", "x"]),
        "link": st.sampled_from(['<http://[>; rel="next"', "</2>; rel=next", "<>; rel=next"]),
    },
)
every_source = pytest.mark.parametrize("name", SOURCES)


def checked(source: Source, page: Page) -> Parsed:
    """Parse, and try what is done with the result later."""
    parsed = source.parse(page)
    for link in parsed.follow:
        assert link.host
        assert encode_request(link)
    for posting in parsed.postings:
        encode(PostingFound(posting=posting, source=source.name, fetched_at=NOW))
    for document in parsed.documents:
        assert document.text
        encode(DocumentFound(document=document, source=source.name, fetched_at=NOW))
    for seen in parsed.observations:
        encode(Observed(observation=seen, source=source.name))
    told = (parsed.postings, parsed.documents, parsed.observations, parsed.follow)
    assert (parsed.outcome is not Outcome.OK) or any(told)
    assert parsed.outcome is not Outcome.EMPTY or not any(told)
    assert parsed.reason or parsed.outcome in (Outcome.OK, Outcome.EMPTY)
    return parsed


def pages(source: Source, answer: Answer) -> list[Page]:
    """The answer to each of a source's first requests, and as a record's own page."""
    roots: list[Request] = list(source.requests(asking("data", name=source.name)))
    own = Request(url=f"{source.base_url}/7", source=source.name, role=Role.DETAIL)
    return [a_page(request, answer) for request in (*roots, own)]


@every_source
@settings(max_examples=25)
@given(data=st.data())
def test_any_bytes(name: str, data: st.DataObject) -> None:
    answer = Answer(
        data.draw(st.binary(max_size=200)),
        status=data.draw(st.sampled_from([200, 200, 206, 204, 403, 404, 500])),
        headers=data.draw(headers),
    )
    for page in pages(SOURCES[name], answer):
        checked(SOURCES[name], page)


@every_source
@settings(max_examples=25)
@given(data=st.data())
def test_pages_that_are_nearly_right(name: str, data: st.DataObject) -> None:
    mutated = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(0, 5))):
        start = data.draw(st.integers(0, len(mutated)))
        end = data.draw(st.integers(start, min(len(mutated), start + 40)))
        mutated[start:end] = data.draw(st.binary(max_size=10))
    for page in pages(SOURCES[name], Answer(bytes(mutated), headers=data.draw(headers))):
        checked(SOURCES[name], page)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP = 1_000_000
BOMBS = {
    "billion-laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><rss><channel>&l9;</channel></rss>',
    "external-entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>',
    "parameter-entity": '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><rss><channel/></rss>',
    "deep-xml": "<rss>" + "<channel>" * DEEP,
    "deep-json": "[" * DEEP,
    "deep-objects": '{"a":' * DEEP,
    "deep-html": "<div class=vacancy>" * DEEP,
    "deep-mail": "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(5_000)
    ),
    "wide-xml": "<rss><channel>" + "<item/>" * DEEP + "</channel></rss>",
    "many-attributes": "<rss " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/>",
    "huge-number": f'{{"data": {{"items": [{{"id": {"9" * 100_000}}}]}}}}',
    "infinity": '{"data": {"items": [{"id": 1e999}]}}',
    "quotes": '"' * DEEP,
    "from-lines": "From \n\n" * 100_000,
    "spaces": " " * DEEP,
    "nuls": "\0" * DEEP,
    "links": "<a href=/x>1</a>" * 500_000,
    "braces": "{" * DEEP,
}


FORMATS = {
    "acme-careers": ("deep-xml", "wide-xml", "many-attributes"),
    "partner-xml": ("deep-xml", "wide-xml"),
    "jobs-api": ("deep-json", "deep-objects", "huge-number", "infinity"),
    "archive-jsonl": ("deep-json", "huge-number", "nuls"),
    "jobs-channel": ("deep-json", "deep-objects", "braces"),
    "registry-csv": ("quotes", "nuls", "spaces"),
    "city-board": ("deep-html", "links", "nuls"),
    "career-magazine": ("deep-html", "links", "deep-xml"),
    "mail-archive": ("from-lines", "deep-mail"),
}


@pytest.mark.parametrize(
    ("name", "bomb"), [(name, bomb) for name, bombs in FORMATS.items() for bomb in bombs]
)
def test_bombs_are_a_change_and_no_more(name: str, bomb: str) -> None:
    for page in pages(SOURCES[name], Answer(BOMBS[bomb].encode())):
        checked(SOURCES[name], page)


@pytest.mark.parametrize("bomb", ["billion-laughs", "external-entity", "parameter-entity"])
def test_xml_with_a_dtd_is_told(bomb: str) -> None:
    (page, _) = pages(SOURCES["acme-careers"], Answer(BOMBS[bomb].encode()))
    assert "XML with a DTD" in SOURCES["acme-careers"].parse(page).reason


def test_entities_that_nobody_declared_are_told() -> None:
    body = b"<rss><channel><item><title>a&nbsp;b</title></item></channel></rss>"
    (page, _) = pages(SOURCES["acme-careers"], Answer(body))
    assert "undefined entity" in SOURCES["acme-careers"].parse(page).reason


def test_a_sitemap_that_unpacks_without_end_is_a_change() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b" " * 2**20) for _ in range(60)) + packer.flush()
    source = Website("site", "http://a.test/")
    _, sitemap = source.requests(asking(name="site"))
    parsed = source.parse(a_page(sitemap, Answer(bomb)))
    assert parsed.outcome is Outcome.CHANGED
    assert "a sitemap of more than" in parsed.reason


def test_text_that_cannot_be_written_down_is_mended_or_told() -> None:
    source = a_source(
        "  yields: postings\n  json: {url: 'http://a.test/', rows: '[*]'}\n  fields: {title: t}\n"
    )
    for title in ("a\0b", "\ud800", "\U0010ffff"):
        body = json.dumps([{"t": title}]).encode()
        (page, *_) = pages(source, Answer(body))
        checked(source, page)
