"""The local fleet starts the fallen again and leaves nobody behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from contracts.errors import Misconfigured
from operators import running
from operators.addresses import free_port
from operators.local import LocalFleet
from operators.roles import Role
from tests.eventually import eventually

SLEEPER = "import time; time.sleep(60)"


class _Script(Role, frozen=True):
    """A role that runs a line of Python."""

    code: str = ""

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-c", self.code]


def _script(code: str) -> Role:
    return _Script(name="role", module="", code=code)


def _ticked(fleet: LocalFleet) -> int | None:
    fleet.tick()
    return fleet.pids().get("role")


def test_a_killed_process_starts_again(tmp_path: Path) -> None:
    fleet = LocalFleet([_script(SLEEPER)], tmp_path)
    try:
        first = _ticked(fleet)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        eventually(lambda: _ticked(fleet) not in {None, first})
        assert fleet.falls() == {"role": 1}
    finally:
        fleet.stop()
    assert fleet.pids() == {}


def test_a_misconfigured_process_is_told_and_not_started_again(tmp_path: Path) -> None:
    fleet = LocalFleet([_script("import sys; print('no disk'); sys.exit(3)")], tmp_path)
    said: list[str] = []

    def told() -> bool:
        said.extend(failure.said for failure in fleet.tick())
        return bool(said)

    eventually(told)
    assert said == ["no disk"]
    assert _ticked(fleet) is None


def test_what_an_earlier_life_said_is_no_reason_of_this_one(tmp_path: Path) -> None:
    (tmp_path / "role.log").write_text("no disk\n")
    fleet = LocalFleet([_script("import sys; sys.exit(3)")], tmp_path)
    said: list[str] = []

    def told() -> bool:
        said.extend(failure.said for failure in fleet.tick())
        return bool(said)

    eventually(told)
    assert "no disk" not in said[0]


def test_one_that_does_not_listen_is_ended_with_its_children(tmp_path: Path) -> None:
    stubborn = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"subprocess.Popen([sys.executable, '-c', {SLEEPER!r}])\n"
        "time.sleep(60)"
    )
    fleet = LocalFleet([_script(stubborn)], tmp_path, grace=0.3)
    fleet.tick()
    parent = psutil.Process(fleet.pids()["role"])
    eventually(lambda: len(parent.children()) == 1)
    child = parent.children()[0]
    fleet.stop()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


def test_a_second_platform_on_a_home_is_told_who_holds_it(tmp_path: Path) -> None:
    with running.only_one(tmp_path / "run"):
        code = (
            "import sys; from pathlib import Path\n"
            "from operators import running\n"
            f"with running.only_one(Path({str(tmp_path / 'run')!r})): pass"
        )
        second = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False
        )
        assert "already up on" in second.stderr
        assert running.is_up(tmp_path / "run")
    assert not running.is_up(tmp_path / "run")


def test_a_home_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(Misconfigured, match="make the folder writable"),
        running.only_one(tmp_path / "file" / "run"),
    ):
        pass


def test_what_a_killed_supervisor_left_is_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER]) as orphan:
        pids = {"crawler": orphan.pid}
        born = running.births(pids)
        note = running.Running(pid=1, started_at=running.now(), pids=pids, born=born)
        running.write(tmp_path, note)
        assert running.end_orphans(tmp_path) == ["crawler"]
        assert running.gone(psutil.Process(orphan.pid)), "though nobody has asked for its code yet"
        assert orphan.wait() == -signal.SIGTERM


def test_a_reused_process_number_is_not_ended(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", SLEEPER]) as stranger:
        pids = {"crawler": stranger.pid}
        note = running.Running(pid=1, started_at=running.now(), pids=pids, born={"crawler": 1.0})
        running.write(tmp_path, note)
        assert running.end_orphans(tmp_path) == []
        assert stranger.poll() is None
        stranger.kill()


def test_a_taken_port_gives_another_free_one() -> None:
    first = free_port(0, set())
    assert free_port(first, {first}) != first
