"""What every index does with records and observations, and how it keeps spaces apart."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.index import Filters
from contracts.records import Salary
from tests.builders import an_indexed
from tests.contract.index_rig import (
    ENGINES,
    OTHER,
    SPACE,
    Engine,
    Rig,
    a_lifecycle,
    a_vector,
)

_NUMBERS = count()


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """One index for all examples of a property: each takes ids of its own."""
    engine: Engine = request.param
    with engine(tmp_path_factory.mktemp("index")) as rig:
        yield rig


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def test_a_record_comes_out_as_it_went_in(rig: Rig) -> None:
    record = an_indexed(
        places=("Київ", "Львів"),
        remote=True,
        salary=Salary(min=1.5, currency="UAH", gross=False),
        posted_at=None,
        vector=a_vector(1, 2),
        blob="b",
        watch="w",
    )
    assert rig.write(record) == ["written"]
    assert rig.one(record.id).record == record


def test_a_scan_reads_every_match_of_the_spaces_once_beyond_one_page(rig: Rig) -> None:
    names = [f"r{number}" for number in range(1201)]
    rig.write(*(an_indexed(name) for name in names))
    rig.write(an_indexed("other", space=OTHER), an_indexed("away", source="elsewhere"))
    found = rig.index.scan([SPACE], Filters(sources=("board",)))
    assert sorted(hit.record.id for hit in found) == sorted(names)


def test_get_keeps_the_order_asked_for_and_leaves_out_the_unknown(rig: Rig) -> None:
    rig.write(an_indexed("a"), an_indexed("b"))
    hits = rig.index.get([SPACE], ["b", "nobody", "a", "b"])
    assert [hit.record.id for hit in hits] == ["b", "a"]


def test_newer_overwrites_older_does_not_and_a_repeat_changes_nothing(rig: Rig) -> None:
    assert rig.write(an_indexed(version=2, title="second")) == ["written"]
    assert rig.write(an_indexed(version=1, title="first")) == ["older"]
    assert rig.write(an_indexed(version=2, title="repeat")) == ["same"]
    assert rig.one("r1").record.title == "second"
    assert rig.write(an_indexed(version=3, title="third")) == ["written"]
    assert rig.one("r1").record.title == "third"
    assert rig.index.count([SPACE]) == 1


def test_versions_count_within_a_batch_too(rig: Rig) -> None:
    batch = [an_indexed(version=version, title=str(version)) for version in (2, 1, 3, 3)]
    assert rig.write(*batch) == ["written", "older", "written", "same"]
    assert rig.one("r1").record.title == "3"
    assert rig.ids("data") == ["r1"]


def test_any_order_in_any_batches_ends_with_the_greatest_version(shared: Rig) -> None:
    @shared.examples()
    @given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), min_size=1, max_size=4))
    def holds(batches: list[list[int]]) -> None:
        record = f"v{next(_NUMBERS)}"
        for batch in batches:
            shared.write(*(an_indexed(record, version=v, tokens=f"text {v}") for v in batch))
        held = Filters(ids=(record,))
        greatest = max(max(batch) for batch in batches)
        assert shared.one(record).record.version == greatest
        assert [v for v in range(6) if shared.find(str(v), filters=held).total] == [greatest]

    holds()


def test_new_text_takes_the_place_of_the_old_everywhere(rig: Rig) -> None:
    rig.write(an_indexed(tokens="old both", skills=("old",), vector=a_vector(1)))
    rig.write(an_indexed(version=2, tokens="new both", skills=("new",), vector=a_vector(0, 1)))
    assert rig.ids("old") == []
    assert rig.ids("new") == rig.ids("both") == ["r1"]
    assert rig.ids(filters=Filters(skills=("old",))) == []
    (hit,) = rig.find(vector=a_vector(0, 1)).hits
    assert hit.score == pytest.approx(1)


@pytest.mark.parametrize(
    ("vector", "word"),
    [
        pytest.param(b"\0" * 8, "8 bytes", id="too short"),
        pytest.param(a_vector(1) + b"\0" * 4, "1028 bytes", id="too long"),
        pytest.param(b"\0\0\xc0\x7f" * 256, "finite", id="not a number"),
    ],
)
def test_wrong_vector_is_rejected_with_its_reason_and_harms_no_other(
    rig: Rig, vector: bytes, word: str
) -> None:
    first, wrong, last = rig.index.upsert(
        [an_indexed("a"), an_indexed("wrong", vector=vector), an_indexed("b")]
    )
    rig.settle()
    assert (first.outcome, wrong.outcome, last.outcome) == ("written", "rejected", "written")
    assert (wrong.id, word in wrong.reason) == ("wrong", True)
    assert rig.index.count([SPACE]) == 2


def test_rejected_version_leaves_the_standing_one(rig: Rig) -> None:
    rig.write(an_indexed(title="good"))
    assert rig.write(an_indexed(version=2, vector=b"short")) == ["rejected"]
    assert rig.one("r1").record.title == "good"


def test_nobody_takes_a_record_over_into_another_space(rig: Rig) -> None:
    rig.write(an_indexed(title="mine"))
    assert rig.write(an_indexed(version=2, space=OTHER)) == ["rejected"]
    rig.merge(a_lifecycle("r1", 1, space=OTHER))
    assert rig.one("r1").record.title == "mine"
    assert rig.one("r1").first_seen is None
    assert rig.index.count([OTHER]) == 0


def test_empty_batches_are_harmless(rig: Rig) -> None:
    assert rig.index.upsert([]) == []
    rig.index.merge_lifecycles([])
    rig.index.end_sweeps([])
    rig.index.put_observations([])
    rig.index.ping()
    assert rig.index.count([SPACE]) == 0
    assert rig.index.get([SPACE], []) == []
