"""Whatever a site sends, a source answers with an outcome and never with an error."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.codec import encode
from contracts.events import PostingFound
from contracts.frontier import Request, Role, encode_request
from contracts.records import Outcome, Page, Parsed
from crawler.sources.djinni import Djinni
from crawler.sources.grc import Grc
from crawler.sources.robota import Robota
from tests.unit.crawler.grc_pages import GRC, a_whole_item
from tests.unit.crawler.jsonld_pages import DJINNI, a_djinni_job, a_djinni_vacancy
from tests.unit.crawler.pages import ROBOTA, a_document, a_page, as_json
from tests.unit.crawler.shapes import SHAPES, Shape

every_page = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
few = settings(max_examples=30)
statuses = st.sampled_from([200, 200, 200, 204, 403, 404, 418])
types = st.sampled_from(
    ["", "text/html", "text/html; charset=windows-1251", "x; charset=utf-16", "charset=punycode"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def checked(shape: Shape, body: bytes, **fields: Any) -> Parsed:
    """Parse, and try what is done with the result later."""
    request = Request(url=shape.url, source=shape.source.name, role=shape.role)
    page = a_page(shape.url, body, request=shape.request or request, **fields)
    return passable(shape.source.parse(page), page)


def passable(parsed: Parsed, page: Page) -> Parsed:
    assert all(link.host and encode_request(link) for link in parsed.follow)
    for posting in (*parsed.postings, *parsed.cards):
        assert posting.posted_at is None or posting.posted_at.tzinfo is not None
        encode(PostingFound(posting=posting, source="board", fetched_at=page.fetched_at))
    if parsed.outcome is Outcome.OK:
        assert parsed.postings or parsed.sightings or parsed.follow
    else:
        assert parsed.outcome is not Outcome.EMPTY or not (parsed.postings or parsed.sightings)
    if parsed.outcome in (Outcome.CHANGED, Outcome.BLOCKED):
        assert parsed.reason
    return parsed


@every_page
@few
@given(drawn=st.binary(max_size=300), kind=types, status=statuses)
def test_random_bytes(shape: Shape, drawn: bytes, kind: str, status: int) -> None:
    parsed = checked(shape, drawn, status=status, headers={"content-type": kind})
    assert parsed.outcome is not Outcome.OK


@every_page
@few
@given(data=st.data(), kind=types)
def test_mutated_pages(shape: Shape, data: st.DataObject, kind: str) -> None:
    mutated = bytearray(shape.body)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(mutated)))
        end = data.draw(st.integers(start, min(len(mutated), start + 60)))
        mutated[start:end] = data.draw(st.binary(max_size=12))
    checked(shape, bytes(mutated), headers={"content-type": kind})


@every_page
@few
@given(cut=st.integers(0, 6000))
def test_pages_that_break_off(shape: Shape, cut: int) -> None:
    checked(shape, shape.body[:cut])


@every_page
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\0" * 100_000, id="nuls"),
        pytest.param(b"<div class='card job-link l-vacancy job_seen_beacon'>" * 100_000, id="tags"),
        pytest.param(b"<li class=l-vacancy><div class=job_seen_beacon>" * 9_000, id="nested-cards"),
        pytest.param(b"<span title=x class=glyphicon></span>" * 9_000, id="icons"),
        pytest.param(b"<a href='" + b"/jobs/1/vacancies/2/" * 50_000 + b"'>x</a>", id="long-link"),
        pytest.param(b"<p title='" + b"x" * 5_000_000 + b"'>", id="huge-attribute"),
        pytest.param(b"[" * 1_000_000, id="deep-json"),
        pytest.param(b'{"a":' * 1_000_000, id="deep-objects"),
        pytest.param(b"<?xml version='1.0'?><rss>" + b"<item><title>" * 500_000, id="open-items"),
        pytest.param(b"<?xml version='1.0'?><rss>" + b"</item><item>" * 500_000, id="odd-items"),
        pytest.param(b"<script type='application/ld+json'>" + b"[" * 1_000_000, id="deep-json-ld"),
        pytest.param(
            b"<script>" + b'window.mosaic.providerData["mosaic-provider-jobcards"]={' * 50_000,
            id="decoys",
        ),
        pytest.param(b"Subject: x\r\nFrom: y\r\n" + b"\r\n<a href=?jk=abcdef>" * 50_000, id="mail"),
        pytest.param("Вакансії".encode("utf-16"), id="another-charset"),
        pytest.param(b"\xff\xfe<\0h\0", id="half-a-character"),
    ],
)
def test_hostile_pages(shape: Shape, body: bytes) -> None:
    assert checked(shape, body).outcome is not Outcome.OK


@given(
    field=st.sampled_from(sorted(a_document())),
    value=json_values,
    moment=st.datetimes() | st.text(),
)
@example(field="date", value=None, moment=datetime.min)  # noqa: DTZ901 - as a site may send it
def test_any_value_in_any_field(field: str, value: Any, moment: datetime | str) -> None:
    date = moment.isoformat() if isinstance(moment, datetime) else moment
    document = {**a_document(), "date": date, field: value}
    source = Robota(ROBOTA)
    one = a_page(f"{ROBOTA}/vacancy?id=7", as_json(document))
    passable(source.parse(one), one)
    several = a_page(ROBOTA, as_json({"documents": [document]}), role=Role.LISTING)
    passable(source.parse(several), several)


@given(field=st.sampled_from(sorted(a_whole_item())), value=json_values)
def test_any_value_in_an_item(field: str, value: Any) -> None:
    page = a_page(f"{GRC}/vacancies/7", as_json({**a_whole_item(), field: value}))
    passable(Grc(GRC).parse(page), page)


@given(field=st.sampled_from(sorted(a_djinni_job())), value=json_values)
def test_any_value_in_a_job_posting(field: str, value: Any) -> None:
    body = a_djinni_vacancy({**a_djinni_job(), field: value})
    page = a_page(f"{DJINNI}/jobs/7-x/", body.encode("utf-8", "replace"))
    passable(Djinni(DJINNI).parse(page), page)


@given(url=st.text(max_size=60), role=st.sampled_from(Role))
@example(url="http://[", role=Role.LISTING)
@example(url="/jobs/?page=99999999999999999999", role=Role.LISTING)
@example(url="http://a.test:99999/vacancies/?count=1", role=Role.LISTING)
def test_any_address(url: str, role: Role) -> None:
    for shape in SHAPES:
        shape.source.matches(url)
        page = a_page(url, shape.body, role=role)
        shape.source.parse(page)
