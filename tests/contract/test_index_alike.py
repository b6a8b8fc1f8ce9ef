"""Every index finds the same in the demo's ads as the embedded one, and ranks it nearly alike."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from contracts.identity import record_id
from contracts.index import Filters, Found, Indexed, Query
from contracts.records import Posting
from demo.ads import WORK_UA
from demo.world import World
from embeddings.static import StaticEmbedder
from tests.builders import an_indexed
from tests.contract.index_rig import ENGINES, SPACE, Rig, a_lifecycle
from understanding.analysis import tokens
from understanding.posting import understand

COUNT = 400
QUERIES = (
    "data engineer python airflow",
    "медсестра",
    "водій категорії E",
    "бухгалтер 1С",
    "продавець консультант без досвіду",
    "java developer spring",
    "зварювальник",
    "менеджер з продажу англійська",
    "c++ embedded linux",
    "react typescript remote",
    "кухар у ресторан",
    "engineer",
)
FACETS = ("source", "language", "place", "company", "skill", "profession", "employment", "remote")
OTHERS = [name for name in ENGINES if name != "sqlite"]


def _records(embedder: StaticEmbedder) -> list[Indexed]:
    world = World(seed=7)
    ads = world.ads[WORK_UA][::-1][:COUNT]
    found = []
    for ad in ads:
        text = world.text(ad)
        read = understand(
            Posting(
                external_id=ad.external_id,
                title=text.title,
                company=ad.job.company.name,
                description=text.description,
            )
        )
        (vector,) = embedder.embed([f"{read.title}\n{read.requirements}"])
        found.append(
            an_indexed(
                record_id(SPACE, WORK_UA, ad.external_id),
                source=WORK_UA,
                title=read.title,
                company=read.company,
                description=read.description,
                requirements=read.requirements,
                places=read.places,
                language=read.language,
                skills=read.skills,
                professions=read.professions,
                tokens=read.tokens,
                vector=vector,
            )
        )
    return found


@pytest.fixture(params=OTHERS, scope="module")
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Rig, Rig]]:
    """The embedded index and another, filled with the same."""
    with ExitStack() as stack:
        rigs = [
            stack.enter_context(ENGINES[name](tmp_path_factory.mktemp(name)))
            for name in ("sqlite", request.param)
        ]
        records = _records(StaticEmbedder())
        for rig in rigs:
            assert set(rig.write(*records)) == {"written"}
            rig.merge(
                *(
                    a_lifecycle(record.id, number % 90, source=WORK_UA)
                    for number, record in enumerate(records)
                )
            )
        yield rigs[0], rigs[1]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder()


def _query(embedder: StaticEmbedder, text: str, *, vector: bool, limit: int) -> Query:
    return Query(
        spaces=(SPACE,),
        tokens=tuple(tokens(text)),
        vector=embedder.embed([text])[0] if vector else b"",
        least_likeness=embedder.noise,
        limit=limit,
        facets=FACETS,
        histogram=True,
    )


def _names(found: Found) -> set[str]:
    return {hit.record.id for hit in found.hits}


@pytest.mark.parametrize("text", QUERIES)
def test_words_find_the_same_records_with_the_same_counts(
    pair: tuple[Rig, Rig], embedder: StaticEmbedder, text: str
) -> None:
    query = _query(embedder, text, vector=False, limit=200)
    one, other = (rig.index.search(query) for rig in pair)
    assert (other.total, other.facets, other.weeks) == (one.total, one.facets, one.weeks)
    if one.total <= query.limit:
        assert _names(other) == _names(one)


def test_the_best_of_words_and_meaning_together_are_nearly_the_same(
    pair: tuple[Rig, Rig], embedder: StaticEmbedder
) -> None:
    shares = {}
    for text in QUERIES:
        query = _query(embedder, text, vector=True, limit=10)
        one, other = (_names(rig.index.search(query)) for rig in pair)
        assert len(one) == len(other)
        if one:
            shares[text] = len(one & other) / len(one)
    print(shares)
    assert len(shares) > len(QUERIES) / 2
    assert sum(shares.values()) / len(shares) >= 0.9


def test_the_weekly_series_is_the_same(pair: tuple[Rig, Rig]) -> None:
    one, other = (rig.weeks(100) for rig in pair)
    assert one == other
    assert sum(week.flow for week in one) == COUNT


def test_a_scan_of_a_filter_finds_the_same(pair: tuple[Rig, Rig]) -> None:
    asked = Filters(languages=("uk",))
    one, other = ({hit.record.id for hit in rig.index.scan([SPACE], asked)} for rig in pair)
    assert one == other != set()
