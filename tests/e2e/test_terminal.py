"""What a user does at a terminal: pipes, Ctrl-C, a platform in the background, a clean end."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.e2e.command import PROSPEKT, run, variables
from tests.eventually import eventually

ROWS = 20_000


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "home"
    yield home
    run(home, "down")


def _import(home: Path, rows: int) -> None:
    _write(home.parent / "board.csv", rows)
    told = run(home, "import", str(home.parent / "board.csv"), "--json")
    assert told.json["taken"] == rows


def _write(file: Path, rows: int) -> None:
    lines = (f"{n},Data Engineer {n},Python and SQL number {n}\n" for n in range(rows))
    file.write_text("external_id,title,description\n" + "".join(lines))


def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    _import(home, 300)
    for arguments in (["export"], ["search", "data", "--limit", "100", "--json"], ["--help"]):
        with subprocess.Popen(
            [str(PROSPEKT), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=variables(home),
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            said = process.stderr.read()
        assert process.returncode == 128 + signal.SIGPIPE, arguments
        assert "Traceback" not in said
        assert "BrokenPipe" not in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupted_import_leaves_no_process_and_can_be_repeated(
    home: Path, number: signal.Signals
) -> None:
    file = home.parent / "board.csv"
    _write(file, ROWS)
    with subprocess.Popen(
        [str(PROSPEKT), "import", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=variables(home),
    ) as process:
        family = eventually(
            lambda: psutil.Process(process.pid).children(recursive=True), within=180
        )
        process.send_signal(number)
        said = process.stderr.read() if process.stderr else ""
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    eventually(lambda: not any(child.is_running() for child in family))
    assert run(home, "status", "--json").json["ledger"]["discovered"] == 0


def test_a_platform_in_the_background_is_shown_asked_and_ended(home: Path) -> None:
    up = run(home, "up", "--detach", PROSPEKT_API_PORT="0", PROSPEKT_PREDICTIONS_PORT="0")
    assert up.code == 0, up.err
    assert "/api/v1/search?q=" in up.out
    status = run(home, "status", "--json").json
    assert status["up"]
    assert all(process["pid"] for process in status["processes"])
    second = run(home, "up")
    assert second.code == 2
    assert "already up on" in second.err
    _import(home, 50)
    assert run(home, "search", "data engineer", "--json").json["total"] == 50
    assert run(home, "doctor").code == 0
    assert run(home, "down").out == "ended\n"
    assert not any(psutil.pid_exists(process["pid"]) for process in status["processes"])
    assert run(home, "down").out == "it was not running\n"


def test_up_in_the_foreground_ends_when_it_is_ended_elsewhere(home: Path) -> None:
    with subprocess.Popen(
        [str(PROSPEKT), "up"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=variables(home, PROSPEKT_API_PORT="0", PROSPEKT_PREDICTIONS_PORT="0"),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while "Ctrl-C ends it" not in process.stdout.readline():
            time.sleep(0)
        assert run(home, "down").out == "ended\n"
        assert "ended by `prospekt down`" in process.stderr.read()
    assert process.returncode == 0


def test_a_purge_asks_first(home: Path) -> None:
    assert run(home, "status").code == 0
    asked = run(home, "down", "--purge")
    assert asked.code == 1
    assert (home / "index.db").exists()
    assert run(home, "down", "--purge", "--yes").code == 0
    assert not home.exists()
