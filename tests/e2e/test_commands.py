"""The commands on a home of their own: answers, and one clear line for every fault."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.e2e.command import Told, run

POSTINGS = """\
external_id,title,company,place,description,posted_at,salary
1,Data Engineer,Acme,Київ,"Requirements: Python, SQL and Airflow.",2026-10-01,$3000
2,Інженер даних,Бета,Львів,"Вимоги: Python, SQL, Kafka.",2026-10-08,
3,Бухгалтер,Гамма,Одеса,"Вимоги: 1С, податковий облік.",2026-10-09,25 000 грн
4,,Дельта,,,2026-10-10,
"""
WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata:
  name: data
spec:
  keywords: [data engineer]
  schedule:
    every: 6h
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def _refused(told: Told, *words: str) -> None:
    """Exit code 2 and one line on stderr that holds the words."""
    assert told.code == 2, told
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1, told.err
    for word in words:
        assert word in told.err


def test_version_is_one_word(home: Path) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run(home, "version").out)


def test_help_names_every_command(home: Path) -> None:
    said = run(home, "--help").out
    for command in [
        "demo",
        "up",
        "down",
        "status",
        "doctor",
        "apply",
        "get",
        "delete",
        "crawl",
        "import",
        "export",
        "search",
        "mentions",
        "prospects",
        "parse",
        "replay",
        "deadletters",
        "config",
        "version",
    ]:
        assert re.search(rf"^\W*{command}\b", said, re.MULTILINE), command


def test_config_explain_says_where_each_value_came_from(home: Path) -> None:
    told = run(home, "config", "explain", "--json", PROSPEKT_STREAM_BATCH="99")
    origins = {row["env"]: (row["value"], row["origin"]) for row in told.json}
    assert origins["PROSPEKT_STREAM_BATCH"] == ("99", "environment")
    assert origins["PROSPEKT_HOME"] == (str(home), "environment")
    assert origins["PROSPEKT_API_PORT"][1] == "default"


def test_a_wrong_setting_is_one_line(home: Path) -> None:
    _refused(run(home, "status", PROSPEKT_STREAM_BATCH="many"), "PROSPEKT_STREAM_BATCH", "many")


def test_doctor_checks_the_machine_and_the_engines(home: Path) -> None:
    told = run(home, "doctor", "--json", PROSPEKT_API_PORT="0", PROSPEKT_PREDICTIONS_PORT="0")
    checks = {check["name"]: check for check in told.json}
    assert {"python", "sqlite", "home", "disk", "memory", "frontier", "log", "index"} <= set(checks)
    assert all(check["ok"] or check["mend"] for check in checks.values())


def test_doctor_names_the_mend_of_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = run(tmp_path / "file" / "home", "doctor")
    assert told.code == 1
    assert "set PROSPEKT_HOME" in told.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "data"),
        ("status",),
        ("get", "watches"),
        ("prospects", "data engineer"),
        ("up",),
        ("demo", "--once"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_home_that_cannot_be_written_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("")
    _refused(run(tmp_path / "file" / "home", *arguments), str(tmp_path / "file"))


def test_a_damaged_database_is_told_and_left_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "index.db").write_bytes(b"not a database" * 1000)
    _refused(run(home, "search", "data"), "index.db", "not a database")
    assert (home / "index.db").read_bytes().startswith(b"not a database")


def test_watches_are_applied_listed_deleted_and_brought_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH)
    assert run(home, "apply", "-f", str(file)).out == "watch/data created\n"
    assert run(home, "apply", "-f", str(file)).out == "watch/data unchanged\n"
    (row,) = run(home, "get", "watches", "--json").json
    assert row["watch"]["spec"]["keywords"] == ["data engineer"]
    deleted = run(home, "delete", "watch", "data").out
    assert run(home, "get", "watches", "--json").json == []
    kept = deleted.split("-f ", maxsplit=1)[1].strip()
    assert run(home, "apply", "-f", kept).out == "watch/data created\n"


def test_a_broken_watch_names_file_line_and_field(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH.replace("every", "evry"))
    _refused(run(home, "apply", "-f", str(file)), f"{file}:8: spec.schedule.evry", "'every'")


def test_a_watch_with_an_unknown_source_is_told_the_known_ones(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH.replace("  schedule:", "  sources: [work]\n  schedule:"))
    _refused(run(home, "apply", "-f", str(file)), "'work'", "work_ua")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("get", "things"), "things"),
        (("get", "watch", "nobody"), "nobody"),
        (("get", "source", "nobody"), "nobody"),
        (("delete", "watch", "nobody"), "nobody"),
        (("crawl", "nobody"), "nobody"),
        (("import", "nofile.csv"), "nofile.csv"),
        (("parse", "nobody", "/dev/null"), "nobody"),
        (("parse", "work_ua", "nofile.html"), "nofile.html"),
        (("replay", "--from", "soon"), "soon"),
        (("deadletters", "show", "a/0/0"), "a/0/0"),
        (("deadletters", "replay", "a/0/0"), "a/0/0"),
        (("prospects", "qwertyuiop"), "qwertyuiop"),
        (("export", "out.xlsx"), "out.xlsx"),
        (("mentions", ""), "no subject"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_bad_input_is_one_line(home: Path, arguments: tuple[str, ...], word: str) -> None:
    _refused(run(home, *arguments), word)


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
    _refused(run(home, "replay"), "no replay is unfinished", "--from DATE")
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
    _refused(
        run(home, "export", str(folder), "--format", "csv", "--language", "English"),
        "language 'English' is unknown; known: uk, ru, en",
    )
    _refused(run(home, "search", "", "--skill", "Pyton"), "'Pyton'", "did you mean python")
    _refused(run(home, "export", "--profession", "enginer of data"), "did you mean data-engineer")
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


def test_a_crawl_without_a_watch_says_how_to_make_one(home: Path) -> None:
    _refused(run(home, "crawl"), "no watches yet", "prospekt apply -f")


@pytest.mark.parametrize(
    "arguments", [("search", "x", "--limt", "3"), ("serch",), ("search",), ("search", "a", "b")]
)
def test_bad_usage_is_one_line_that_names_the_help(home: Path, arguments: tuple[str, ...]) -> None:
    _refused(run(home, *arguments), "--help`")
    assert not home.exists()


@pytest.mark.parametrize("arguments", [(), ("config",), ("deadletters",)])
def test_a_command_with_nothing_to_do_shows_its_help(
    home: Path, arguments: tuple[str, ...]
) -> None:
    told = run(home, *arguments)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("Usage: prospekt")


def test_an_empty_index_is_told_how_to_be_filled(home: Path) -> None:
    told = run(home, "search", "")
    assert (told.code, told.out) == (0, "0 found\n")
    assert "nothing is indexed yet" in told.err


def test_an_import_by_other_column_names(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "board.csv"
    file.write_text("ref,job_title\n7,Кухар\n")
    _refused(run(home, "import", str(file)), "external_id", "--map")
    told = run(
        home, "import", str(file), "--map", "external_id=ref", "--map", "title=job_title", "--json"
    )
    assert told.json["taken"] == 1
    assert run(home, "search", "кухар", "--json").json["hits"][0]["source"] == "board"


def test_a_page_is_parsed_by_its_source(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><head><title>Just a moment...</title></head></html>")
    told = run(home, "parse", "work_ua", str(page), "--json")
    assert told.json["outcome"] == "blocked"


def test_a_saved_list_is_read_as_a_list(home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.json"
    cook = {"id": 7, "name": "Cook", "notebookId": 3, "companyName": "Cafe", "cityName": "Kyiv"}
    cook |= {"date": "2026-11-01T10:00:00", "salary": 0}
    page.write_text(json.dumps({"documents": [cook], "total": 1}))
    parsed = run(home, "parse", "robota", str(page), "--json").json
    assert (parsed["outcome"], parsed["sightings"]) == ("ok", ["7"])
