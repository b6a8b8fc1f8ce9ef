"""Filters, facets, weeks and near-duplicates, as every index answers."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.errors import Permanent
from contracts.index import Bucket, Filters
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, Engine, Rig, a_lifecycle, a_vector, day


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES), scope="module")
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Rig]:
    """Three records that no test changes."""
    engine: Engine = request.param
    with engine(tmp_path_factory.mktemp("index")) as rig:
        rig.write(
            an_indexed(
                "a",
                source="work",
                language="uk",
                company="Ромашка",
                places=("Київ", "Львів"),
                skills=("python", "sql"),
                professions=("data-engineer", "analyst"),
                employment="full",
                remote=True,
                watch="w1",
                vector=a_vector(1),
            ),
            an_indexed(
                "b",
                source="robota",
                language="ru",
                company="Acme",
                places=("Львів",),
                skills=("sql",),
                professions=("analyst",),
                employment="part",
                remote=False,
                watch="w2",
                cluster="a",
                vector=a_vector(2, 1),
            ),
            an_indexed("c", company="", places=(), skills=(), vector=a_vector(1, 1)),
        )
        rig.merge(
            a_lifecycle("a", 1, 9, source="work", closed_at=day(10)),
            a_lifecycle("b", 8, source="robota"),
            a_lifecycle("c", 22.5),
        )
        yield rig


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, "abc"),
        ({"ids": ("b", "c", "z")}, "bc"),
        ({"sources": ("work", "robota")}, "ab"),
        ({"languages": ("ru",)}, "b"),
        ({"places": ("Львів",)}, "ab"),
        ({"places": ("Київ", "Львів")}, "ab"),
        ({"companies": ("Ромашка",)}, "a"),
        ({"companies": ("ромашка",)}, ""),
        ({"skills": ("python",)}, "a"),
        ({"skills": ("sql", "python")}, "ab"),
        ({"professions": ("data-engineer",)}, "ac"),
        ({"employment": ("part",)}, "b"),
        ({"watches": ("w1", "w2")}, "ab"),
        ({"remote": True}, "a"),
        ({"remote": False}, "b"),
        ({"heads": True}, "ac"),
        ({"open_at": day(0.5)}, ""),
        ({"open_at": day(1)}, "a"),
        ({"open_at": day(9.9)}, "ab"),
        ({"open_at": day(10)}, "b"),
        ({"seen_from": day(8)}, "bc"),
        ({"seen_before": day(8)}, "a"),
        ({"seen_from": day(1), "seen_before": day(22)}, "ab"),
        ({"skills": ("sql",), "places": ("Київ",)}, "a"),
        ({"skills": ("sql",), "remote": False, "languages": ("uk",)}, ""),
    ],
)
def test_all_filters_must_hold_by_any_of_their_values(
    filled: Rig, filters: dict[str, Any], ids: str
) -> None:
    asked = Filters(**filters)
    for found in (
        filled.find(filters=asked),
        filled.find("python", filters=asked),
        filled.find("python", "sql", filters=asked, vector=a_vector(1)),
    ):
        assert (found.total, {hit.record.id for hit in found.hits}) == (len(ids), set(ids))
    nearest = filled.find(filters=asked, vector=a_vector(1))
    assert (nearest.total, "".join(hit.record.id for hit in nearest.hits)) == (len(ids), ids)


def test_without_text_the_latest_come_first(filled: Rig) -> None:
    assert filled.ids() == ["c", "b", "a"]


def test_facets_count_all_matches_not_only_the_page(filled: Rig) -> None:
    names = ("source", "language", "place", "company", "skill", "profession", "employment")
    facets = filled.find("python", limit=1, facets=(*names, "remote")).facets
    counts = {name: [(b.value, b.count) for b in buckets] for name, buckets in facets.items()}
    assert counts == {
        "source": [("board", 1), ("robota", 1), ("work", 1)],
        "language": [("en", 1), ("ru", 1), ("uk", 1)],
        "place": [("Львів", 2), ("Київ", 1)],
        "company": [("Acme", 1), ("Ромашка", 1)],
        "skill": [("sql", 2), ("python", 1)],
        "profession": [("analyst", 2), ("data-engineer", 2)],
        "employment": [("full", 1), ("part", 1)],
        "remote": [("false", 1), ("true", 1)],
    }


def test_facets_keep_to_the_matches_and_to_their_size(filled: Rig) -> None:
    found = filled.find(filters=Filters(languages=("uk",)), facets=("skill",), facet_size=1)
    assert found.facets == {"skill": (Bucket(value="python", count=1),)}


def test_rare_matches_among_many_records_have_the_same_facets(rig: Rig) -> None:
    rig.write(*(an_indexed(f"r{number}", tokens="common") for number in range(20)))
    rig.write(an_indexed("rare", tokens="rare common", skills=("go",)))
    assert rig.find("rare", facets=("skill",)).facets == {"skill": (Bucket(value="go", count=1),)}
    everything = rig.find("common", facets=("skill",)).facets["skill"]
    assert [(bucket.value, bucket.count) for bucket in everything] == [
        ("python", 20),
        ("sql", 20),
        ("go", 1),
    ]


def test_unknown_facet_is_refused_with_those_that_are_known(filled: Rig) -> None:
    with pytest.raises(Permanent, match=r"'salary'.*skill"):
        filled.find(facets=("salary",))


def test_weeks_begin_on_monday_and_have_no_gaps(filled: Rig) -> None:
    weeks = filled.find(limit=1, histogram=True).weeks
    assert weeks == (
        (date(2026, 1, 5), 1),
        (date(2026, 1, 12), 1),
        (date(2026, 1, 19), 0),
        (date(2026, 1, 26), 1),
    )


def test_weeks_of_records_never_seen_are_none(rig: Rig) -> None:
    rig.write(an_indexed())
    assert rig.find(histogram=True).weeks == ()


def test_similar_counts_the_other_members_of_the_cluster(rig: Rig) -> None:
    rig.write(
        an_indexed("head"),
        an_indexed("copy", cluster="head"),
        an_indexed("again", cluster="head"),
        an_indexed("alone"),
    )
    rig.merge(a_lifecycle("unread", 1))
    similar = {hit.record.id: hit.similar for hit in rig.find().hits}
    assert similar == {"head": 2, "copy": 2, "again": 2, "alone": 0}
    (only,) = rig.find(filters=Filters(ids=("copy",))).hits
    assert only.similar == 2
