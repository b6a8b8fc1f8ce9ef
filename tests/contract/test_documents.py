"""What every index does with documents: versions, search, filters, spaces."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from contracts.documents import DocumentFilters, Mention
from tests.contract.documents_rig import ENGINES, OTHER, SPACE, WELDER, Engine, Rig, a_document, day
from tests.contract.index_rig import a_vector


@pytest.fixture(params=list(ENGINES.values()), ids=list(ENGINES))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    engine: Engine = request.param
    with engine(tmp_path) as rig:
        yield rig


def test_a_document_comes_out_as_it_went_in(rig: Rig) -> None:
    record = a_document(
        mentions=(Mention(subject=WELDER, start=0, end=7, sentiment=0.5),),
        text="Зварники 🔥",
        sentiment=-0.25,
        vector=a_vector(1, 2),
        blob="b",
        watch="w",
    )
    assert rig.write(record) == ["written"]
    assert rig.one("d1").record == record


def test_newer_overwrites_older_does_not_and_a_repeat_changes_nothing(rig: Rig) -> None:
    assert rig.write(a_document(version=2, title="second")) == ["written"]
    assert rig.write(a_document(version=1, title="first")) == ["older"]
    assert rig.write(a_document(version=2, title="repeat")) == ["same"]
    assert rig.one("d1").record.title == "second"
    assert rig.write(a_document(version=3, title="third", tokens="other")) == ["written"]
    assert (rig.one("d1").record.title, rig.index.count([SPACE])) == ("third", 1)
    assert (rig.ids("welder"), rig.ids("other")) == ([], ["d1"])


def test_a_batch_is_judged_in_its_order_and_a_faulty_one_harms_no_other(rig: Rig) -> None:
    batch = (a_document(version=2), a_document(), a_document("bad", vector=b"123"), a_document("b"))
    assert rig.write(*batch) == ["written", "older", "rejected", "written"]
    assert rig.filtered() == ["b", "d1"]


@pytest.mark.parametrize("seed", range(3))
def test_versions_in_any_order_come_to_the_same_document_and_date(rig: Rig, seed: int) -> None:
    versions = [
        a_document(version=number, fetched_at=day(number), published_at=None, title=f"{number}")
        for number in (1, 2, 3)
    ] * 2
    Random(seed).shuffle(versions)
    for one in versions:
        rig.write(one)
    hit = rig.one("d1")
    assert (hit.record.title, hit.dated) == ("3", day(1))


def test_it_is_dated_by_its_publication_where_it_says_one(rig: Rig) -> None:
    rig.write(a_document(published_at=day(1), fetched_at=day(9)))
    assert rig.one("d1").dated == day(1)
    rig.write(a_document(version=2, published_at=None, fetched_at=day(10)))
    assert rig.one("d1").dated == day(9)


def test_text_finds_all_words_first_then_any(rig: Rig) -> None:
    rig.write(a_document("both", tokens="welder school c++"), a_document("one", tokens="school"))
    assert rig.ids("school", "welder") == ["both", "one"]
    assert rig.find("school", "welder").total == 1
    assert rig.ids("c++") == ["both"]
    assert rig.ids("nothing") == []


def test_vector_finds_the_alike_and_both_are_fused(rig: Rig) -> None:
    rig.write(
        a_document("near", tokens="x", vector=a_vector(1, 0.1)),
        a_document("far", tokens="y", vector=a_vector(0, 1)),
        a_document("named", tokens="welder", vector=a_vector(1, 0.3)),
    )
    assert rig.ids(vector=a_vector(1), least_likeness=0.5) == ["near", "named"]
    assert rig.ids("welder", vector=a_vector(1), least_likeness=0.5)[0] == "named"


def test_without_words_the_latest_come_first_page_by_page(rig: Rig) -> None:
    rig.write(*(a_document(f"d{number}", published_at=day(number)) for number in range(5)))
    assert rig.ids(limit=2) == ["d4", "d3"]
    assert rig.ids(limit=2, offset=2) == ["d2", "d1"]
    assert rig.find(limit=0).total == 5


def test_filters_hold_all_at_once(rig: Rig) -> None:
    rig.write(
        a_document("a", 0.5, language="uk", watch="w"),
        a_document("b", source="blog", cluster="a", published_at=day(9)),
        a_document("c", None, published_at=day(20)),
    )
    assert rig.filtered(sources=("blog", "none")) == ["b"]
    assert rig.filtered(languages=("uk",), watches=("w",)) == ["a"]
    assert rig.filtered(subjects=(WELDER,)) == ["a", "c"]
    assert rig.filtered(subjects=(WELDER,), languages=("en",)) == ["c"]
    assert rig.filtered(dated_from=day(9), dated_before=day(20)) == ["b"]
    assert rig.filtered(heads=True) == ["a", "c"]
    assert rig.filtered(ids=("a", "b")) == ["a", "b"]
    assert rig.one("a").similar == 1


def test_spaces_are_kept_apart(rig: Rig) -> None:
    rig.write(a_document("ours", 0.1), a_document("theirs", 0.1, space=OTHER, cluster="ours"))
    assert rig.ids("welder") == ["ours"]
    assert rig.ids("welder", spaces=()) == []
    assert (rig.one("ours").similar, rig.index.count([SPACE])) == (0, 1)
    assert rig.index.get([SPACE], ["theirs"]) == []
    assert rig.write(a_document("ours", space=OTHER, version=9)) == ["rejected"]
    assert sorted(rig.ids(spaces=(SPACE, OTHER))) == ["ours", "theirs"]


def test_get_keeps_the_order_and_a_scan_reads_every_match_once(rig: Rig) -> None:
    names = [f"d{number}" for number in range(1101)]
    rig.write(*(a_document(name) for name in names), a_document("away", source="blog"))
    found = rig.index.scan([SPACE], DocumentFilters(sources=("press",)))
    assert sorted(hit.record.id for hit in found) == sorted(names)
    assert [hit.record.id for hit in rig.index.get([SPACE], ["d5", "nobody", "d2", "d5"])] == [
        "d5",
        "d2",
    ]
    assert rig.index.get([SPACE], []) == []
