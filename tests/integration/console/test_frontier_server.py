"""`prospekt doctor` looks at the server of the frontier."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import redis

from console import wiring
from console.answers import Check
from tests.engines.redis import redis_server


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Check]:
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))

    def check(url: str) -> Check:
        monkeypatch.setenv("PROSPEKT_FRONTIER_URL", url)
        (found,) = [check for check in wiring.checks() if check.name == "frontier"]
        return found

    return check


def test_a_durable_server_answers_and_one_that_forgets_is_remarked_upon(
    checked: Callable[[str], Check],
) -> None:
    with redis_server(durable=True) as server:
        assert (checked(server.url).ok, checked(server.url).says) == (True, "answers")
    with redis_server() as server:
        check = checked(server.url)
    assert check.ok
    assert "a restart may lose URLs" in check.says


def test_a_server_that_drops_keys_or_is_not_there_is_a_finding(
    checked: Callable[[str], Check],
) -> None:
    with redis_server() as server:
        with closing(redis.Redis.from_url(server.url)) as client:
            client.config_set("maxmemory-policy", "allkeys-lru")
        assert not checked(server.url).ok
        assert "maxmemory-policy noeviction" in checked(server.url).says
    assert not checked(server.url).ok
    assert "check that it runs" in checked(server.url).says
