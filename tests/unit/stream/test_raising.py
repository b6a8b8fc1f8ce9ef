"""What is replayed gets the generation after the one that stands, and never passes a later text."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import decode_as, encode
from contracts.documents import DocumentHit
from contracts.errors import Permanent
from contracts.events import PostingFound
from contracts.identity import record_id, version
from contracts.index import Hit
from stream.replay.raising import MOST, Raising, as_it_stands, next_generation
from tests.builders import NOW, a_posting, an_indexed
from tests.unit.stream.world import a_message

LATER = NOW + timedelta(hours=1)
SPANS = st.timedeltas(timedelta(days=-9000), timedelta(days=9000))
RECORD = record_id("public", "board", a_posting().external_id)


def an_event(**fields: Any) -> PostingFound:
    return PostingFound(**{"posting": a_posting(), "source": "board", "fetched_at": NOW, **fields})


class Standing:
    """An index of which only the versions matter."""

    def __init__(self, versions: dict[str, int]) -> None:
        self.versions = versions

    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[Hit]:
        return [
            Hit(
                record=an_indexed(record, version=self.versions[record]),
                score=0,
                first_seen=None,
                last_seen=None,
                closed_at=None,
            )
            for record in ids
            if record in self.versions and list(spaces) == ["public"]
        ]


class NoDocuments:
    def get(self, spaces: Sequence[str], ids: Sequence[str]) -> list[DocumentHit]:
        assert not (spaces and ids)
        return []


def raised(standing: dict[str, int], *events: PostingFound) -> list[int]:
    messages = [a_message(n, encode(event)) for n, event in enumerate(events)]
    raising = Raising(Standing(standing), NoDocuments())
    return [decode_as(each.value, PostingFound).generation for each in raising(messages)]


def test_a_text_that_stands_gets_the_next_generation() -> None:
    assert raised({RECORD: version(NOW, 4)}, an_event()) == [5]


def test_a_text_unknown_to_the_index_is_raised_too() -> None:
    assert raised({}, an_event(generation=2)) == [3]


def test_a_later_text_is_never_passed() -> None:
    assert raised({RECORD: version(LATER)}, an_event()) == [0]


def test_two_texts_of_one_record_in_a_batch_keep_their_order() -> None:
    events = (an_event(), an_event(generation=1), an_event(fetched_at=LATER), an_event())
    assert raised({RECORD: version(NOW, 4)}, *events) == [5, 6, 1, 0]


def test_what_is_no_text_goes_on_as_it_is() -> None:
    naive = a_message(1, encode(an_event(fetched_at=NOW.replace(tzinfo=None))))
    messages = [a_message(0, b"garbage"), naive]
    assert Raising(Standing({}), NoDocuments())(messages) == messages


def test_generations_come_to_an_end_with_words() -> None:
    with pytest.raises(Permanent, match=r"replayed 1023 times: crawl it anew"):
        raised({RECORD: version(NOW, MOST)}, an_event())


@given(st.integers(0, 900), st.integers(0, 900), SPANS)
def test_raised_texts_are_newer_than_what_stands(own: int, reached: int, ago: timedelta) -> None:
    fetched = NOW - ago
    later = next_generation(an_event(fetched_at=fetched, generation=own), version(fetched, reached))
    assert later is not None
    assert version(later.fetched_at, later.generation) > version(fetched, max(own, reached))


def test_only_the_text_that_stands_is_told_again_with_its_generation() -> None:
    told = as_it_stands(an_event(), version(NOW, 7))
    assert told is not None
    assert told.generation == 7
    assert as_it_stands(an_event(), version(LATER, 7)) is None
    assert as_it_stands(an_event(), None) is None, "it was erased"
