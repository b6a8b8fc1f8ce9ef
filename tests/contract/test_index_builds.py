"""The builds of the index on Elasticsearch: made once, filled beside, swapped in one step."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from contracts.documents import Fetched
from contracts.errors import Misconfigured
from engines.elasticsearch import rows, versions
from engines.elasticsearch.documents.engine import ElasticDocuments
from engines.elasticsearch.engine import ElasticIndex
from engines.elasticsearch.names import FIRST, POSTINGS, Kind, Names
from tests.builders import an_indexed
from tests.contract.documents_rig import WELDER, a_document
from tests.contract.index_rig import SPACE, day
from tests.engines.elastic import elastic_address, indices_of_our_own

WORKERS = 4


@pytest.fixture
def prefix() -> Iterator[str]:
    with indices_of_our_own(elastic_address()) as prefix:
        yield prefix


@pytest.fixture
def documents(prefix: str) -> Iterator[ElasticDocuments]:
    with closing(ElasticDocuments(elastic_address(), prefix=prefix)) as documents:
        yield documents


def test_several_that_begin_together_make_one_index(prefix: str) -> None:
    start = threading.Barrier(WORKERS)

    def begin(_: int) -> None:
        with closing(ElasticIndex(elastic_address(), prefix=prefix)) as mine:
            start.wait()
            mine.ping()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(begin, range(WORKERS)))
    with closing(Elasticsearch(elastic_address())) as client:
        made = client.indices.get(index=f"{prefix}-*").body
    names = Names(prefix)
    assert sorted(made) == sorted(names.own(kind, FIRST) for kind in POSTINGS)


def test_a_build_is_filled_beside_and_takes_over_in_one_step(
    prefix: str, index: ElasticIndex, other: ElasticIndex
) -> None:
    index.upsert([an_indexed(title="old")])
    index.builds.create("second")
    with closing(ElasticIndex(elastic_address(), prefix=prefix, build="second")) as second:
        assert second.get([SPACE], ["r1"]) == []
        second.upsert([an_indexed(title="new")])
        assert _title(other) == "old"
        index.builds.swap("second")
    assert _title(other) == "new"
    assert other.upsert([an_indexed(version=2, title="newer")])[0].outcome == "written"
    assert _title(index) == "newer"
    assert index.builds.current() == "second"
    with pytest.raises(Misconfigured, match="second is in use"):
        index.builds.drop("second")
    index.builds.drop(FIRST)
    assert _title(other) == "newer"


def test_what_was_read_of_a_build_that_is_gone_is_decided_anew_and_makes_no_index(
    prefix: str, index: ElasticIndex, other: ElasticIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker stands still between its look and its write, and a replay ends meanwhile."""
    index.builds.ensure()
    index.upsert([an_indexed(title="old")])
    look = rows.rows

    def looked(*arguments: Any) -> Any:
        found = look(*arguments)
        monkeypatch.setattr(versions, "rows", look)
        other.builds.copy("second")
        other.builds.swap("second")
        other.builds.clear()
        return found

    monkeypatch.setattr(versions, "rows", looked)
    (verdict,) = index.upsert([an_indexed(version=2, title="new")])
    assert (verdict.outcome, _title(other)) == ("written", "new")
    with closing(Elasticsearch(elastic_address())) as client:
        assert sorted(client.indices.get(index=f"{prefix}-*").body) == sorted(
            Names(prefix).own(kind, "second") for kind in Kind
        )


def _title(index: ElasticIndex) -> str:
    (hit,) = index.get([SPACE], ["r1"])
    return hit.record.title


def test_an_index_of_another_schema_is_refused_with_both_numbers(
    prefix: str, index: ElasticIndex, other: ElasticIndex
) -> None:
    del index
    with closing(Elasticsearch(elastic_address())) as client:
        name = Names(prefix).own(Kind.RECORDS, FIRST)
        client.indices.put_mapping(index=name, meta={"schema": 99})
    with pytest.raises(Misconfigured, match=rf"{name} has schema 99, this release keeps 1"):
        other.count([SPACE])


def test_documents_are_swapped_with_the_postings_also_where_there_were_none(
    prefix: str, index: ElasticIndex, documents: ElasticDocuments
) -> None:
    index.builds.create("second")
    with closing(ElasticDocuments(elastic_address(), prefix=prefix, build="second")) as second:
        second.upsert([a_document(title="new")])
        second.note_fetches([Fetched(space=SPACE, source="press", at=day(2))])
        index.builds.swap("second")
        second.refresh()
    (hit,) = documents.get([SPACE], ["d1"])
    assert hit.record.title == "new"
    documents.upsert([a_document("d2", 0.5)])
    documents.refresh()
    (week,) = documents.mentions([SPACE], WELDER, day(0), day(7))
    assert (week.mentions, week.covered) == (1, True)
