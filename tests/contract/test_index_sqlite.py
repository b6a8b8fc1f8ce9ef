"""What only the index on SQLite promises: other processes' commits at once, bounded ranking."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contracts.index import Filters, Query
from engines.embedded.index import text
from engines.embedded.index.engine import SqliteIndex
from tests.builders import an_indexed
from tests.contract.index_rig import SPACE, a_lifecycle, a_vector, day


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[SqliteIndex]:
    with closing(SqliteIndex(tmp_path / "index.db")) as index:
        yield index


@pytest.fixture
def reader(tmp_path: Path, writer: SqliteIndex) -> Iterator[SqliteIndex]:
    """Opened apart, as another process does it."""
    writer.ping()
    with closing(SqliteIndex(tmp_path / "index.db")) as index:
        yield index


def _ids(index: SqliteIndex, *tokens: str, vector: bytes = b"") -> list[str]:
    found = index.search(Query(spaces=(SPACE,), tokens=tokens, vector=vector))
    return [hit.record.id for hit in found.hits]


def test_readers_see_each_commit_at_once(writer: SqliteIndex, reader: SqliteIndex) -> None:
    for number in range(3):
        name = f"r{number}"
        writer.upsert([an_indexed(name, tokens=name, vector=a_vector(1))])
        writer.merge_lifecycles([a_lifecycle(name, 7 * number)])
        assert _ids(reader, name) == [name]
        assert len(_ids(reader, vector=a_vector(1))) == number + 1
        assert sum(week.flow for week in reader.series([SPACE], Filters(), day(100))) == number + 1


def test_reopened_index_knows_all(tmp_path: Path) -> None:
    for number in range(2):
        with closing(SqliteIndex(tmp_path / "index.db")) as index:
            index.upsert([an_indexed(f"r{number}", tokens="same", vector=a_vector(1))])
            names = [f"r{known}" for known in range(number + 1)]
            assert _ids(index, "same") == _ids(index, vector=a_vector(1)) == names


def test_rare_word_leads_and_common_ones_do_not_slow_it(
    writer: SqliteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "BROAD", 3)
    writer.upsert([an_indexed("rare", tokens="kafka")])
    writer.upsert([an_indexed(f"r{number}", tokens="work") for number in range(5)])
    assert _ids(writer, "work", "kafka", "nowhere") == ["rare"]
    assert writer.search(Query(spaces=(SPACE,), tokens=("work", "kafka", "nowhere"))).total == 6


def test_of_broad_matches_the_latest_are_ranked_and_all_are_counted(
    writer: SqliteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "BROAD", 3)
    writer.upsert([an_indexed(f"r{number}", tokens="work") for number in range(5)])
    assert _ids(writer, "work") == ["r2", "r3", "r4"]
    assert writer.search(Query(spaces=(SPACE,), tokens=("work",))).total == 5
