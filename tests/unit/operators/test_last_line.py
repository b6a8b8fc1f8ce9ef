"""What a process said last, in its own life."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from operators import logs


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "stream.log"


def test_the_last_line_is_what_it_said(log: Path) -> None:
    log.write_text("one\ntwo\n\n")
    assert logs.last_line(log) == "two"


def test_an_earlier_life_does_not_speak_for_this_one(log: Path) -> None:
    log.write_text("no disk\n")
    begins = logs.size(log)
    assert logs.last_line(log, begins) == f"it said nothing; see {log}"
    with log.open("a") as output:
        output.write("no port\n")
    assert logs.last_line(log, begins) == "no port"


def test_a_log_that_was_emptied_meanwhile_is_read_from_its_beginning(log: Path) -> None:
    log.write_text("no port\n")
    assert logs.last_line(log, 1000) == "no port"


def test_where_the_disk_is_full_silence_is_explained(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 10, 0))
    assert logs.last_line(log).startswith(f"{log}: the disk is full; free some space")
