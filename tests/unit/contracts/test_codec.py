"""Events survive their way through the log; whatever else lies there is Permanent."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts import schemas
from contracts.codec import decode, decode_as, encode
from contracts.erasures import Erasure
from contracts.errors import Permanent
from contracts.events import (
    DeadLetter,
    DocumentFound,
    Erased,
    ErasureEnded,
    Event,
    MessageErased,
    Observed,
    PageFetched,
    PostingFound,
    PostingsSighted,
    SourceTurned,
    SweepEnded,
)
from contracts.frontier import Sweep, SweepEnd
from contracts.records import Document, Lifecycle, Observation, Outcome, Posting, Salary
from tests.builders import NOW, a_posting

SCHEMAS: dict[str, type[Event]] = {
    "page_fetched": PageFetched,
    "posting_found": PostingFound,
    "postings_sighted": PostingsSighted,
    "document_found": DocumentFound,
    "observed": Observed,
    "sweep_ended": SweepEnded,
    "source_turned": SourceTurned,
    "dead_letter": DeadLetter,
    "erased": Erased,
    "erasure_ended": ErasureEnded,
    "message_erased": MessageErased,
}
"""These names may never change: logs are older than programs."""

VERSIONS = [(each.name, n + 1) for each in schemas.SCHEMAS for n in range(each.version)]
"""Each schema in each of its versions."""

TEXT = st.text(max_size=30)
MOMENT = st.datetimes(timezones=st.just(UTC))
MAYBE = st.none() | MOMENT
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
INTEGER = st.integers(-(2**63), 2**63 - 1)
BYTES = st.binary(max_size=50)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)

SALARY = st.builds(Salary, min=st.none() | NUMBER, max=st.none() | NUMBER, currency=TEXT)
POSTING = st.builds(
    Posting,
    external_id=TEXT,
    title=TEXT,
    places=TEXTS,
    remote=st.none() | st.booleans(),
    salary=st.none() | SALARY,
    posted_at=MAYBE,
    description=TEXT,
)
LIFECYCLE = st.builds(
    Lifecycle, id=TEXT, space=TEXT, source=TEXT, first_seen=MAYBE, last_seen=MAYBE, listing=TEXT
)
SWEEP = st.builds(
    Sweep, id=TEXT, space=TEXT, source=TEXT, listing=TEXT, started_at=MOMENT, closes=st.booleans()
)
LETTER = st.builds(
    DeadLetter,
    topic=TEXT,
    partition=INTEGER,
    offset=INTEGER,
    key=TEXT,
    blob=TEXT,
    inline=BYTES,
    stage=TEXT,
    reason=TEXT,
    attempts=INTEGER,
    at=MOMENT,
    replayed_at=MAYBE,
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        PageFetched,
        space=TEXT,
        source=TEXT,
        url=TEXT,
        status=INTEGER,
        blob=TEXT,
        fetched_at=MOMENT,
        outcome=st.sampled_from(Outcome),
        role=TEXT,
        request=BYTES,
        headers=st.dictionaries(TEXT, TEXT, max_size=3),
    ),
    st.builds(
        PostingFound,
        posting=POSTING,
        source=TEXT,
        fetched_at=MOMENT,
        generation=INTEGER,
        first_seen=MAYBE,
        closed_at=MAYBE,
    ),
    st.builds(PostingsSighted, sightings=st.lists(LIFECYCLE, max_size=3).map(tuple)),
    st.builds(
        DocumentFound,
        document=st.builds(Document, external_id=TEXT, title=TEXT, text=TEXT, published_at=MAYBE),
        source=TEXT,
        fetched_at=MOMENT,
    ),
    st.builds(
        Observed,
        observation=st.builds(Observation, subject=TEXT, metric=TEXT, at=MOMENT, value=NUMBER),
        source=TEXT,
    ),
    st.builds(
        SweepEnded,
        end=st.builds(SweepEnd, sweep=SWEEP, complete=st.booleans(), pages=INTEGER),
    ),
    st.builds(
        SourceTurned,
        source=TEXT,
        outcome=st.sampled_from(Outcome),
        since=MOMENT,
        reason=TEXT,
        url=TEXT,
        blob=TEXT,
    ),
    LETTER,
    st.builds(
        Erased,
        erasure=st.builds(Erasure, id=TEXT, spaces=TEXTS, company=TEXT, at=MOMENT, lifted_at=MAYBE),
    ),
    st.builds(ErasureEnded, erasure=TEXT, at=MOMENT),
    st.builds(MessageErased, at=MOMENT),
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INTEGER | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
JSON_OBJECT = st.dictionaries(TEXT | st.just("value"), JSON, max_size=3)


def _event(raw: bytes) -> Event | None:
    """None when it is refused in the one way that it may be."""
    try:
        return decode(raw)
    except Permanent as refused:
        assert str(refused)
        return None


@given(EVENTS)
def test_an_event_comes_back_as_it_went(event: Event) -> None:
    assert decode(encode(event)) == event
    assert decode_as(encode(event), type(event)) == event


@given(EVENTS)
def test_an_event_names_its_schema_and_version(event: Event) -> None:
    envelope = msgspec.json.decode(encode(event))
    assert SCHEMAS[envelope["schema"]] is type(event)
    assert envelope["version"] >= 1


@given(st.binary())
def test_any_bytes_are_an_event_or_permanent(raw: bytes) -> None:
    assert _event(raw) is None


@given(EVENTS, st.data())
def test_a_damaged_event_is_an_event_or_permanent(event: Event, data: st.DataObject) -> None:
    raw = bytearray(encode(event))
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _event(bytes(raw))
    assert _event(bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])) is None


@given(st.sampled_from(VERSIONS), JSON)
def test_any_data_under_a_known_schema_is_its_event_or_permanent(
    schema: tuple[str, int], data: Any
) -> None:
    name, version = schema
    event = _event(json.dumps({"schema": name, "version": version, "data": data}).encode())
    assert event is None or isinstance(event, SCHEMAS[name])


@given(JSON, JSON, JSON)
def test_any_envelope_is_an_event_or_permanent(schema: Any, version: Any, data: Any) -> None:
    _event(json.dumps({"schema": schema, "version": version, "data": data}).encode())


@pytest.mark.parametrize("version", [2, 99, 10**30, 0, -1])
def test_another_version_is_refused_and_says_what_to_do(version: int) -> None:
    raw = encode(Observed(observation=_observation(), source="s"))
    other = raw.replace(b'"version":1', b'"version":%d' % version)
    assert other != raw
    with pytest.raises(Permanent, match=f"version {version}.*upgrade"):
        decode(other)


def test_an_unknown_schema_is_refused_by_name() -> None:
    with pytest.raises(Permanent, match="'film_seen'"):
        decode(b'{"schema":"film_seen","version":1,"data":{}}')


def test_an_event_of_another_kind_is_refused_by_name() -> None:
    raw = encode(PostingFound(posting=a_posting(), source="s", fetched_at=NOW))
    with pytest.raises(Permanent, match="expected Observed, found PostingFound"):
        decode_as(raw, Observed)


@pytest.mark.parametrize("nest", [b'{"a":', b"["], ids=["objects", "lists"])
def test_endless_nesting_is_permanent_too(nest: bytes) -> None:
    close = b"}" if nest.startswith(b"{") else b"]"
    deep = nest * 100_000 + b"1" + close * 100_000
    assert _event(deep) is None
    assert _event(b'{"schema":"observed","version":1,"data":%s}' % deep) is None


def test_fields_that_a_later_release_added_are_passed_over() -> None:
    raw = encode(Observed(observation=_observation(), source="s"))
    later = raw.replace(b'"source":"s"', b'"source":"s","mood":{"deep":[1]}')
    assert decode(later) == decode(raw)


def _observation() -> Observation:
    return Observation(subject="s", metric="m", at=datetime(2026, 11, 2, tzinfo=UTC), value=1.5)


@given(JSON_OBJECT, st.sampled_from(sorted(schemas.UPCASTERS)))
def test_an_upcaster_is_pure_and_leaves_what_it_was_given(
    data: dict[str, Any], old: tuple[str, int]
) -> None:
    before = json.dumps(data)
    once = schemas.UPCASTERS[old](data)
    assert json.dumps(data) == before
    assert json.dumps(once) == json.dumps(schemas.UPCASTERS[old](data))


@given(LETTER, BYTES)
def test_a_dead_letter_of_version_1_keeps_the_bytes_that_stood_in_it(
    letter: DeadLetter, value: bytes
) -> None:
    data = msgspec.to_builtins(letter)
    del data["blob"], data["inline"]
    data["value"] = msgspec.to_builtins(value)
    old = {"schema": "dead_letter", "version": 1, "data": data}
    assert decode(msgspec.json.encode(old)) == replace(letter, blob="", inline=value)


def test_a_dead_letter_of_version_1_without_its_bytes_is_none() -> None:
    assert _event(b'{"schema":"dead_letter","version":1,"data":{"topic":"t"}}') is None
