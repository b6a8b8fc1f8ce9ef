"""`prospekt doctor` looks at the servers of blobs and signatures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from console import wiring
from console.platform import Check
from tests.engines.redis import redis_server
from tests.engines.s3 import KEY, SECRET, s3_server


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Check]:
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))

    def check(name: str, **settings: str) -> Check:
        for variable, value in settings.items():
            monkeypatch.setenv(variable, value)
        (found,) = [check for check in wiring.checks() if check.name == name]
        return found

    return check


def test_signatures_that_a_restart_may_lose_are_remarked_upon(
    checked: Callable[..., Check],
) -> None:
    with redis_server(durable=True) as server:
        check = checked("signatures", PROSPEKT_SIGNATURES_URL=server.url)
        assert (check.ok, check.says) == (True, "answers")
    with redis_server() as server:
        check = checked("signatures", PROSPEKT_SIGNATURES_URL=server.url)
        assert check.ok
        assert "appendonly yes" in check.says
    assert not checked("signatures").ok


def test_a_bucket_answers_and_one_that_is_not_there_is_a_finding(
    checked: Callable[..., Check],
) -> None:
    with s3_server() as server:
        settings = {
            "PROSPEKT_BLOBS_URL": f"s3://{server.bucket}/pages",
            "PROSPEKT_BLOBS_ENDPOINT": server.endpoint,
            "PROSPEKT_BLOBS_KEY": KEY,
            "PROSPEKT_BLOBS_SECRET": SECRET,
        }
        assert checked("blobs", **settings).says == "answers"
        check = checked("blobs", PROSPEKT_BLOBS_URL="s3://another")
        assert not check.ok
        assert "make it" in check.says
