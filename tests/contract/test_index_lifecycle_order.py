"""Lifecycles do not depend on the order, the repetition or the batches of what is told.

Every index is compared with a reference that looks at all facts at once and knows no order.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from contracts.index import Indexed
from contracts.records import Lifecycle
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, Engine, Rig, a_sweep, day

_SPACES = count()
_RECORDS = ("a", "b")
_LISTINGS = ("all", "kyiv")
_DAYS = st.integers(0, 9)


class Sighting(Struct, frozen=True):
    record: str
    first: int | None
    last: int | None
    said: int | None
    listing: str


class Walk(Struct, frozen=True):
    listing: str
    start: int
    complete: bool
    closes: bool


class Text(Struct, frozen=True):
    record: str
    seen: Sighting | None = None
    """Told with it."""


Event = Sighting | Walk | Text
Seen = tuple[int | None, int | None, int | None]

_MAYBE = st.none() | _DAYS
_SIGHTINGS = st.builds(
    Sighting,
    st.sampled_from(_RECORDS),
    _MAYBE,
    _MAYBE,
    _MAYBE,
    st.sampled_from(("", "all", *_LISTINGS)),
)
# Whether a walk may close does not change from one telling to the next: its id says it.
_WALKS = st.builds(
    lambda listing, start, complete, closes: Walk(
        listing, 2 * start + (not closes), complete, closes
    ),
    st.sampled_from(_LISTINGS),
    _DAYS,
    st.sampled_from((True, True, False)),
    st.sampled_from((True, True, False)),
)
_TEXTS = _SIGHTINGS.map(lambda seen: Text(seen.record, seen))
_EVENTS = st.lists(_SIGHTINGS | _TEXTS | _WALKS, max_size=14)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def rig(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """One index for all examples: each takes a space of its own."""
    engine: Engine = request.param
    with engine(tmp_path_factory.mktemp("index")) as rig:
        yield rig


def _reference(record: str, events: list[Event]) -> Seen:
    told = [event.seen if isinstance(event, Text) else event for event in events]
    sightings = [each for each in told if isinstance(each, Sighting) and each.record == record]
    firsts = [event.first for event in sightings if event.first is not None]
    lasts = [event.last for event in sightings if event.last is not None]
    said = [event.said for event in sightings if event.said is not None]
    first, last = min(firsts, default=None), max(lasts, default=None)
    seen = max((moment for moment in (first, last) if moment is not None), default=None)
    closings = [] if not said or (seen is not None and max(said) < seen) else [max(said)]
    for listing in {event.listing for event in sightings} & set(_LISTINGS):
        walks = defaultdict(set)
        for event in events:
            if isinstance(event, Walk) and event.closes and event.listing == listing:
                walks[event.start].add(event.complete)
        for start, following in pairwise(sorted(walks)):
            complete = walks[start] == walks[following] == {True}
            if complete and seen is not None and start > seen:
                closings.append(start)
    return first, last, min(closings, default=None)


def _tell(rig: Rig, space: str, batch: list[Event]) -> None:
    """Tell a batch in as few calls as its kinds of events allow."""
    texts = [event for event in batch if isinstance(event, Text)]
    rig.index.upsert([_text(space, event) for event in texts if not event.seen])
    rig.index.upsert(
        [_text(space, event) for event in texts if event.seen],
        [_lifecycle(space, event.seen) for event in texts if event.seen],
    )
    rig.index.merge_lifecycles(
        [_lifecycle(space, event) for event in batch if isinstance(event, Sighting)]
    )
    rig.index.end_sweeps(
        [
            (a_sweep(event.listing, event.start, space=space, closes=event.closes), event.complete)
            for event in batch
            if isinstance(event, Walk)
        ]
    )


def _text(space: str, event: Text) -> Indexed:
    return an_indexed(space + event.record, space=space)


def _lifecycle(space: str, event: Sighting) -> Lifecycle:
    first, last, said = (
        None if moment is None else day(moment) for moment in (event.first, event.last, event.said)
    )
    return Lifecycle(
        id=space + event.record,
        space=space,
        source="board",
        first_seen=first,
        last_seen=last,
        closed_at=said,
        listing=event.listing,
    )


def test_what_is_seen_depends_on_the_facts_alone(rig: Rig) -> None:
    @rig.examples(150)
    @given(_EVENTS, st.data())
    def holds(events: list[Event], data: st.DataObject) -> None:
        space = f"space{next(_SPACES)}"
        events = [*events, *(Text(record) for record in _RECORDS)]
        repeats = data.draw(st.lists(st.sampled_from(events), max_size=6))
        left = data.draw(st.permutations(events + repeats))
        while left:
            size = data.draw(st.integers(1, len(left)))
            _tell(rig, space, left[:size])
            left = left[size:]
        rig.settle()
        for record in _RECORDS:
            hit = rig.one(space + record, space)
            expected = [None if at is None else day(at) for at in _reference(record, events)]
            assert [hit.first_seen, hit.last_seen, hit.closed_at] == expected

    holds()
