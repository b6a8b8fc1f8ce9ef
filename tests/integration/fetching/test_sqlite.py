"""A SQLite file below a named folder is read, and never changed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.asking import Rows
from contracts.errors import Permanent
from contracts.frontier import Kind
from engines.fetching.folders import Folders
from engines.fetching.sqlite import SqliteFetcher
from tests.integration.fetching.asking import asking, rows

URL = "sqlite://exports/shop.db"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exports")
    with closing(sqlite3.connect(place / "shop.db")) as shop, shop:
        shop.execute("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, logo BLOB)")
        shop.executemany(
            "INSERT INTO jobs VALUES (?, ?, ?)",
            [(n, f"Інженер {n}", b"\x00\xff" if n == 1 else None) for n in range(1, 8)],
        )
        shop.execute("CREATE VIRTUAL TABLE texts USING fts5(title)")
        shop.execute("INSERT INTO texts SELECT title FROM jobs")
    return place


@pytest.fixture(scope="module")
def fetcher(folder: Path) -> Iterator[SqliteFetcher]:
    before = (folder / "shop.db").read_bytes()
    yield SqliteFetcher(Folders({"exports": str(folder)}, folder / "home"), seconds=1)
    assert (folder / "shop.db").read_bytes() == before
    assert [file.name for file in folder.iterdir()] == ["shop.db"]


def ask(fetcher: SqliteFetcher, query: str, **fields: Any) -> list[dict[str, Any]]:
    return rows(fetcher.fetch(asking(URL, Rows(query=query, **fields), Kind.SQL)))


def test_rows_come_in_pages_by_key(fetcher: SqliteFetcher) -> None:
    seen: list[int] = []
    while True:
        after = seen[-1] if seen else None
        page = ask(fetcher, "SELECT id, title FROM jobs", key="id", after=after, limit=3)
        seen += [row["id"] for row in page]
        if len(page) < 3:
            break
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_values_are_told_as_promised(fetcher: SqliteFetcher) -> None:
    (row,) = ask(fetcher, "SELECT * FROM jobs WHERE id = :id", parameters={"id": 1})
    assert row == {"id": 1, "title": "Інженер 1", "logo": "AP8="}


def test_full_text_tables_are_read(fetcher: SqliteFetcher) -> None:
    found = ask(fetcher, "SELECT title FROM texts WHERE texts MATCH :w", parameters={"w": "3"})
    assert found == [{"title": "Інженер 3"}]


@given(st.text(max_size=30))
def test_a_parameter_is_a_value_and_nothing_else(fetcher: SqliteFetcher, text: str) -> None:
    text = text.encode(errors="ignore").decode()
    assert ask(fetcher, "SELECT :x AS x", parameters={"x": text}) == [{"x": text}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1) AS a; DELETE FROM jobs --",
        "SELECT load_extension('/tmp/x.so')",
        "SELECT * FROM pragma_database_list",
        "SELECT writefile('/tmp/prospekt-written', 'x')",
        "WITH x AS (SELECT 1) DELETE FROM jobs",
        "WITH x AS (SELECT 1) INSERT INTO jobs SELECT 9, 'x', NULL",
        "SELECT fts3_tokenizer('simple')",
        "SELECT nothing FROM jobs",
        "SELECT",
        "SELECT zeroblob(100000000) AS z",
        "SELECT replace(hex(zeroblob(8000000)), '0', 'aaaa') AS z",
        "UPDATE sqlite_master SET sql = 'x'",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    ],
)
def test_what_is_more_than_reading_or_has_no_end_is_refused(
    fetcher: SqliteFetcher, query: str
) -> None:
    with pytest.raises(Permanent):
        ask(fetcher, query)


@pytest.mark.parametrize(
    ("url", "query"),
    [(URL, "SELECT * FROM absent"), ("sqlite://exports/absent.db", "SELECT 1")],
)
def test_what_is_not_there_is_404(fetcher: SqliteFetcher, url: str, query: str) -> None:
    assert fetcher.fetch(asking(url, Rows(query=query), Kind.SQL)).status == 404


def test_a_file_that_is_no_database_is_said(fetcher: SqliteFetcher, folder: Path) -> None:
    other = folder / "x.db"
    other.write_bytes(b"no database at all " * 100)
    asked = Rows(query="SELECT * FROM sqlite_master")
    with pytest.raises(Permanent, match="SQLite"):
        fetcher.fetch(asking("sqlite://exports/x.db", asked, Kind.SQL))
    other.unlink()
