"""What is imported can be searched, narrowed, exported, replayed and forecast."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e.command import refused, run

POSTINGS = """\
external_id,title,company,place,description,posted_at,salary
1,Data Engineer,Acme,Київ,"Requirements: Python, SQL and Airflow.",2026-10-01,$3000
2,Інженер даних,Бета,Львів,"Вимоги: Python, SQL, Kafka.",2026-10-08,
3,Бухгалтер,Гамма,Одеса,"Вимоги: 1С, податковий облік.",2026-10-09,25 000 грн
4,,Дельта,,,2026-10-10,
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_an_import_is_searchable_when_it_ends(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "board.csv"
    file.write_text(POSTINGS)
    told = run(home, "import", str(file), "--source", "board", "--json")
    assert told.code == 0, told.err
    report = told.json
    assert (report["read"], report["taken"], report["refused"]) == (4, 3, 1)
    assert report["refusals"] == [{"line": 5, "reason": "title is empty"}]
    found = run(home, "search", "data engineer", "--json").json
    assert {hit["external_id"] for hit in found["hits"][:2]} == {"1", "2"}
    assert found["hits"][0]["salary"] or found["hits"][1]["salary"]
    again = run(home, "import", str(file), "--source", "board", "--json").json
    assert again["indexed"] == report["indexed"] == 3
    prospect = run(home, "prospects", "інженер даних", "--json").json
    assert prospect["enough_history"] is False
    assert prospect["forecast"] == []
    replayed = run(home, "replay", "--from", "2020-01-01", "--json").json
    assert (replayed["outcomes"]["written"], replayed["refused"], replayed["added"]) == (6, 0, 0)
    assert "in use since now" in run(home, "replay", "--from", "2020-01-01", "--step", "embed").out
    assert run(home, "replay", "--abort").out == "no replay to drop\n"
    refused(run(home, "replay"), "no replay is unfinished", "--from DATE")
    lines = run(home, "export").out.splitlines()
    assert len(lines) == 3
    table = tmp_path / "out.csv"
    assert run(home, "export", str(table), "--source", "board").code == 0
    with table.open(encoding="utf-8", newline="") as exported:
        rows = {row["external_id"]: row for row in csv.DictReader(exported)}
    assert set(rows) == {"1", "2", "3"}
    assert "python" in rows["1"]["skills"].split("; ")


def test_filters_are_read_as_people_write_them_and_never_silently_find_nothing(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "board.csv"
    file.write_text(POSTINGS)
    assert run(home, "import", str(file)).code == 0
    folder = tmp_path / "out"
    assert run(home, "export", str(folder), "--format", "csv", "--source", "board").code == 0
    refused(
        run(home, "export", str(folder), "--format", "csv", "--language", "English"),
        "language 'English' is unknown; known: uk, ru, en",
    )
    refused(run(home, "search", "", "--skill", "Pyton"), "'Pyton'", "did you mean python")
    refused(run(home, "export", "--profession", "enginer of data"), "did you mean data-engineer")
    for word in (["--place", "Kyiv"], ["--skill", "AIRFLOW"], ["--profession", "data engineer"]):
        rows = [json.loads(line) for line in run(home, "export", *word).out.splitlines()]
        assert "1" in {row["external_id"] for row in rows}, word
        assert "3" not in {row["external_id"] for row in rows}, word
    told = run(home, "search", "", "--place", "kyiv", "--language", "EN", "--json")
    assert [hit["external_id"] for hit in told.json["hits"]] == ["1"]
    told = run(home, "search", "", "--source", "nosuch")
    assert (told.code, told.out) == (0, "0 found\n")
    assert "no posting is of the source 'nosuch'; most are of: board" in told.err
    told = run(home, "export", str(folder), "--format", "csv", "--place", "Харків")
    assert "no posting is of the place 'Харків'" in told.err
    assert f"no posting to export: {folder} stays as it was" in told.err
    assert told.code == 2
    assert len(list(folder.rglob("part-*.csv"))) == 3


def test_an_imported_series_has_a_prospect(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    first = date(2024, 9, 2)
    rows = [f"plumbers,demand,{first + timedelta(weeks=n)},{20 + n % 5}" for n in range(100)]
    file.write_text("\n".join(["subject,metric,date,value", *rows, "plumbers,demand,,7"]))
    report = run(home, "import", str(file), "--json").json
    assert (report["taken"], report["refused"]) == (100, 1)
    found = run(home, "prospects", "plumbers", "--json").json
    assert found["subject"]["kind"] == "series"
    assert len(found["forecast"]) == 12


def test_an_import_by_other_column_names(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "board.csv"
    file.write_text("ref,job_title\n7,Кухар\n")
    refused(run(home, "import", str(file)), "external_id", "--map")
    told = run(
        home, "import", str(file), "--map", "external_id=ref", "--map", "title=job_title", "--json"
    )
    assert told.json["taken"] == 1
    assert run(home, "search", "кухар", "--json").json["hits"][0]["source"] == "board"
