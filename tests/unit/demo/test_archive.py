"""The archive files."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from demo import archive
from demo.ads import ROBOTA, WORK_UA
from demo.boards.answer import Asked
from demo.boards.robota import Robota
from demo.boards.work_ua import WorkUa
from demo.schedule import archive_end
from demo.world import World


def test_files_hold_the_columns_of_an_import(small: World, tmp_path: Path) -> None:
    assert archive.write(small, tmp_path, archive.BASES) == {
        "work_ua.csv": 300,
        "robota.jsonl": 300,
    }
    with (tmp_path / "work_ua.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    lines = (tmp_path / "robota.jsonl").read_text("utf-8").splitlines()
    for row in (*table, *map(json.loads, lines)):
        assert tuple(row) == archive.COLUMNS
    assert len(table) == len(lines) == 300


def test_rows_are_what_the_boards_show(small: World) -> None:
    for board, shown in ((WORK_UA, WorkUa(small)), (ROBOTA, Robota(small))):
        rows = archive.rows(small, board, "http://b.test")
        for row, ad in zip(rows, small.ads[board][:300], strict=True):
            assert row["external_id"] == ad.external_id
            assert row["description"] == small.text(ad).description
            path = row["url"].removeprefix("http://b.test")
            assert shown.answer(Asked(path, {}, ad.posted_at)).status == 200


def test_only_what_was_known_at_the_end_of_the_archive_is_told(small: World) -> None:
    until = archive_end(small.end)
    rows = list(archive.rows(small, WORK_UA, ""))
    assert all(datetime.fromisoformat(row["posted_at"]) < until for row in rows)
    closed = [row["closed_at"] for row in rows if row["closed_at"]]
    assert 0 < len(closed) < len(rows)
    assert all(datetime.fromisoformat(moment) < until for moment in closed)


def test_writing_twice_gives_the_same_bytes_and_leaves_nothing_else(
    small: World, tmp_path: Path
) -> None:
    archive.write(small, tmp_path / "new", archive.BASES)
    before = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    archive.write(small, tmp_path / "new", archive.BASES)
    after = {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()}
    assert before == after
    assert set(after) == {"work_ua.csv", "robota.jsonl"}


def test_folder_that_cannot_be_written_is_named(small: World, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    with pytest.raises(Misconfigured, match=r"archive .*work_ua\.csv.*name another folder"):
        archive.write(small, file, archive.BASES)


def test_texts_with_quotes_and_newlines_survive_the_csv() -> None:
    row = {**dict.fromkeys(archive.COLUMNS, ""), "description": 'a "b",\nc; ’'}
    table = csv.DictReader(io.StringIO(archive.as_csv([row]).decode(), newline=""))
    assert list(table) == [row]
