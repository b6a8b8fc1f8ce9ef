"""Pages that no site should send and some do: what every parser must live through (pure)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from contracts.frontier import Request, Role
from contracts.records import Page
from crawler.source import Source

_WALL: Final = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b'<div id="challenge-platform">Checking your browser</div></body></html>'
)
_DEEP: Final = 100_000
_DEEP_TAGS: Final = 5_000
"""More of them would keep a parser that counts no tags (html_text does) for minutes."""
_BODIES: Final[dict[str, bytes]] = {
    "nothing": b"",
    "a space": b" ",
    "bytes that are no text": bytes(range(256)) * 8,
    "zeros": bytes(1000),
    "half a tag": b"<html><body><div class='card",
    "tags without end": b"<div class='card job-link'><h2><a href='/jobs/1/'>" * 500,
    "very deep tags": b"<div>" * _DEEP_TAGS,
    "a page of another site": b"<html><body><h1>Welcome</h1><p>Nothing of this.</p></body></html>",
    "broken links": b"<a href='http://[::1'>x</a><a href='//'>y</a><a href='\x01'>z</a>" * 9,
    "UTF-16": "\ufeff<html><body>Вакансії</body></html>".encode("utf-16-le"),
    "a charset that does not exist": b'<meta charset="klingon"><p>\xff\xfe\xfd</p>',
    "null": b"null",
    "a number": b"1e999",
    "an empty list": b"[]",
    "an empty object": b"{}",
    "half an object": b'{"items": [{"id": 1, "ti',
    "very deep lists": b"[" * _DEEP,
    "wrong types": b'{"items": "x", "documents": 7, "total": [], "id": {}, "results": {"a": null}}',
    "great numbers": b'[{"id": 1' + b"0" * 400 + b', "salary": -1e400}]',
    "an empty feed": b'<?xml version="1.0"?><rss><channel></channel></rss>',
    "half a feed": b'<?xml version="1.0"?><rss><channel><item><title>x',
    "entities of entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "'
    + b"b" * 50
    + b'"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
    "JSON-LD that is none": b'<script type="application/ld+json">{"@type": "JobPosting",</script>',
    "JSON-LD of wrong types": b'<script type="application/ld+json">{"@type": ["JobPosting"], '
    b'"title": {}, "baseSalary": [1], "datePosted": 5, "@graph": "x"}</script>',
}
_STATUSES: Final = (200, 404, 500)
_URLS: Final = ("http://[::1", "", "no address", "https://other.example/x?page=99999999999999")


def hostile(source: Source, now: datetime) -> Iterator[tuple[str, Page]]:
    """Every body with every status, as a listing and as a detail, and some strange addresses."""
    for role in Role:
        for what, body in _BODIES.items():
            for status in _STATUSES:
                yield f"{what} ({role}, HTTP {status})", a_page(source, body, role, now, status)
        for url in _URLS:
            body = _BODIES["a page of another site"]
            yield f"address {url!r} ({role})", a_page(source, body, role, now, url=url)


def walls(source: Source, now: datetime) -> Iterator[tuple[str, Page]]:
    """Pages that must be `blocked`, whatever the source."""
    for role in Role:
        for status in (200, 503):
            said = f"a wall ({role}, HTTP {status})"
            yield said, a_page(source, _WALL, role, now, status)
        for status in (401, 403, 429):
            yield f"HTTP {status} ({role})", a_page(source, b"no", role, now, status)


def cut(page: Page) -> Iterator[tuple[str, Page]]:
    """The page as it is when the line breaks."""
    size = len(page.body)
    for tenths in range(1, 10):
        body = page.body[: size * tenths // 10]
        yield f"cut off at {tenths}0 %", with_body(page, body)


def with_body(page: Page, body: bytes) -> Page:
    return Page(
        request=page.request,
        url=page.url,
        status=page.status,
        body=body,
        fetched_at=page.fetched_at,
        headers=page.headers,
    )


def a_page(
    source: Source,
    body: bytes,
    role: Role,
    now: datetime,
    status: int = 200,
    url: str | None = None,
) -> Page:
    at = source.base_url or "https://site.example/" if url is None else url
    request = Request(url=at, source=source.name, role=role)
    return Page(request=request, url=at, status=status, body=body, fetched_at=now)
