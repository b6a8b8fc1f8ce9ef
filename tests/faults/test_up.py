"""One platform on a home: a second is refused and harms nothing, and `down` leaves nobody."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from operators import running
from operators.supervision import answers
from tests.engines.servers import free_port
from tests.faults.fleet import runs
from tests.faults.place import Place

Ended = tuple[int, str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with closing(Place(tmp_path)) as place:
        yield place


def _up(place: Place) -> "subprocess.Popen[str]":
    return place.start(place.command("up", "--detach"))


def _ended(process: "subprocess.Popen[str]") -> Ended:
    _, said = process.communicate(timeout=600)
    return process.returncode, said


def _note(place: Place) -> running.Running:
    note = running.read(place.home.run)
    assert note is not None
    return note


def _refused(said: str, pid: int | None = None) -> None:
    (line,) = said.splitlines()
    assert line.startswith("prospekt: Prospekt is already up on ")
    assert "`prospekt down` ends it" in line
    if pid is not None:
        assert f"(process {pid}, since " in line


def _down(place: Place) -> None:
    """Nobody is left: not by the numbers in the note, nor anyone else of this home."""
    processes = place.processes()
    pids = {process.pid for process in processes}
    note = _note(place)
    assert {note.pid, *note.pids.values()} <= pids
    told = place.run(place.command("down"))
    assert (told.returncode, told.stdout) == (0, "ended\n")
    assert [process.pid for process in processes if runs(process.pid)] == []
    assert place.processes() == []
    assert not any(answers(url) for url in note.urls.values())
    assert not running.is_up(place.home.run)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PROSPEKT_FRONTIER_URL": "redis://who:canary@127.0.0.1:%d/0"}, "redis://127.0.0.1:%d/0"),
        (
            {
                "PROSPEKT_CONFIG_DB_HOST": "127.0.0.1",
                "PROSPEKT_CONFIG_DB_PORT": "%d",
                "PROSPEKT_CONFIG_DB_PASSWORD": "canary",
            },
            "PostgreSQL 127.0.0.1:%d/prospekt",
        ),
    ],
    ids=["frontier", "config"],
)
def test_a_store_that_is_away_is_said_and_nothing_is_started(
    place: Place, settings: dict[str, str], named: str
) -> None:
    port = str(free_port())
    told = {name: value.replace("%d", port) for name, value in settings.items()}
    ended = subprocess.run(
        place.command("up", "--detach"),
        env={**place.environment, **told},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert ended.returncode > 0
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"prospekt: {named.replace('%d', port)}: it cannot be reached")
    assert "canary" not in line
    assert place.processes() == []
    assert not running.is_up(place.home.run)


def test_a_second_is_refused_while_the_first_is_up(place: Place) -> None:
    code, said = _ended(_up(place))
    assert code == 0, said
    first = _note(place)
    code, said = _ended(_up(place))
    assert code == 2
    _refused(said, first.pid)
    after = _note(place)
    assert (after.pid, after.pids, after.falls) == (first.pid, first.pids, first.falls)
    assert all(answers(url) for url in after.urls.values())
    _down(place)
    assert place.run(place.command("down")).stdout == "it was not running\n"


def test_of_two_that_start_at_once_one_comes_up(place: Place) -> None:
    both = [_up(place) for _ in range(2)]
    ended = sorted(map(_ended, both))
    assert [code for code, _ in ended] == [0, 2]
    (line,) = [line for line in ended[1][1].splitlines() if not re.match("waiting for", line)]
    _refused(line)
    assert all(answers(url) for url in _note(place).urls.values())
    _down(place)
