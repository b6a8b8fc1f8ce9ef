"""A posting that hangs or kills the stream's process is a dead letter in the end, and only it."""

import os
from pathlib import Path

import pytest

from operators.local import LocalFleet
from operators.roles import Role
from tests.eventually import eventually
from tests.integration.stream.platform import a_platform, entries, found

POISONED = Path(__file__).parent / "poisoned"
STREAM = Role(name="stream", module="stream.main", arguments=("--member", "stream"))


@pytest.mark.parametrize("title", ["Hangs", "Exits", "Crashes"])
def test_only_the_fatal_posting_becomes_a_dead_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(POISONED), str(Path.cwd())]))
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))
    monkeypatch.setenv("PROSPEKT_STREAM_DEADLINE_S", "8")
    names = {str(number) for number in range(40)}
    with a_platform(tmp_path) as platform:
        platform.log.append(entries([found(name) for name in sorted(names)]))
        platform.log.append(entries([found("fatal", posting={"title": title})]))
        fleet = LocalFleet([STREAM], tmp_path / "logs")

        def done() -> bool:
            assert fleet.tick() == []
            return platform.lag() == 0

        try:
            eventually(done, within=100, pause=0.1)
            falls = fleet.falls()
        finally:
            fleet.stop()
        (letter,) = platform.letters.find()
        assert letter.stage == "process"
        assert "ended 4 times" in letter.reason
        assert set(platform.hits()) == names
        assert falls == {"stream": 4}
    log = (tmp_path / "logs" / "stream.log").read_text()
    assert ("sitecustomize.py" in log) == (title == "Hangs"), "it says where it hung"
