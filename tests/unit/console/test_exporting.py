"""Exports by day: every row once, in a folder that is whole or not there."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from console import exporting
from console.exporting import COLUMNS, export_file, export_folder, export_lines
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
    assert export_folder(rows, tmp_path / "out", "parquet", quiet) == (5, False)
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
    export_folder(rows, tmp_path / "out", kind, quiet)
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
    export_folder([a_row(1)], folder, "jsonl", quiet)
    with pytest.raises(Permanent, match="the index is gone"):
        export_folder(fails(), folder, "jsonl", quiet)
    assert export_folder([a_row(2)], folder, "csv", quiet) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in folder.rglob("*.*")] == ["part-0.csv"]


@pytest.mark.parametrize(
    "foreign",
    [
        "thesis.doc",
        "date=my notes/thesis.odt",
        "date=2020-01-01/mine.txt",
        "date=2020-01-01/part-0.csv/kept.txt",
        "date=2020-01-01.txt",
    ],
)
def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path, foreign: str) -> None:
    mine = tmp_path / foreign
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(Permanent, match=r"holds '.*', which is of no export"):
        export_folder([a_row(1)], tmp_path, "csv", quiet)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]


def test_what_is_put_there_meanwhile_is_not_lost(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield a_row(2)
        (tmp_path / "thesis.doc").touch()

    export_folder([a_row(1)], tmp_path, "jsonl", quiet)
    with pytest.raises(Permanent, match=r"holds 'thesis\.doc'"):
        export_folder(rows(), tmp_path, "jsonl", quiet)
    assert _ids(tmp_path) == {"r1"}
    assert (tmp_path / "thesis.doc").exists()


def test_of_two_exports_to_one_folder_the_last_to_finish_stands_whole(tmp_path: Path) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        yield a_row(1)
        export_folder([a_row(2), a_row(3, first_seen=None)], tmp_path / "out", "jsonl", quiet)
        yield a_row(4)

    export_folder(rows(), tmp_path / "out", "jsonl", quiet)
    assert _ids(tmp_path / "out") == {"r1", "r4"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["date=2026-11-02"]


def _ids(folder: Path) -> set[str]:
    return {row["id"] for file in folder.glob("date=*/*.jsonl") for row in rows_of(file)}


def test_a_folder_that_is_linked_or_stood_in_is_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    export_folder([a_row(1)], tmp_path / "link", "jsonl", quiet)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]
    assert _ids(tmp_path / "real") == {"r1"}
    monkeypatch.chdir(tmp_path / "real")
    assert export_folder([a_row(2)], Path(), "jsonl", quiet) == (1, True)
    assert _ids(Path()) == {"r2"}


def test_a_link_to_a_file_stays_a_link_and_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to("real.csv")
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    assert export_file([a_row(1)], tmp_path / "link.csv", quiet) == 1
    assert (tmp_path / "link.csv").is_symlink()
    assert [row["id"] for row in rows_of(tmp_path / "real.csv")] == ["r1"]
    with pytest.raises(Permanent, match="leads round in a circle"):
        export_file([a_row(1)], tmp_path / "loop.csv", quiet)
    with pytest.raises(Permanent, match="leads round in a circle"):
        export_folder([a_row(1)], tmp_path / "loop.csv", "csv", quiet)


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("file", "file/x", "file/x/y"):
        with pytest.raises(Permanent, match="name a folder"):
            export_folder([a_row(1)], tmp_path / folder, "csv", quiet)
    with pytest.raises(Permanent, match="name a file in a writable place"):
        export_file([a_row(1)], tmp_path / "file" / "x.csv", quiet)


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_of_two_exports_to_one_file_the_last_to_finish_stands_whole(
    tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"mix.{kind}"

    def rows() -> Iterator[dict[str, Any]]:
        yield a_row(1)
        export_file([a_row(2), a_row(3), a_row(4)], file, quiet)
        yield a_row(5)

    assert export_file(rows(), file, quiet) == 2
    assert [row["id"] for row in rows_of(file)] == ["r1", "r5"]
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_has_the_columns_of_the_page(tmp_path: Path) -> None:
    rows = [a_row(1, salary=Salary(min=10.5, currency="UAH"), places=("Київ", "Львів"))]
    for kind in ("csv", "jsonl"):
        export_file(rows, tmp_path / f"x.{kind}", quiet)
    (told,) = rows_of(tmp_path / "x.jsonl")
    (cells,) = rows_of(tmp_path / "x.csv")
    lines = io.BytesIO()
    export_lines(rows, lines, quiet)
    assert json.loads(lines.getvalue()) == told
    assert list(told) == list(cells) == list(COLUMNS)
    assert (told["salary_min"], cells["salary_min"]) == (10.5, "10.5")
    assert (told["places"], cells["places"]) == (["Київ", "Львів"], "Київ; Львів")


def test_a_table_of_no_rows_has_its_header(tmp_path: Path) -> None:
    assert export_file([], tmp_path / "x.csv", quiet) == 0
    assert (tmp_path / "x.csv").read_text("utf-8").strip() == ",".join(COLUMNS)


def test_a_long_file_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "REPORTED", 2)
    for kind in ("csv", "jsonl"):
        told: list[int] = []
        export_file(map(a_row, range(5)), tmp_path / f"x.{kind}", told.append)
        assert told == [2, 4]


def test_nothing_takes_no_full_export_away(tmp_path: Path) -> None:
    export_folder([a_row(1)], tmp_path / "out", "jsonl", quiet)
    with pytest.raises(Permanent, match=r"no posting to export: .* stays as it was"):
        export_folder([], tmp_path / "out", "jsonl", quiet)
    assert _ids(tmp_path / "out") == {"r1"}
    for file in (tmp_path / "x.csv", tmp_path / "x.jsonl"):
        export_file([a_row(1)], file, quiet)
        with pytest.raises(Permanent, match=r"no posting to export: .* stays as it was"):
            export_file([], file, quiet)
        assert [row["id"] for row in rows_of(file)] == ["r1"]


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_nothing_takes_the_place_of_nothing(tmp_path: Path, kind: str) -> None:
    assert [export_file([], tmp_path / f"x.{kind}", quiet) for _ in "ab"] == [0, 0]
    assert [export_folder([], tmp_path / "out", kind, quiet) for _ in "ab"] == [(0, False)] * 2
