"""What only blobs on an S3 store promise: what they cost, and what they say when it is not well."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import obstore
import pytest
from obstore.store import S3Store
from pydantic import SecretStr

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.identity import content_hash
from engines.blobs.s3 import S3Blobs
from engines.blobs.settings import BlobSettings
from engines.embedded.blobs import FolderBlobs
from tests.contract.blobs_rig import s3_address, settings_of
from tests.engines.s3 import SECRET, S3Server, s3_server
from tests.engines.servers import free_port

PAGE = b"<html>" + b"a page of a board " * 500


@pytest.fixture
def settings() -> BlobSettings:
    return settings_of(s3_address())


@pytest.fixture
def blobs(settings: BlobSettings) -> Iterator[S3Blobs]:
    with closing(S3Blobs(settings)) as blobs:
        yield blobs


@pytest.fixture
def objects(settings: BlobSettings) -> S3Store:
    """The same place, by the client alone."""
    bucket, _, prefix = settings.url.removeprefix("s3://").partition("/")
    assert settings.secret
    return S3Store(
        bucket,
        prefix=prefix,
        endpoint=settings.endpoint,
        region=settings.region,
        access_key_id=settings.key,
        secret_access_key=settings.secret.get_secret_value(),
        client_options={"allow_http": True},
    )


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def other(settings: BlobSettings, **fields: Any) -> BlobSettings:
    return settings.model_copy(update=fields)


def said(settings: BlobSettings) -> str:
    """What a person is told who puts, gets or looks; all of it is the same."""
    with closing(S3Blobs(settings)) as blobs:
        told = set()
        for act in (lambda: blobs.put([PAGE]), lambda: blobs.get(content_hash(PAGE)), blobs.ping):
            with pytest.raises(Misconfigured) as caught:
                act()
            assert caught.value.__cause__ is not None
            assert SECRET not in str(caught.value)
            told.add(str(caught.value).partition(" (")[0])
    (one,) = told
    return one


def test_what_is_there_is_not_sent_again(blobs: S3Blobs, objects: S3Store) -> None:
    (ref,) = blobs.put([PAGE])
    place = f"{ref[:2]}/{ref}"
    obstore.put(objects, place, b"kept as it is")
    assert blobs.put([PAGE, b"new"])[0] == ref
    assert bytes(obstore.get(objects, place).bytes()) == b"kept as it is"


@pytest.mark.parametrize("damage", [b"", b"not compressed", b"x\x9cK\x04"], ids=repr)
def test_a_damaged_blob_is_never_returned(blobs: S3Blobs, objects: S3Store, damage: bytes) -> None:
    (ref,) = blobs.put([PAGE])
    obstore.put(objects, f"{ref[:2]}/{ref}", damage)
    with pytest.raises(Permanent, match=f"{ref} in .* is damaged"):
        blobs.get(ref)
    blobs.delete([ref])
    assert blobs.get(*blobs.put([PAGE])) == PAGE


def test_another_blob_in_its_place_is_damage(blobs: S3Blobs, objects: S3Store) -> None:
    ref, another = blobs.put([PAGE, b"another"])
    obstore.copy(objects, f"{another[:2]}/{another}", f"{ref[:2]}/{ref}")
    with pytest.raises(Permanent, match="is damaged"):
        blobs.get(ref)


def test_a_folder_that_is_copied_into_the_bucket_is_found_there(
    blobs: S3Blobs, objects: S3Store, tmp_path: Path
) -> None:
    with closing(FolderBlobs(tmp_path)) as folder:
        refs = folder.put([PAGE, b"another"])
    for ref in refs:
        place = f"{ref[:2]}/{ref}"
        obstore.put(objects, place, (tmp_path / place).read_bytes())
    assert [blobs.get(ref) for ref in refs] == [PAGE, b"another"]


def test_a_ping_leaves_nothing(blobs: S3Blobs, objects: S3Store) -> None:
    blobs.ping()
    assert [part for parts in obstore.list(objects) for part in parts] == []


def test_a_bucket_that_is_not_there_is_said_with_how_to_make_it(settings: BlobSettings) -> None:
    told = said(other(settings, url="s3://no-such-bucket/x"))
    assert told.startswith("s3://no-such-bucket/x at http://127.0.0.1:")
    assert "there is no such bucket: make it" in told


@pytest.mark.parametrize("fields", [{"secret": SecretStr("wrong-secret")}, {"key": "nobody"}])
def test_wrong_keys_are_said_without_them(
    settings: BlobSettings, fields: dict[str, object]
) -> None:
    told = said(other(settings, **fields))
    assert "set PROSPEKT_BLOBS_KEY and PROSPEKT_BLOBS_SECRET" in told
    assert "wrong-secret" not in told


@pytest.mark.parametrize("fields", [{"key": ""}, {"secret": None}])
def test_without_a_key_nobody_is_asked(settings: BlobSettings, fields: dict[str, object]) -> None:
    with pytest.raises(Misconfigured, match="PROSPEKT_BLOBS_KEY and PROSPEKT_BLOBS_SECRET"):
        S3Blobs(other(settings, **fields))


def test_the_keys_of_other_programs_are_not_used(
    settings: BlobSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "another's")
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another's")
    monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{free_port()}")
    with closing(S3Blobs(settings)) as blobs:
        assert blobs.get(*blobs.put([PAGE])) == PAGE


def test_a_store_that_is_not_there_may_come_back(server: S3Server) -> None:
    with closing(S3Blobs(settings_of(server.address))) as blobs:
        (ref,) = blobs.put([PAGE])
        server.kill()
        for act in (
            lambda: blobs.put([b"new"]),
            lambda: blobs.get(ref),
            lambda: blobs.delete([ref]),
        ):
            with pytest.raises(Transient, match="check that it runs"):
                act()
        server.start()
        assert blobs.get(ref) == PAGE
        assert blobs.get(*blobs.put([b"new"])) == b"new"


def test_a_certificate_is_trusted_by_its_authority_only(tmp_path: Path) -> None:
    with s3_server(tls=True) as server:
        stranger = settings_of(server.address)
        with (
            closing(S3Blobs(stranger)) as blobs,
            pytest.raises(Misconfigured, match="PROSPEKT_BLOBS_CA"),
        ):
            blobs.put([PAGE])
        assert server.certificates
        with closing(S3Blobs(other(stranger, ca=server.certificates.ca))) as blobs:
            assert blobs.get(*blobs.put([PAGE])) == PAGE
    with pytest.raises(Misconfigured, match="name a readable PEM file"):
        S3Blobs(other(stranger, ca=tmp_path / "none.pem"))
