"""Whatever a site sends, a source answers with an outcome and never with an error."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contracts.codec import encode
from contracts.events import PostingFound
from contracts.frontier import Role, encode_request
from contracts.records import Outcome, Page, Parsed
from crawler.source import Source
from crawler.sources.robota import Robota
from crawler.sources.work_ua import WorkUa
from tests.unit.crawler.pages import (
    ROBOTA,
    WORK,
    a_card,
    a_document,
    a_list,
    a_page,
    a_vacancy,
    as_json,
)

LIST = a_list(a_card(1), a_card(2), pages=(1, 2)).encode()
VACANCY = a_vacancy().encode()
SEARCH = as_json({"documents": [a_document(1), a_document(2)], "total": 5})
DETAIL = as_json(a_document(7))
GOOD: list[tuple[Source, str, Role, bytes]] = [
    (WorkUa(WORK), f"{WORK}/jobs/?page=1", Role.LISTING, LIST),
    (WorkUa(WORK), f"{WORK}/jobs/7/", Role.DETAIL, VACANCY),
    (Robota(ROBOTA), f"{ROBOTA}/vacancy/search?page=0&count=2", Role.LISTING, SEARCH),
    (Robota(ROBOTA), f"{ROBOTA}/vacancy?id=7", Role.DETAIL, DETAIL),
]
every_page = pytest.mark.parametrize(
    ("source", "url", "role", "body"), GOOD, ids=["list", "vacancy", "search", "detail"]
)
statuses = st.sampled_from([200, 200, 200, 204, 403, 404, 418])
types = st.sampled_from(
    ["", "text/html", "text/html; charset=windows-1251", "x; charset=utf-16", "charset=punycode"]
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def checked(source: Source, page: Page) -> Parsed:
    """Parse, and try what is done with the result later."""
    parsed = source.parse(page)
    assert all(link.host and encode_request(link) for link in parsed.follow)
    for posting in parsed.postings:
        assert posting.posted_at is None or posting.posted_at.tzinfo is not None
        encode(PostingFound(posting=posting, source=source.name, fetched_at=page.fetched_at))
    if parsed.outcome is Outcome.OK:
        assert parsed.postings or parsed.sightings
    else:
        assert parsed.outcome is not Outcome.EMPTY or not (parsed.postings or parsed.sightings)
    if parsed.outcome in (Outcome.CHANGED, Outcome.BLOCKED):
        assert parsed.reason
    return parsed


@every_page
@given(data=st.data())
def test_random_bytes(
    source: Source, url: str, role: Role, body: bytes, data: st.DataObject
) -> None:
    del body
    drawn = data.draw(st.binary(max_size=300))
    headers = {"content-type": data.draw(types)}
    page = a_page(url, drawn, role=role, status=data.draw(statuses), headers=headers)
    assert checked(source, page).outcome is not Outcome.OK


@every_page
@given(data=st.data())
def test_mutated_pages(
    source: Source, url: str, role: Role, body: bytes, data: st.DataObject
) -> None:
    mutated = bytearray(body)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(mutated)))
        end = data.draw(st.integers(start, min(len(mutated), start + 60)))
        mutated[start:end] = data.draw(st.binary(max_size=12))
    headers = {"content-type": data.draw(types)}
    checked(source, a_page(url, bytes(mutated), role=role, headers=headers))


@every_page
@given(cut=st.integers(0, 3000))
def test_pages_that_break_off(source: Source, url: str, role: Role, body: bytes, cut: int) -> None:
    checked(source, a_page(url, body[:cut], role=role))


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
    checked(source, a_page(f"{ROBOTA}/vacancy?id=7", as_json(document)))
    checked(source, a_page(ROBOTA, as_json({"documents": [document]}), role=Role.LISTING))


@given(url=st.text(max_size=60), role=st.sampled_from(Role))
@example(url="http://[", role=Role.LISTING)
@example(url="/jobs/?page=99999999999999999999", role=Role.LISTING)
def test_any_address(url: str, role: Role) -> None:
    for source, _, _, body in GOOD:
        source.matches(url)
        source.parse(a_page(url, body, role=role))
