"""How every index keeps spaces apart in each of its reads, observations among them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from contracts.errors import Permanent
from contracts.index import Filters, Query
from contracts.records import Observation
from tests.builders import an_indexed
from tests.contract.index_rig import (
    ENGINES,
    OTHER,
    SPACE,
    Engine,
    Rig,
    a_lifecycle,
    a_sweep,
    a_vector,
    day,
)


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def test_every_read_shows_its_spaces_only(rig: Rig) -> None:
    mine = an_indexed("mine", cluster="mine", vector=a_vector(1))
    theirs = replace(mine, id="theirs", space=OTHER, source="secret", skills=("secret",))
    rig.write(mine, theirs)
    rig.merge(a_lifecycle("mine", 1), a_lifecycle("theirs", 1, space=OTHER, source="secret"))
    assert [hit.record.id for hit in rig.index.get([SPACE], ["mine", "theirs"])] == ["mine"]
    assert rig.index.count([SPACE]) == 1
    assert rig.one("mine").similar == 0
    for query in (
        Query(spaces=(SPACE,)),
        Query(spaces=(SPACE,), tokens=("python",)),
        Query(spaces=(SPACE,), tokens=("python", "nowhere")),
        Query(spaces=(SPACE,), vector=a_vector(1)),
        Query(spaces=(SPACE,), tokens=("python",), vector=a_vector(1)),
        Query(spaces=(SPACE,), filters=Filters(ids=("mine", "theirs"))),
        Query(spaces=(SPACE,), filters=Filters(languages=("en",)), vector=a_vector(1)),
    ):
        found = rig.index.search(replace(query, facets=("source", "skill"), histogram=True))
        assert [hit.record.id for hit in found.hits] == ["mine"]
        assert found.total == 1
        assert [bucket.value for bucket in found.facets["source"]] == ["board"]
        assert "secret" not in [bucket.value for bucket in found.facets["skill"]]
        assert [many for _, many in found.weeks] == [1]


def test_several_spaces_are_read_together_and_none_shows_nothing(rig: Rig) -> None:
    rig.write(an_indexed("mine", cluster="c"), an_indexed("theirs", cluster="c", space=OTHER))
    both = rig.index.get([SPACE, OTHER], ["mine", "theirs"])
    assert [(hit.record.id, hit.similar) for hit in both] == [("mine", 1), ("theirs", 1)]
    assert rig.index.count([SPACE, OTHER]) == 2
    assert rig.index.count([]) == 0
    assert rig.index.get([], ["mine"]) == []
    assert rig.find("python", spaces=(), vector=a_vector(1), facets=("skill",)).total == 0
    assert rig.index.series([], Filters(), day(30)) == []


def test_series_and_sweeps_of_another_space_are_not_seen(rig: Rig) -> None:
    rig.post("mine", 0)
    rig.post("theirs", 0, space=OTHER)
    rig.index.end_sweeps([(a_sweep("all", 0, space=OTHER), True)])
    rig.settle()
    (week,) = rig.weeks(7)
    assert (week.flow, week.stock, week.covered) == (1, 1, False)
    (week,) = rig.weeks(7, space=OTHER)
    assert (week.flow, week.stock, week.covered) == (1, 1, True)


_TOLD = ((1, 9.0), (2, 6.0), (3, 3.0), (3, 4.0))
"""(version, value): the latest is told twice, differently; then the greater stands."""


def _observed(at: float, value: float, metric: str = "rating") -> Observation:
    return Observation(subject="a film", metric=metric, at=day(at), value=value)


def test_latest_version_of_an_observation_stands_in_order_of_time(rig: Rig) -> None:
    rig.index.put_observations([(SPACE, "s", _observed(2, 5), 1), (SPACE, "s", _observed(1, 4), 1)])
    rig.index.put_observations([(SPACE, "s", _observed(2, 6), 2), (SPACE, "t", _observed(2, 7), 1)])
    rig.settle()
    found = rig.index.observations([SPACE], "a film", "rating")
    assert found == [_observed(1, 4), _observed(2, 6), _observed(2, 7)]
    assert rig.index.observations([SPACE], "a film", "visits") == []


@pytest.mark.parametrize("seed", range(4))
def test_observations_in_any_order_and_repeated_come_to_the_same(rig: Rig, seed: int) -> None:
    told = [(SPACE, "s", _observed(1, value), version) for version, value in _TOLD] * 2
    Random(seed).shuffle(told)
    for one in told:
        rig.index.put_observations([one])
    rig.settle()
    assert rig.index.observations([SPACE], "a film", "rating") == [_observed(1, 4)]


def test_observations_keep_to_their_space(rig: Rig) -> None:
    rig.index.put_observations(
        [(SPACE, "s", _observed(1, 4), 1), (OTHER, "s", _observed(1, 9, "secret"), 1)]
    )
    rig.settle()
    assert rig.index.observed_subjects([SPACE]) == [("a film", "rating")]
    assert rig.index.observed_subjects([OTHER]) == [("a film", "secret")]
    assert rig.index.observed_subjects([]) == []
    assert rig.index.observations([SPACE], "a film", "secret") == []


def test_value_that_is_no_number_is_refused_with_its_name(rig: Rig) -> None:
    with pytest.raises(Permanent, match=r"a film.*nan"):
        rig.index.put_observations(
            [(SPACE, "s", _observed(1, 4), 1), (SPACE, "s", _observed(2, float("nan")), 1)]
        )
    assert rig.index.observed_subjects([SPACE]) == []
