"""The commands on a home of their own: answers, and one clear line for every fault."""

import json
import re
from pathlib import Path

import pytest

from tests.e2e.command import refused, run

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
    refused(run(home, "status", PROSPEKT_STREAM_BATCH="many"), "PROSPEKT_STREAM_BATCH", "many")


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
    refused(run(tmp_path / "file" / "home", *arguments), str(tmp_path / "file"))


def test_a_damaged_database_is_told_and_left_as_it_is(home: Path) -> None:
    home.mkdir()
    (home / "index.db").write_bytes(b"not a database" * 1000)
    refused(run(home, "search", "data"), "index.db", "not a database")
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
    refused(run(home, "apply", "-f", str(file)), f"{file}:8: spec.schedule.evry", "'every'")


def test_a_watch_with_an_unknown_source_is_told_the_known_ones(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH.replace("  schedule:", "  sources: [work]\n  schedule:"))
    refused(run(home, "apply", "-f", str(file)), "'work'", "work_ua")


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
    refused(run(home, *arguments), word)


def test_a_crawl_without_a_watch_says_how_to_make_one(home: Path) -> None:
    refused(run(home, "crawl"), "no watches yet", "prospekt apply -f")


@pytest.mark.parametrize(
    "arguments", [("search", "x", "--limt", "3"), ("serch",), ("search",), ("search", "a", "b")]
)
def test_bad_usage_is_one_line_that_names_the_help(home: Path, arguments: tuple[str, ...]) -> None:
    refused(run(home, *arguments), "--help`")
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
