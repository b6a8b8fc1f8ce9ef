"""A new file is made once, whoever comes at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from contracts.frontier import Request
from engines.embedded.database import Database
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.frontier_file import FrontierFile
from engines.embedded.frontier_tables import SCHEMA

COMERS = 8


def test_all_who_come_at_once_find_the_newest_tables(tmp_path: Path) -> None:
    start = Barrier(COMERS)

    def come(round_number: int) -> int:
        start.wait()
        with closing(SqliteFrontier(tmp_path / f"{round_number}.db")) as frontier:
            return frontier.push([Request(url="http://a.test/1", source="board")])

    with ThreadPoolExecutor(COMERS) as comers:
        for number in range(10):
            assert sum(comers.map(come, [number] * COMERS)) == 1


def test_one_who_comes_late_does_not_turn_the_version_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has seen an empty file; another makes it before it gets to write."""
    path, looks = tmp_path / "frontier.db", []
    version = Database._version

    def looked(self: Database) -> int:
        found = version(self)
        looks.append(found)
        if len(looks) == 1:
            monkeypatch.setattr(Database, "_version", version)
            FrontierFile(path, SCHEMA).close()
        return found

    monkeypatch.setattr(Database, "_version", looked)
    with closing(FrontierFile(path, SCHEMA)) as late:
        assert (looks, late._version()) == ([0], 2)


def test_a_statement_with_a_semicolon_in_words_stays_whole(tmp_path: Path) -> None:
    schema = "-- one; two\nCREATE TABLE t (a TEXT DEFAULT 'x;y');\nINSERT INTO t DEFAULT VALUES"
    with closing(Database(tmp_path / "a.db", schema)) as made, made.reading() as connection:
        assert connection.execute("SELECT a FROM t").fetchone()[0] == "x;y"
