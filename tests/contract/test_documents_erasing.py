"""A document that is erased is found by nothing, stays out, and may come back when it is lifted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from contracts.documents import DocumentFilters
from contracts.erasures import Erasure
from tests.contract.documents_rig import ENGINES, OTHER, SPACE, Engine, Rig, a_document, day
from tests.contract.index_rig import a_vector, an_erasure


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


RULES = [an_erasure(document="gone"), an_erasure(url="http://canary.test/news/")]
CANARY: dict[str, Any] = {
    "url": "http://canary.test/news/7",
    "tokens": "canary welder",
    "vector": a_vector(1.0),
    "published_at": day(1),
}


def fill(rig: Rig) -> None:
    rig.write(
        a_document("stays", 0.5, vector=a_vector(1.0, 0.1), published_at=day(3)),
        a_document("gone", 0.5, 0.5, **CANARY),
    )


def again(rig: Rig, version: int) -> list[str]:
    return rig.write(a_document("gone", 0.5, 0.5, version=version, **CANARY))


@pytest.mark.parametrize("rule", RULES, ids=["document", "url"])
def test_what_an_erasure_covers_is_found_by_nothing(rig: Rig, rule: Erasure) -> None:
    fill(rig)
    assert rig.ids(vector=a_vector(1.0)) == ["gone", "stays"]
    assert rig.index.erase([rule]) == ["gone"]
    assert rig.index.erase([rule]) == []
    rig.settle()
    assert rig.index.get([SPACE], ["gone", "stays"])[0].record.id == "stays"
    assert rig.ids("welder") == rig.ids() == rig.ids(vector=a_vector(1.0)) == ["stays"]
    assert rig.find("canary").total == 0
    assert [hit.record.id for hit in rig.index.scan([SPACE], DocumentFilters())] == ["stays"]
    assert rig.index.count([SPACE]) == 1
    assert sum(week.mentions for week in rig.weeks(7)) == 1


@pytest.mark.parametrize("rule", RULES, ids=["document", "url"])
def test_it_stays_out_until_the_erasure_is_lifted(rig: Rig, rule: Erasure) -> None:
    fill(rig)
    rig.index.erase([rule])
    assert again(rig, 2) == ["erased"]
    assert rig.ids() == ["stays"]
    lifted = replace(rule, lifted_at=day(60))
    assert rig.index.erase([lifted]) == []
    assert rig.index.erase([rule]) == [], "the old word of a lifted erasure changes nothing"
    assert again(rig, 1) == ["written"]
    assert again(rig, 1) == ["same"]
    assert sorted(rig.ids()) == ["gone", "stays"]
    assert sum(week.mentions for week in rig.weeks(7)) == 3


def test_a_fetch_of_what_stays_out_dates_nothing(rig: Rig) -> None:
    told = {"url": CANARY["url"], "published_at": None}
    rig.write(a_document("gone", **told))
    rig.index.erase(RULES[:1])
    assert rig.write(a_document("gone", version=2, fetched_at=day(2), **told)) == ["erased"]
    rig.index.erase([replace(RULES[0], lifted_at=day(60))])
    assert rig.write(a_document("gone", version=3, fetched_at=day(5), **told)) == ["written"]
    assert rig.one("gone").dated == day(5)


def test_an_erasure_may_come_first_and_twice(rig: Rig) -> None:
    assert rig.index.erase(RULES[:1]) == []
    assert rig.index.erase(RULES[:1]) == []
    assert again(rig, 1) == ["erased"]
    assert rig.index.count([SPACE]) == 0


def test_it_covers_documents_of_its_own_spaces_only(rig: Rig) -> None:
    rig.write(a_document("gone", space=OTHER, **CANARY))
    of_others = [an_erasure(id="e3", posting="gone"), an_erasure(id="e4", company="press")]
    for rule in (*(replace(r, id=f"e{n}") for n, r in enumerate(RULES)), *of_others):
        assert rig.index.erase([rule]) == []
    assert rig.index.count([OTHER]) == 1


def test_a_new_document_does_not_take_the_place_of_an_erased_one(rig: Rig) -> None:
    fill(rig)
    assert rig.ids(vector=a_vector(1.0)) == ["gone", "stays"]
    rig.index.erase(RULES[:1])
    rig.write(a_document("new", vector=b""))
    assert rig.ids(vector=a_vector(1.0)) == ["stays"]
    rig.write(a_document("like it", vector=a_vector(1.0)))
    assert rig.ids(vector=a_vector(1.0)) == ["like it", "stays"]


def test_a_cluster_whose_head_is_erased_has_another_one(rig: Rig) -> None:
    rig.write(
        a_document("gone", cluster="gone", **CANARY),
        a_document("later", cluster="gone", published_at=day(3)),
        a_document("second", cluster="gone", published_at=day(2)),
    )
    rig.index.erase(RULES[:1])
    rig.settle()
    assert rig.filtered(heads=True) == ["second"]
    assert rig.one("later").record.cluster == "second"
    rig.write(a_document("newest", cluster="gone", published_at=day(4)))
    assert rig.one("newest").record.cluster == "second", "signatures keep the old name"


def test_who_joins_a_cluster_of_erased_ones_leads_it(rig: Rig) -> None:
    rig.write(a_document("gone", cluster="gone", **CANARY))
    rig.index.erase(RULES[:1])
    assert again(rig, 2) == ["erased"]
    rig.write(a_document("next", cluster="gone"), a_document("other", cluster="gone"))
    assert rig.filtered(heads=True) == ["next"]
    assert rig.one("other").record.cluster == "next"
