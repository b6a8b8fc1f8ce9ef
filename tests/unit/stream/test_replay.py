"""Replay: each text gets the generation after the one that stands, and never passes a later one."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import decode_as, encode
from contracts.events import PostingFound
from contracts.identity import generation_of, record_id, version
from contracts.index import Hit
from contracts.log import Entry, Message
from contracts.names import POSTINGS_RAW
from stream.outcome import REFUSED, End
from stream.replay import Replay, next_generation
from tests.builders import NOW, a_posting, an_indexed
from tests.unit.stream.world import MemoryLog, patient

LATER = NOW + timedelta(hours=1)
SPANS = st.timedeltas(timedelta(days=-9000), timedelta(days=9000))


def an_event(**fields: Any) -> PostingFound:
    return PostingFound(**{"posting": a_posting(), "source": "board", "fetched_at": NOW, **fields})


class Standing:
    """An index of which only the versions matter."""

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.spaces: dict[str, str] = {}

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
            if self.spaces.get(record) in spaces
        ]

    def process(self, messages: Sequence[Message]) -> list[End]:
        ends = []
        for message in messages:
            event = decode_as(message.value, PostingFound)
            if event.posting.title == "bad":
                ends.append(End(message, REFUSED, "understand", "bad title"))
                continue
            record = record_id(event.space, event.source, event.posting.external_id)
            self.spaces[record] = event.space
            self.versions[record] = version(event.fetched_at, event.generation)
            ends.append(End(message, "written"))
        return ends


def a_replay(log: MemoryLog, standing: Standing, batch: int = 2) -> Replay:
    return Replay(log, standing, standing.process, patient([], []), batch=batch)


def test_a_text_that_stands_gets_the_next_generation() -> None:
    raised = next_generation(an_event(), version(NOW, 4))
    assert raised is not None
    assert raised.generation == 5


def test_a_text_unknown_to_the_index_is_raised_too() -> None:
    raised = next_generation(an_event(generation=2), None)
    assert raised is not None
    assert raised.generation == 3


def test_a_later_text_is_never_passed() -> None:
    assert next_generation(an_event(fetched_at=NOW), version(LATER)) is None


@given(
    st.integers(0, 900),
    st.integers(0, 900),
    SPANS,
)
def test_raised_texts_are_newer_than_what_stands(own: int, reached: int, ago: timedelta) -> None:
    fetched = NOW - ago
    event = an_event(fetched_at=fetched, generation=own)
    raised = next_generation(event, version(fetched, reached))
    assert raised is not None
    assert version(raised.fetched_at, raised.generation) > version(fetched, max(own, reached))


def test_each_replay_moves_every_record_and_counts_what_it_did() -> None:
    log, standing, heard = MemoryLog(), Standing(), list[int]()
    events = [an_event(posting=a_posting(str(n)), space=f"s{n % 2}") for n in range(4)]
    events.append(an_event(posting=a_posting("9", title="bad")))
    log.append([Entry(topic=POSTINGS_RAW, key="k", value=encode(each)) for each in events])
    log.append([Entry(topic=POSTINGS_RAW, key="k", value=b"garbage")])
    replay = a_replay(log, standing)

    for generation in (1, 2):
        replayed = replay.run(NOW, heard.append)
        assert replayed.outcomes == {"written": 4, "refused": 1, "unreadable": 1}
        assert replayed.reasons == {"understand: bad title": 1}
        assert {generation_of(each) for each in standing.versions.values()} == {generation}
    assert heard == [2, 4, 6, 2, 4, 6]


def test_texts_older_than_what_stands_are_passed_over() -> None:
    log, standing = MemoryLog(), Standing()
    for at in (NOW, LATER):
        log.append([Entry(topic=POSTINGS_RAW, key="k", value=encode(an_event(fetched_at=at)))])
    standing.process([*log.read(POSTINGS_RAW)])

    replayed = a_replay(log, standing).run(NOW, lambda _: None)
    assert (replayed.read, replayed.outcomes) == (2, {"superseded": 1, "written": 1})
    assert list(standing.versions.values()) == [version(LATER, 1)]
