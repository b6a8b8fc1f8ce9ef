"""Events may come in any order and more than once: the index is the same."""

from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from contracts.codec import encode
from contracts.events import Event, Observed, PostingFound, PostingsSighted, SweepEnded
from contracts.frontier import Sweep, SweepEnd
from contracts.identity import version
from contracts.index import Indexed
from contracts.log import Entry
from contracts.names import OBSERVATIONS, POSTINGS_RAW, PUBLIC, SIGHTINGS, SWEEPS
from contracts.records import Lifecycle, Observation
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, days, found, identity

OPEN, CLOSED, MOVED, ARCHIVED = "1", "2", "3", "4"
"""Stays up; is missed by two sweeps in a row; is read anew with another text; an archive row."""
Facts = dict[str, tuple[Indexed, datetime | None, datetime | None, datetime | None]]


def a_sweep(week: int, *, complete: bool = True) -> SweepEnded:
    sweep = Sweep(
        id=f"s{week}",
        space=PUBLIC,
        source="board",
        listing="all",
        started_at=NOW + days(7 * week),
    )
    return SweepEnded(end=SweepEnd(sweep=sweep, complete=complete, pages=3))


def sighted(*external_ids: str, week: int) -> PostingsSighted:
    sightings = [
        Lifecycle(
            id=identity(found(external_id)),
            space=PUBLIC,
            source="board",
            last_seen=NOW + days(7 * week + 0.1),
            listing="all",
        )
        for external_id in external_ids
    ]
    return PostingsSighted(sightings=tuple(sightings))


def observed(value: float) -> Observed:
    reading = Observation(subject="films/x", metric="rating", at=NOW, value=value)
    return Observed(observation=reading, source="site")


EVENTS: list[tuple[str, Event]] = [
    *((POSTINGS_RAW, found(name, listing="all")) for name in (OPEN, CLOSED, MOVED)),
    (POSTINGS_RAW, found(MOVED, at=NOW + days(8), posting={"title": "Data Architect"})),
    (POSTINGS_RAW, found(ARCHIVED, first_seen=NOW - days(90), closed_at=NOW - days(60))),
    *((SIGHTINGS, sighted(OPEN, MOVED, week=week)) for week in (1, 2, 3)),
    *((SWEEPS, a_sweep(week)) for week in (1, 2, 3)),
    (OBSERVATIONS, observed(7.5)),
]


def facts(platform: Platform) -> Facts:
    return {
        name: (hit.record, hit.first_seen, hit.last_seen, hit.closed_at)
        for name, hit in platform.hits().items()
    }


def run(folder: Path, events: list[tuple[str, Event]], *, batch: int = 64) -> Facts:
    with a_platform(folder) as platform:
        platform.log.append([Entry(topic=t, key="k", value=encode(e)) for t, e in events])
        platform.drain(batch=batch)
        assert platform.lag() == 0
        assert platform.letters.find() == []
        (reading,) = platform.index.observations([PUBLIC], "films/x", "rating")
        assert reading.value == 7.5
        return facts(platform)


def test_in_their_own_order_the_facts_are_as_told(tmp_path: Path) -> None:
    index = run(tmp_path, EVENTS)
    assert {name: closed is None for name, (*_, closed) in index.items()} == {
        OPEN: True,
        CLOSED: False,
        MOVED: True,
        ARCHIVED: False,
    }
    moved, first_seen, last_seen, _ = index[MOVED]
    assert (moved.title, moved.version) == ("Data Architect", version(NOW + days(8)))
    assert (first_seen, last_seen) == (NOW, NOW + days(21.1))
    assert index[ARCHIVED][1:] == (NOW - days(90), NOW - days(60), NOW - days(60))
    assert all(record.head for record, *_ in index.values())


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_repeats_give_the_same_index(tmp_path: Path, seed: int) -> None:
    shuffled = EVENTS * 2
    Random(seed).shuffle(shuffled)
    assert run(tmp_path / "shuffled", shuffled, batch=3) == run(tmp_path / "straight", EVENTS)


def test_a_group_that_reads_all_again_changes_nothing(tmp_path: Path) -> None:
    before = run(tmp_path, EVENTS)
    assert run(tmp_path, EVENTS) == before


def test_near_duplicates_share_a_cluster_with_one_head(tmp_path: Path) -> None:
    text = (
        "Requirements: a licence to practise, two years on a surgical ward, night shifts,\n"
        "knowledge of sterile work, first aid, wound care, infusions, kindness and patience,\n"
        "a good command of Ukrainian and English, readiness to learn and to teach students."
    )
    twins: list[PostingFound] = [
        found(name, posting={"title": "Nurse", "description": text}) for name in ("a", "b", "c")
    ]
    with a_platform(tmp_path) as platform:
        platform.log.append(
            [Entry(topic=POSTINGS_RAW, key="k", value=encode(each)) for each in twins]
        )
        platform.drain()
        records = [hit.record for hit in platform.hits().values()]
    assert len({record.cluster for record in records}) == 1
    assert sum(record.head for record in records) == 1
