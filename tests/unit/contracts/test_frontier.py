"""What makes two requests the same fetch, whose pace they keep, and how they are stored."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.frontier import (
    Kind,
    Ledger,
    Request,
    Role,
    Visit,
    decode_request,
    decode_visit,
    encode_request,
    encode_visit,
    fingerprint,
)
from tests.builders import a_request

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
requests = st.builds(
    Request,
    url=words,
    source=words,
    role=st.sampled_from(Role),
    kind=st.sampled_from(Kind),
    space=words,
    method=st.sampled_from(("GET", "POST")),
    headers=st.dictionaries(words, words, max_size=2),
    body=st.binary(max_size=12),
    sweep=words,
    watch=words,
    priority=st.integers(-100, 100),
    depth=st.integers(0, 100),
    redirects=st.integers(0, 20),
    meta=st.dictionaries(words, words, max_size=2),
)


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://a.test/2"},
        {"url": "http://a.test/1?page=2"},
        {"url": "https://a.test/1"},
        {"source": "another"},
        {"space": "tenant"},
        {"method": "POST"},
        {"body": b"q=1"},
        {"sweep": "s1"},
        {"redirects": 1},
    ],
    ids=str,
)
def test_what_fetches_another_thing_has_another_fingerprint(fields: dict[str, Any]) -> None:
    assert fingerprint(a_request(**fields)) != fingerprint(a_request())


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "http://a.test/1#apply"},
        {"method": "get"},
        {"watch": "w"},
        {"priority": 5},
        {"depth": 3},
        {"meta": {"page": "2"}},
        {"role": Role.LISTING},
        {"headers": {"Accept": "text/html"}},
    ],
    ids=str,
)
def test_what_fetches_the_same_thing_has_the_same_fingerprint(fields: dict[str, Any]) -> None:
    assert fingerprint(a_request(**fields)) == fingerprint(a_request())


def test_neighbouring_fields_do_not_run_together() -> None:
    assert fingerprint(a_request(space="ab", source="c")) != fingerprint(
        a_request(space="a", source="bc")
    )


def test_a_fingerprint_is_the_same_for_ever() -> None:
    assert fingerprint(a_request("http://a.test/1")) == 7_088_842_129_643_924_695


@given(requests)
def test_a_fingerprint_fits_a_signed_64_bit_integer(request: Request) -> None:
    assert -(2**63) <= fingerprint(request) < 2**63


@given(requests)
def test_a_stored_request_comes_back_as_it_was(request: Request) -> None:
    assert decode_request(encode_request(request)) == request
    assert fingerprint(decode_request(encode_request(request))) == fingerprint(request)


def test_a_stored_request_leaves_out_its_defaults() -> None:
    assert encode_request(a_request()) == b'{"url":"http://a.test/1","source":"board"}'


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://приклад.укр:81/", "xn--80aikifvh.xn--j1amh:81"),
        ("http://me@ПРИКЛАД.укр/", "xn--80aikifvh.xn--j1amh"),
        ("http://a..ї/", "a..ї"),
        ("http://A.test/1", "a.test"),
        ("http://a.test:8080/1", "a.test:8080"),
        ("https://me:secret@a.test/1", "a.test"),
        ("http://[::1]:80/", "[::1]:80"),
        ("http://[broken", ""),
        ("mailto:someone@a.test", ""),
        ("", ""),
    ],
)
def test_a_request_keeps_the_pace_of_its_host(url: str, host: str) -> None:
    assert a_request(url).host == host


@given(words)
def test_any_text_has_a_host_without_an_error(url: str) -> None:
    assert isinstance(a_request(url).host, str)


def test_a_ledger_balances_only_when_everything_is_somewhere() -> None:
    ledger = Ledger(discovered=10, queued=1, leased=2, done=3, dead=4)
    assert (ledger.balanced, ledger.outstanding) == (True, 3)
    assert not Ledger(discovered=11, queued=1, leased=2, done=3, dead=4).balanced


visits = st.builds(
    Visit,
    interval_ms=st.integers(0, 1 << 40),
    content=words,
    etag=words,
    last_modified=words,
    shown=st.lists(words, max_size=3).map(tuple),
)


@given(visits)
def test_a_visit_comes_out_as_it_went_in(visit: Visit) -> None:
    assert decode_visit(encode_visit(visit)) == visit


def test_a_visit_is_kept_small_and_an_older_one_is_read() -> None:
    assert encode_visit(Visit(interval_ms=9, content="x")) == b'[9,"x","","",[]]'
    assert decode_visit(b'[9,"x"]') == Visit(interval_ms=9, content="x")
