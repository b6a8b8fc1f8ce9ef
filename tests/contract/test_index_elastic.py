"""What only the index on Elasticsearch promises: what many write at once."""

import random
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from contracts.erasures import Erasure
from contracts.frontier import Sweep
from contracts.records import Lifecycle
from engines.elasticsearch import erasing, lifecycle, versions
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.names import Kind, Names
from engines.elasticsearch.rows import rows
from engines.elasticsearch.server import Server
from tests.builders import an_indexed
from tests.contract.index_rig import SPACE, a_lifecycle, a_sweep, an_erasure, day
from tests.engines.elastic import elastic_address, emptied_indices

WORKERS = 4


@pytest.fixture
def prefix() -> Iterator[str]:
    with emptied_indices(elastic_address()) as prefix:
        yield prefix


def _at_once(prefix: str, tasks: Sequence[Callable[[ElasticIndex], object]]) -> None:
    """Share the tasks among workers with connections of their own, that begin together."""
    start = threading.Barrier(WORKERS)

    def work(number: int) -> None:
        with closing(ElasticIndex(elastic_address(), prefix=prefix)) as mine:
            start.wait()
            for task in tasks[number::WORKERS]:
                task(mine)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))


def _upsert(version: int) -> Callable[[ElasticIndex], object]:
    records = [an_indexed(f"r{n}", version=version, title=str(version)) for n in range(5)]
    return lambda index: index.upsert(records)


def _merge(*items: Lifecycle) -> Callable[[ElasticIndex], object]:
    return lambda index: index.merge_lifecycles(items)


def _end(*told: tuple[Sweep, bool]) -> Callable[[ElasticIndex], object]:
    return lambda index: index.end_sweeps(told)


def test_of_texts_written_at_once_the_greatest_version_stands(
    prefix: str, index: ElasticIndex
) -> None:
    versions = list(range(1, 25))
    random.Random(1).shuffle(versions)
    _at_once(prefix, [_upsert(version) for version in versions])
    hits = index.get([SPACE], [f"r{n}" for n in range(5)])
    assert [(hit.record.version, hit.record.title) for hit in hits] == [(24, "24")] * 5


def test_texts_sightings_and_sweeps_written_at_once_lose_nothing(
    prefix: str, index: ElasticIndex
) -> None:
    seen = [[a_lifecycle(f"r{n}", d, listing="all") for n in range(5)] for d in range(1, 6)]
    sweeps = [(a_sweep("all", start), True) for start in range(2, 14)]
    tasks = [
        *(_upsert(version) for version in range(1, 9)),
        *(_merge(*items) for items in seen),
        *(_end(told) for told in sweeps),
    ]
    random.Random(2).shuffle(tasks)
    _at_once(prefix, tasks)
    hits = index.get([SPACE], [f"r{n}" for n in range(5)])
    facts = [(h.record.version, h.first_seen, h.last_seen, h.closed_at) for h in hits]
    assert facts == [(8, day(1), day(5), day(6))] * 5


def test_a_sweep_that_ends_while_a_sighting_is_written_closes_it(
    index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sweep's own look for records is over before the record can be found."""
    index.upsert([an_indexed()])
    index.end_sweeps([(a_sweep("all", 7), True)])
    _once_after(
        monkeypatch, lifecycle, "books", lambda: other.end_sweeps([(a_sweep("all", 14), True)])
    )
    index.merge_lifecycles([a_lifecycle("r1", 1, listing="all")])
    (hit,) = index.get([SPACE], ["r1"])
    assert hit.closed_at == day(7)


def test_a_sweep_that_ends_while_a_text_is_written_closes_it(
    index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.end_sweeps([(a_sweep("all", 7), True)])
    _once_after(
        monkeypatch, lifecycle, "books", lambda: other.end_sweeps([(a_sweep("all", 14), True)])
    )
    index.upsert([an_indexed()], [a_lifecycle("r1", 1, listing="all")])
    (hit,) = index.get([SPACE], ["r1"])
    assert hit.closed_at == day(7)


def test_a_record_and_its_lifecycle_are_one_write(prefix: str, index: ElasticIndex) -> None:
    """The index numbers its writes."""
    numbers = []
    with closing(Server(elastic_address())) as server:
        for version in (1, 2, 3):
            seen = a_lifecycle("r1", version, listing="all")
            index.upsert([an_indexed(version=version)], [seen])
            (row,) = rows(server, Names(prefix).write(Kind.RECORDS), ["r1"]).values()
            numbers.append(row.state[0])
    assert [number - numbers[0] for number in numbers] == [0, 1, 2]


class Died(BaseException):
    """Stands for the end of a process."""


@pytest.mark.parametrize("again", [{"posting": "head"}, {"company": "nobody"}])
def test_an_erasure_that_ended_half_way_is_ended_by_the_next(
    index: ElasticIndex, monkeypatch: pytest.MonkeyPatch, again: dict[str, str]
) -> None:
    """A head was emptied, and nobody leads its cluster yet."""

    def die(*_: Any) -> None:
        raise Died

    index.upsert([an_indexed("head"), an_indexed("heir", cluster="head")])
    with monkeypatch.context() as dying:
        dying.setattr(erasing, "_pass_on", die)
        with pytest.raises(Died):
            index.erase([an_erasure(posting="head")])
    assert [hit.record.head for hit in index.get([SPACE], ["head", "heir"])] == [False]
    index.erase([an_erasure(id="e2", **again)])
    assert [hit.record.head for hit in index.get([SPACE], ["head", "heir"])] == [True]


def test_a_text_whose_writer_died_before_it_saw_an_erasure_is_taken_out_when_it_comes_again(
    index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The erasure is told and done between the writer's look at the tombstones and its write."""
    real = erasing.book

    def look(*given: Any) -> Any:
        found = real(*given)
        monkeypatch.setattr(erasing, "book", real)
        other.erase([an_erasure(posting="r1")])
        monkeypatch.setattr(erasing, "book", die)
        return found

    def die(*_: Any) -> Any:
        monkeypatch.setattr(erasing, "book", real)
        raise Died

    monkeypatch.setattr(erasing, "book", look)
    with pytest.raises(Died):
        index.upsert([an_indexed()])
    assert index.get([SPACE], ["r1"])
    assert [verdict.outcome for verdict in index.upsert([an_indexed()])] == ["erased"]
    assert index.get([SPACE], ["r1"]) == []


def test_a_text_written_between_look_and_write_is_judged_anew(
    index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    for made in (False, True):
        name = "there" if made else "new"
        if made:
            index.upsert([an_indexed(name, version=1)])
        later = an_indexed(name, version=3)
        _once_after(monkeypatch, versions, "rows", lambda later=later: other.upsert([later]))  # type: ignore[misc]
        (verdict,) = index.upsert([an_indexed(name, version=2)])
        assert verdict.outcome == "older"
        (hit,) = index.get([SPACE], [name])
        assert hit.record.version == 3


def _once_after(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Callable[[], object]
) -> None:
    """Let something happen right after the next call of that function."""
    real = getattr(module, name)

    def call(*arguments: Any) -> Any:
        found = real(*arguments)
        monkeypatch.setattr(module, name, real)
        act()
        return found

    monkeypatch.setattr(module, name, call)


def test_a_text_that_the_index_refuses_leaves_the_batch_and_the_one_before_it(
    index: ElasticIndex,
) -> None:
    zero = bytes(1024)
    first, wrong, stale, last = index.upsert(
        [
            an_indexed("r1", version=1),
            an_indexed("r1", version=3, vector=zero),
            an_indexed("r1", version=2),
            an_indexed("r2"),
        ]
    )
    assert [v.outcome for v in (first, wrong, stale, last)] == [
        "written", "rejected", "written", "written",
    ]  # fmt: skip
    assert "zero magnitude" in wrong.reason
    (hit,) = index.get([SPACE], ["r1"])
    assert hit.record.version == 2


def test_a_read_by_id_sees_a_write_at_once(index: ElasticIndex, other: ElasticIndex) -> None:
    index.upsert([an_indexed()])
    assert [hit.record.id for hit in other.get([SPACE], ["r1"])] == ["r1"]


def test_a_text_written_beside_an_erasure_stays_out_or_goes_under_the_new_head(
    index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.upsert([an_indexed("gone"), an_indexed("heir", cluster="gone")])
    erasures = [
        Erasure(id=name, spaces=(SPACE,), posting=name, at=day(1)) for name in ("gone", "late")
    ]
    _once_after(monkeypatch, erasing, "book", lambda: other.erase(erasures))
    verdicts = index.upsert([an_indexed("late"), an_indexed("member", cluster="gone")])
    assert [verdict.outcome for verdict in verdicts] == ["erased", "written"]
    hits = index.get([SPACE], ["gone", "late", "heir", "member"])
    assert [(hit.record.id, hit.record.cluster) for hit in hits] == [
        ("heir", "heir"),
        ("member", "heir"),
    ]
