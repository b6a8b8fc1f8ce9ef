"""What is erased is found by nothing, stays out, and may come back when the erasure is lifted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contracts.erasures import Erasure
from contracts.errors import Transient
from contracts.index import Filters
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, OTHER, SPACE, Engine, Rig, a_vector, an_erasure, day


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


RULES = [
    an_erasure(posting="gone"),
    an_erasure(company="  the CANARY  company"),
    an_erasure(url="http://canary.test/jobs/"),
]
CANARY: dict[str, Any] = {
    "company": "The Canary Company",
    "url": "http://canary.test/jobs/7",
    "tokens": "canary data",
    "vector": a_vector(1.0),
    "places": ("Львів",),
}
STAYS: dict[str, Any] = {"tokens": "data", "vector": a_vector(1.0, 0.1)}


def fill(rig: Rig) -> None:
    rig.post("stays", 0, **STAYS)
    rig.post("gone", 1, **CANARY)


def again(rig: Rig, version: int) -> list[str]:
    return rig.write(an_indexed("gone", version=version, **CANARY))


@pytest.mark.parametrize("rule", RULES, ids=["posting", "company", "url"])
def test_what_an_erasure_covers_is_found_by_nothing(rig: Rig, rule: Erasure) -> None:
    fill(rig)
    assert rig.ids(vector=a_vector(1.0)) == ["gone", "stays"]
    assert rig.index.erase([rule]) == ["gone"]
    rig.settle()
    assert rig.index.get([SPACE], ["gone", "stays"])[0].record.id == "stays"
    assert rig.ids("data") == rig.ids() == rig.ids(vector=a_vector(1.0)) == ["stays"]
    assert rig.find("canary").total == 0
    assert [hit.record.id for hit in rig.index.scan([SPACE], Filters())] == ["stays"]
    assert rig.index.count([SPACE]) == 1
    facets = rig.find(facets=("company", "place")).facets
    assert [bucket.value for name in facets for bucket in facets[name]] == ["Acme", "Київ"]
    assert sum(week.flow for week in rig.weeks(14)) == 1


@pytest.mark.parametrize("rule", RULES, ids=["posting", "company", "url"])
def test_it_stays_out_until_the_erasure_is_lifted(rig: Rig, rule: Erasure) -> None:
    fill(rig)
    rig.index.erase([rule])
    assert again(rig, 2) == ["erased"]
    assert rig.ids() == ["stays"]
    lifted = replace(rule, lifted_at=day(60))
    assert rig.index.erase([lifted]) == []
    assert rig.index.erase([rule]) == [], "the old word of a lifted erasure changes nothing"
    assert again(rig, 1) == ["written"]
    assert sorted(rig.ids()) == ["gone", "stays"]


def test_an_erasure_may_come_first_and_twice(rig: Rig) -> None:
    assert rig.index.erase(RULES[:1]) == []
    assert rig.index.erase(RULES[:1]) == []
    assert again(rig, 1) == ["erased"]
    assert rig.index.count([SPACE]) == 0


def test_it_covers_its_own_spaces_only(rig: Rig) -> None:
    rig.post("gone", 1, space=OTHER, **CANARY)
    for number, rule in enumerate(RULES):
        assert rig.index.erase([replace(rule, id=f"e{number}")]) == []
    assert rig.index.count([OTHER]) == 1


def test_a_new_record_does_not_take_the_place_of_an_erased_one(rig: Rig) -> None:
    fill(rig)
    assert rig.ids(vector=a_vector(1.0)) == ["gone", "stays"]
    rig.index.erase(RULES[:1])
    rig.post("new", 2, tokens="data", vector=b"")
    assert rig.ids(vector=a_vector(1.0)) == ["stays"]


def test_a_cluster_whose_head_is_erased_has_another_one(rig: Rig) -> None:
    rig.post("gone", 1, cluster="gone", **CANARY)
    rig.post("later", 3, cluster="gone")
    rig.post("second", 2, cluster="gone")
    rig.index.erase(RULES[:1])
    rig.settle()
    assert rig.ids(filters=Filters(heads=True)) == ["second"]
    assert rig.one("later").record.cluster == "second"
    assert sum(week.flow for week in rig.weeks(14)) == 1
    rig.post("newest", 4, cluster="gone")
    assert rig.one("newest").record.cluster == "second", "signatures keep the old name"


def test_who_joins_a_cluster_of_erased_ones_leads_it(rig: Rig) -> None:
    rig.post("gone", 1, cluster="gone", **CANARY)
    rig.index.erase(RULES[:1])
    assert again(rig, 2) == ["erased"]
    rig.post("next", 2, cluster="gone")
    rig.post("other", 3, cluster="gone")
    assert rig.ids(filters=Filters(heads=True)) == ["next"]
    assert rig.one("other").record.cluster == "next"


def test_what_is_erased_stands_until_who_keeps_more_of_it_has_heard_it(rig: Rig) -> None:
    rig.write(an_indexed("a"), an_indexed("b"))
    rule = an_erasure(company=an_indexed().company)
    told: list[list[str]] = []

    def forget(ids: list[str]) -> None:
        told.append(sorted(ids))
        if len(told) == 1:
            raise Transient("it is away")

    with pytest.raises(Transient):
        rig.index.erase([rule], forget)
    assert len(rig.index.get([SPACE], ["a", "b"])) == 2
    rig.index.erase([rule], forget)
    assert told == [["a", "b"]] * 2
    assert rig.index.get([SPACE], ["a", "b"]) == []
