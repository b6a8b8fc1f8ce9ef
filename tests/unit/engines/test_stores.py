"""The settings pick blobs and signatures, and say what is wrong with themselves."""

from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from engines.blob_stores import open_blobs
from engines.blobs.s3 import S3Blobs
from engines.blobs.settings import BlobSettings
from engines.embedded.blobs import FolderBlobs
from engines.embedded.signatures import SqliteSignatures
from engines.redis.settings import SignatureSettings
from engines.redis.signatures import RedisSignatures
from engines.settings import Settings, explain, read
from engines.signature_stores import open_signatures


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROSPEKT_HOME", str(tmp_path))
    return tmp_path


def test_without_addresses_they_are_in_the_home(home: Path) -> None:
    with (
        closing(open_blobs(read(BlobSettings), home / "blobs")) as blobs,
        closing(open_signatures(read(SignatureSettings), home / "signatures.db")) as signatures,
    ):
        assert isinstance(blobs, FolderBlobs)
        assert isinstance(signatures, SqliteSignatures)


def test_addresses_name_stores_and_nothing_is_asked_of_them_yet(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSPEKT_SIGNATURES_URL", "rediss://worker:secret@redis.test:6379/0")
    monkeypatch.setenv("PROSPEKT_BLOBS_URL", "s3://pages/of/ours")
    monkeypatch.setenv("PROSPEKT_BLOBS_ENDPOINT", "https://store.test:9000")
    monkeypatch.setenv("PROSPEKT_BLOBS_KEY", "me")
    monkeypatch.setenv("PROSPEKT_BLOBS_SECRET", "hidden")
    with (
        closing(open_blobs(read(BlobSettings), home / "blobs")) as blobs,
        closing(open_signatures(read(SignatureSettings), home / "signatures.db")) as signatures,
    ):
        assert isinstance(blobs, S3Blobs)
        assert isinstance(signatures, RedisSignatures)
    assert not list(home.iterdir())
    shown = [origin.value for origin in (*explain(SignatureSettings), *explain(BlobSettings))]
    assert "rediss://worker:********@redis.test:6379/0" in shown
    assert "hidden" not in shown


@pytest.mark.parametrize(
    ("kind", "variable", "value"),
    [
        (SignatureSettings, "PROSPEKT_SIGNATURES_URL", "localhost:6379"),
        (SignatureSettings, "PROSPEKT_SIGNATURES_PREFIX", "prospekt:signatures"),
        (BlobSettings, "PROSPEKT_BLOBS_URL", "https://pages"),
        (BlobSettings, "PROSPEKT_BLOBS_URL", "s3://Pages"),
        (BlobSettings, "PROSPEKT_BLOBS_ENDPOINT", "store.test:9000"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, kind: type[Settings], variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Misconfigured, match=f"^{variable}="):
        read(kind)
