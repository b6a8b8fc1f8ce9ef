"""What every engine does with builds of its index: a copy beside, one step, nothing left."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from contracts.erasures import Erasure
from contracts.errors import Permanent
from contracts.index import Filters, Query
from contracts.records import Observation
from tests.builders import NOW, an_indexed
from tests.contract.builds_rig import ENGINES, Engine, Rig
from tests.contract.documents_rig import a_document
from tests.contract.index_rig import SPACE, a_lifecycle, a_sweep, a_vector, day

TOMBSTONE = Erasure(id="e1", spaces=(SPACE,), company="Gone", at=NOW)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def fill(rig: Rig) -> None:
    rig.index.upsert([an_indexed("a", vector=a_vector(1)), an_indexed("b", vector=a_vector(0, 1))])
    rig.index.merge_lifecycles([a_lifecycle("a", 1, listing="l"), a_lifecycle("b", 9, listing="l")])
    rig.index.end_sweeps([(a_sweep("l", start), True) for start in (2, 3)])
    seen = Observation(subject="film:1", metric="rating", at=NOW, value=7.5)
    rig.index.put_observations([(SPACE, "imdb", seen, 1)])
    rig.index.erase([TOMBSTONE])
    rig.documents.upsert([a_document()])
    rig.settle()


def test_a_build_holds_all_that_the_live_index_holds(rig: Rig) -> None:
    fill(rig)
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build:
        index = build.index
        assert index.get([SPACE], ["a", "b"]) == rig.index.get([SPACE], ["a", "b"])
        near = Query(spaces=(SPACE,), vector=a_vector(0, 1), least_likeness=0.9)
        assert index.search(near).hits == rig.index.search(near).hits != ()
        assert index.get([SPACE], ["a"])[0].closed_at == day(2)
        assert index.observations([SPACE], "film:1", "rating")[0].value == 7.5
        assert index.upsert([an_indexed("c", company="Gone")])[0].outcome == "erased"
        index.end_sweeps([(a_sweep("l", start), True) for start in (10, 11)])
        assert index.get([SPACE], ["b"])[0].closed_at == day(10), "it knows who was shown where"
        assert build.documents.get([SPACE], ["d1"]) == rig.documents.get([SPACE], ["d1"])
        assert list(index.survey()) == list(rig.index.survey())


def test_nothing_that_is_done_to_one_is_seen_in_the_other(rig: Rig) -> None:
    fill(rig)
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build:
        build.index.upsert([an_indexed("a", version=2, title="New")])
        rig.index.upsert([an_indexed("later")])
        rig.settle()
        assert build.index.get([SPACE], ["later"]) == []
    assert rig.index.get([SPACE], ["a"])[0].record.title == "Data Engineer"


def test_after_the_swap_whoever_had_the_old_one_open_reads_and_writes_the_new_one(
    rig: Rig,
) -> None:
    fill(rig)
    near = Query(spaces=(SPACE,), vector=a_vector(0, 0, 1), least_likeness=0.5)
    assert rig.index.search(near).hits == ()
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build:
        build.index.upsert([an_indexed("a", version=2, title="New", vector=a_vector(0, 0, 1))])
        build.documents.upsert([replace(a_document(), version=2, title="News")])
        assert rig.builds.live() != "r1"
        rig.builds.swap("r1")
        rig.builds.swap("r1")
        rig.settle()
        assert rig.builds.live() == "r1"
        assert rig.index.get([SPACE], ["a"])[0].record.title == "New"
        assert [hit.record.id for hit in rig.index.search(near).hits] == ["a"]
        assert rig.documents.get([SPACE], ["d1"])[0].record.title == "News"
        rig.index.upsert([an_indexed("later")])
        rig.settle()
        assert build.index.get([SPACE], ["later"])


def test_a_walk_that_a_swap_falls_into_sees_each_record_once(rig: Rig) -> None:
    ids = [f"r{number:04}" for number in range(1_200)]
    rig.index.upsert([an_indexed(each) for each in ids])
    rig.settle()
    rig.builds.begin("r1")
    walk = rig.index.scan([SPACE], Filters())
    seen = [next(walk).record.id]
    rig.builds.swap("r1")
    assert rig.index.count([SPACE]) == len(ids)
    seen += [hit.record.id for hit in walk]
    assert sorted(seen) == ids


def test_cleared_builds_are_gone_and_the_live_one_stays(rig: Rig) -> None:
    fill(rig)
    rig.builds.begin("r1")
    rig.builds.clear()
    with pytest.raises(Permanent, match="no build 'r1'"), rig.builds.open("r1"):
        pass
    with pytest.raises(Permanent, match="no build 'r1'"):
        rig.builds.swap("r1")
    rig.builds.begin("r2")
    rig.builds.swap("r2")
    rig.builds.clear()
    rig.builds.clear()
    assert rig.index.count([SPACE]) == 2


def test_builds_follow_each_other(rig: Rig) -> None:
    fill(rig)
    for number in range(1, 4):
        rig.builds.begin(f"r{number}")
        with rig.builds.open(f"r{number}") as build:
            build.index.upsert([an_indexed(f"n{number}")])
        rig.builds.swap(f"r{number}")
        rig.builds.clear()
        rig.settle()
        assert rig.index.count([SPACE]) == 2 + number


def test_a_build_that_was_half_made_is_begun_anew(rig: Rig) -> None:
    fill(rig)
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build:
        build.index.upsert([an_indexed("stale")])
    rig.builds.begin("r1")
    with rig.builds.open("r1") as build:
        assert build.index.get([SPACE], ["stale"]) == []
    rig.builds.swap("r1")
    with pytest.raises(Permanent, match="live"):
        rig.builds.begin("r1")


def test_an_index_that_holds_nothing_has_builds_too(rig: Rig) -> None:
    rig.builds.begin("r1")
    rig.builds.swap("r1")
    rig.builds.clear()
    rig.index.upsert([an_indexed("a")])
    rig.settle()
    assert rig.index.count([SPACE]) == 1
