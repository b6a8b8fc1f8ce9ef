"""The process itself: stopped, killed, short of disk; and nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contracts.names import PUBLIC
from tests.eventually import eventually
from tests.integration.stream.platform import Platform, a_platform, entries, found

MEGABYTE = 1 << 20


@contextmanager
def a_stream(home: Path, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PROSPEKT_HOME": str(home), "PROSPEKT_STREAM_BATCH": "8"}
    environment |= {f"PROSPEKT_STREAM_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "stream.main", *arguments]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_work_in_hand(platform: Platform, *, beyond: int) -> None:
    eventually(
        lambda: platform.index.count([PUBLIC]) > beyond and platform.lag() > 0,
        within=180,
        pause=0.005,
    )


def test_killed_in_the_midst_and_started_again_it_indexes_each_posting_once(
    tmp_path: Path,
) -> None:
    names = {str(n) for n in range(600)}
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(name) for name in sorted(names)]))
        for _ in range(3):
            before = platform.index.count([PUBLIC])
            with a_stream(tmp_path, SESSION_S="1") as stream:
                wait_for_work_in_hand(platform, beyond=before)
                stream.kill()
                stream.wait()
        assert platform.lag() > 0, "it was killed too late to prove anything"

        with a_stream(tmp_path, "--until-drained", SESSION_S="1") as stream:
            assert stream.wait(timeout=600) == 0
        assert platform.lag() == 0
        assert set(platform.hits()) == names
        assert platform.index.count([PUBLIC]) == len(names)
        assert platform.letters.find() == []


def test_two_at_once_share_the_work_and_end_when_all_of_it_is_done(tmp_path: Path) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(str(n)) for n in range(400)]))
        with a_stream(tmp_path, "--until-drained") as one, a_stream(tmp_path) as other:
            assert one.wait(timeout=600) == 0
            assert platform.lag() == 0
            other.send_signal(signal.SIGINT)
            assert other.wait(timeout=600) == 0
        assert len(platform.hits()) == 400
        assert platform.letters.find() == []


def test_told_to_stop_it_commits_what_it_did_leaves_the_group_and_exits_with_0(
    tmp_path: Path,
) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(str(n)) for n in range(600)]))
        with a_stream(tmp_path, SESSION_S="3600") as stream:
            wait_for_work_in_hand(platform, beyond=0)
            stream.send_signal(signal.SIGTERM)
            assert stream.wait(timeout=600) == 0
        assert platform.lag() == 600 - platform.index.count([PUBLIC]) > 0
        # Had it not left, its session would keep its share for longer than a test may take.
        platform.drain()
        assert len(platform.hits()) == 600


def test_a_full_disk_ends_it_with_one_clear_line_and_no_commit_of_what_is_not_indexed(
    tmp_path: Path,
) -> None:
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(str(n)) for n in range(300)]))
        script = (
            "import resource, runpy, sys; sys.argv = ['stream.main', '--until-drained'];"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({MEGABYTE}, {MEGABYTE}));"
            "runpy.run_module('stream.main', run_name='__main__')"
        )
        environment = {**os.environ, "PROSPEKT_HOME": str(tmp_path)}
        environment["PROSPEKT_STREAM_BATCH"] = "16"
        full = subprocess.run(
            [sys.executable, "-c", script],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert full.returncode == 3
        (line,) = full.stderr.splitlines()
        assert line.startswith("stream: ")
        assert "index.db" in line
        assert "disk" in line
        assert platform.lag() > 0
        assert 300 - platform.lag() <= platform.index.count([PUBLIC])

        platform.drain()
        assert len(platform.hits()) == 300


def test_a_wrong_setting_ends_it_with_one_clear_line(tmp_path: Path) -> None:
    with a_stream(tmp_path, BATCH="many") as stream:
        output, _ = stream.communicate(timeout=600)
    assert stream.returncode == 3
    (line,) = output.splitlines()
    assert "PROSPEKT_STREAM_BATCH" in line


def test_settings_by_which_an_outage_would_look_like_a_message_that_hangs_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("PROSPEKT_ELASTICSEARCH_ANSWER_S", "60")
    with a_stream(tmp_path) as stream:
        said, _ = stream.communicate(timeout=60)
    assert stream.returncode == 3
    assert "PROSPEKT_ELASTICSEARCH_ANSWER_S lower" in said.strip().splitlines()[-1]
