"""`prospekt doctor` looks at the servers of blobs and signatures."""

from collections.abc import Callable
from pathlib import Path

import pytest

from console import wiring
from console.answers import Check
from contracts.index import Filters, Indexed
from tests.contract.blobs_rig import settings_of
from tests.engines.redis import redis_server
from tests.engines.s3 import KEY, SECRET, s3_server
from tests.integration.console.home import POSTINGS, filled, on


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


def imported(folder: Path) -> list[Indexed]:
    folder.mkdir()
    with on(folder / "home"):
        hits = filled(folder)._engines.index.scan(["public"], Filters())
        return sorted((hit.record for hit in hits), key=lambda record: record.id)


def test_shared_signatures_and_blobs_give_the_same_records(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    redis_url: str,
    redis_prefix: str,
    s3_url: str,
) -> None:
    alone = imported(tmp_path / "alone")
    store = settings_of(s3_url)
    assert store.secret
    for variable, value in {
        "PROSPEKT_SIGNATURES_URL": redis_url,
        "PROSPEKT_SIGNATURES_PREFIX": f"{{{redis_prefix}}}",
        "PROSPEKT_BLOBS_URL": store.url,
        "PROSPEKT_BLOBS_ENDPOINT": store.endpoint,
        "PROSPEKT_BLOBS_KEY": store.key,
        "PROSPEKT_BLOBS_SECRET": store.secret.get_secret_value(),
    }.items():
        monkeypatch.setenv(variable, value)
    shared = imported(tmp_path / "shared")
    assert not {path.name for path in (tmp_path / "shared" / "home").iterdir()} & {
        "signatures.db",
        "blobs",
    }
    assert len(alone) == POSTINGS
    assert shared == alone
