"""The real supervisor with every real process: falls are noted, a kill leaves nobody."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from contracts.errors import Misconfigured
from operators import running, supervision
from operators.supervision import Supervised
from tests.eventually import eventually

ROLES = {"crawler", "stream", "api", "predictions"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    home = tmp_path / "дім it's"
    monkeypatch.setenv("PROSPEKT_HOME", str(home))
    monkeypatch.setenv("PROSPEKT_API_PORT", "0")
    monkeypatch.setenv("PROSPEKT_PREDICTIONS_PORT", "0")
    yield home
    supervision.stop(home, say=_quietly)


def _quietly(_: str) -> None:
    """Nobody listens."""


def _note(home: Path) -> running.Running:
    note = running.read(home / "run")
    assert note is not None
    return note


def _kill(supervised: Supervised) -> None:
    supervised.process.kill()
    supervised.process.wait()


@contextmanager
def _listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _alive(pids: dict[str, int]) -> set[str]:
    """Those that still run; one whose code nobody has asked for yet does not."""
    exist = {role: pid for role, pid in pids.items() if psutil.pid_exists(pid)}
    return {role for role, pid in exist.items() if not running.gone(psutil.Process(pid))}


def test_it_is_up_when_it_says_so_starts_the_fallen_and_ends_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with _listening() as port:
        monkeypatch.setenv("PROSPEKT_API_PORT", str(port))
        supervised = supervision.start(home, say=said.append)
    used = supervised.urls["api"].rpartition(":")[2]
    assert f"port {port} is taken: api listens on {used}" in said
    assert set(_note(home).pids) == ROLES
    assert all(supervision.answers(url) for url in supervised.urls.values())
    with pytest.raises(Misconfigured, match="already up on"):
        supervision.start(home, say=said.append)
    _fall(home, "stream")
    _fall(home, "stream")
    assert _note(home).falls == {role: 2 if role == "stream" else 0 for role in ROLES}
    pids = _note(home).pids
    assert supervision.stop(home, say=said.append)
    assert (_alive(pids), running.read(home / "run")) == (set(), None)
    assert not supervision.stop(home, say=said.append)
    supervised.end()


def _fall(home: Path, role: str) -> None:
    """Kill it, and wait until it is back."""
    before = _note(home)
    os.kill(before.pids[role], signal.SIGKILL)
    eventually(lambda: _note(home).falls[role] > before.falls[role])
    eventually(lambda: role in _note(home).pids)


def test_what_a_killed_supervisor_left_is_ended_by_the_next_one_or_by_who_started_it(
    home: Path,
) -> None:
    killed = supervision.start(home, say=_quietly)
    first = _note(home).pids
    _kill(killed)
    assert _alive(first) == ROLES
    again = supervision.start(home, say=_quietly)
    second = _note(home).pids
    assert _alive(first) == set()
    _kill(again)
    assert _alive(second) == ROLES
    again.end()
    assert _alive(second) == set()


def test_down_ends_what_a_killed_supervisor_left(home: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as orphan:
        pids = {"crawler": orphan.pid}
        note = running.Running(
            pid=1, started_at=running.now(), pids=pids, born=running.births(pids)
        )
        (home / "run").mkdir(parents=True)
        running.write(home / "run", note)
        assert supervision.stop(home, say=_quietly)
        assert _alive(pids) == set()
    assert running.read(home / "run") is None


def test_a_setting_that_is_wrong_ends_the_start_with_its_line(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_STREAM_BATCH", "many")
    with pytest.raises(Misconfigured, match=r"stream.*PROSPEKT_STREAM_BATCH='many'"):
        supervision.start(home, say=_quietly)
    assert not running.is_up(home / "run")
