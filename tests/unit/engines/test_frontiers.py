"""The settings pick the frontier, and say what is wrong with themselves."""

from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from engines.embedded.frontier import SqliteFrontier
from engines.frontiers import open_frontier
from engines.redis import acl
from engines.redis.frontier import RedisFrontier
from engines.redis.settings import PREFIX, SIGNATURES, FrontierSettings
from engines.settings import explain, read


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))
    return tmp_path


def test_without_an_address_it_is_the_homes_file(home: Path) -> None:
    with closing(open_frontier(read(FrontierSettings), home / "frontier.db")) as frontier:
        assert isinstance(frontier, SqliteFrontier)


def test_an_address_names_a_redis_and_nothing_is_asked_of_it_yet(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_FRONTIER_URL", "rediss://crawler:secret@redis.test:6379/0")
    with closing(open_frontier(read(FrontierSettings), home / "frontier.db")) as frontier:
        assert isinstance(frontier, RedisFrontier)
    assert not list(home.iterdir())
    shown = explain(FrontierSettings)[0].value
    assert shown == "rediss://crawler:********@redis.test:6379/0"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROSPEKT_FRONTIER_URL", "localhost:6379"),
        ("PROSPEKT_FRONTIER_URL", "https://redis.test"),
        ("PROSPEKT_FRONTIER_PREFIX", "prospekt:frontier"),
        ("PROSPEKT_FRONTIER_PREFIX", "prospekt:{*}"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured, match=f"^{variable}="):
        read(FrontierSettings)


def test_the_rules_of_the_users_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    acl.main([])
    acl.main(["mine:{a}"])
    acl.main(["mine:{a}", "mine:{b}"])
    usual, worker, tools, other, _, _, _, others, _ = capsys.readouterr().out.splitlines()
    assert usual.startswith("ACL SETUSER crawler '>PASSWORD' on ")
    assert f" ~{PREFIX}:* " in usual
    assert worker.startswith("ACL SETUSER worker '>PASSWORD' on ")
    assert f" ~{SIGNATURES}:* " in worker
    assert tools.startswith("ACL SETUSER tools '>PASSWORD' on ")
    assert f" ~{SIGNATURES}:* " in tools
    assert " ~mine:{a}:* " in other
    assert " ~mine:{b}:* " in others
    assert " -@all +ping " in other
