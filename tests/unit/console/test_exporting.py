"""Exports by day: every row once, in a folder that is whole or not there."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from console import exporting
from console.exporting import COLUMNS, export
from contracts.errors import Permanent
from contracts.records import Salary

PAGE = (Path(__file__).parents[3] / "docs" / "export.md").read_text("utf-8")
MONDAY = datetime(2026, 11, 2, 12, tzinfo=UTC)


def a_row(number: int, **fields: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    row |= {"places": ("Київ",), "skills": (), "professions": ("nurse",), "remote": None}
    row |= dict.fromkeys(("posted_at", "last_seen", "closed_at"))
    row |= {"id": f"r{number}", "cluster": f"r{number}", "first_seen": MONDAY, "salary": None}
    return row | fields


def quiet(_: int) -> None:
    """Nobody looks at the progress."""


def test_the_documented_query_answers_as_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        a_row(1, salary=Salary(min=10.5, currency="UAH")),
        a_row(2, first_seen=MONDAY + timedelta(days=6)),
        a_row(3, cluster="r1"),
        a_row(4, first_seen=MONDAY + timedelta(days=7), professions=("welder", "nurse")),
        a_row(5, first_seen=None, professions=()),
    ]
    assert export(rows, tmp_path / "out", "parquet", quiet) == (5, False)
    monkeypatch.chdir(tmp_path / "out")
    (query,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        found = [(str(week)[:10], *rest) for week, *rest in db.execute(query).fetchall()]
        pay = db.execute("SELECT salary_min FROM 'date=*/*.parquet' WHERE id = 'r1'").fetchone()
    assert found == [("2026-11-02", "nurse", 2), ("2026-11-09", "welder", 1)]
    assert pay == (10.5,)


def test_the_page_tells_the_columns_as_they_are() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(COLUMNS)


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_every_row_is_there_once_in_the_folder_of_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(exporting, "GATHERED", 3)
    rows = [a_row(n, first_seen=MONDAY + timedelta(days=n % 2)) for n in range(8)]
    export(rows, tmp_path / "out", kind, quiet)
    files = sorted((tmp_path / "out").rglob(f"*.{kind}"))
    assert {file.parent.name for file in files} == {"date=2026-11-02", "date=2026-11-03"}
    assert len(files) == 6
    read = [(row["id"], file.parent.name[-1]) for file in files for row in rows_of(file)]
    assert sorted(read) == [(f"r{n}", str(2 + n % 2)) for n in range(8)]


def rows_of(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".csv":
        return list(csv.DictReader(file.read_text("utf-8").splitlines()))
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    with duckdb.connect() as db:
        found = db.execute("SELECT id FROM read_parquet(?)", [str(file)]).fetchall()
    return [{"id": each} for (each,) in found]


def test_a_second_run_replaces_the_first_and_a_failed_one_leaves_it(tmp_path: Path) -> None:
    def fails() -> Iterator[dict[str, Any]]:
        yield a_row(3)
        raise Permanent("the index is gone")

    folder = tmp_path / "out"
    export([a_row(1)], folder, "jsonl", quiet)
    with pytest.raises(Permanent, match="the index is gone"):
        export(fails(), folder, "jsonl", quiet)
    assert export([a_row(2)], folder, "csv", quiet) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in folder.rglob("*.*")] == ["part-0.csv"]


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").touch()
    with pytest.raises(Permanent, match=r"holds 'thesis\.doc'"):
        export([a_row(1)], tmp_path, "csv", quiet)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]
