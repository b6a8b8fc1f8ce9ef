"""Blobs on an S3-compatible store: the files of `FolderBlobs`, as objects of the same names."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import obstore
from obstore.store import S3Store

from contracts.errors import Misconfigured
from contracts.identity import content_hash
from engines.blobs.errors import is_missing, plain_errors
from engines.blobs.naming import missing, packed, place_of, unpacked
from engines.blobs.settings import BlobSettings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Credential

_THREADS: Final = 8
_CONNECT: Final = timedelta(seconds=5)
_ANSWER: Final = timedelta(seconds=30)
_RETRYING: Final = timedelta(seconds=15)
_RETRIES: Final = 3

T = TypeVar("T")
U = TypeVar("U")


class S3Blobs:
    """Implements the ports `BlobWriter` and `BlobReader`; threads and processes share the bucket.

    An object is put whole or not at all, and a name holds one content only: so whoever puts the
    same at once puts the same. Several threads wait for the store.
    """

    def __init__(self, settings: BlobSettings) -> None:
        if not (settings.key and settings.secret):
            msg = "set PROSPEKT_BLOBS_KEY and PROSPEKT_BLOBS_SECRET: the store lets nobody else in"
            raise Misconfigured(f"{settings.url}: no key; {msg}")
        self._place = f"{settings.url} at {settings.endpoint or 'Amazon'}"
        self._store = _store(settings, settings.secret.get_secret_value())
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")

    def put(self, bodies: Sequence[bytes]) -> list[str]:
        refs = [content_hash(body) for body in bodies]
        self._each(self._put, dict(zip(refs, bodies, strict=True)).items())
        return refs

    def get(self, ref: str) -> bytes:
        place = place_of(ref)
        with plain_errors(self._place):
            try:
                raw = bytes(obstore.get(self._store, place).bytes())
            except FileNotFoundError as error:
                if is_missing(error):
                    raise missing(ref, self._place) from error
                raise
        return unpacked(ref, raw, f"{place} in {self._place}")

    def delete(self, refs: Sequence[str]) -> None:
        places = [place_of(ref) for ref in refs]
        if places:
            with plain_errors(self._place):
                obstore.delete(self._store, places)

    def ping(self) -> None:
        """Try to write, in the way that `put` does."""
        probe = f"temporary/{secrets.token_hex(8)}"
        with plain_errors(self._place):
            obstore.put(self._store, probe, b"prospekt", use_multipart=False)
            obstore.delete(self._store, probe)

    def close(self) -> None:
        self._pool.shutdown()

    def _put(self, blob: tuple[str, bytes]) -> None:
        """Send it if it is not there; to ask costs a round trip, not the body."""
        ref, body = blob
        with plain_errors(self._place):
            try:
                obstore.head(self._store, place_of(ref))
            except FileNotFoundError:
                obstore.put(self._store, place_of(ref), packed(body), use_multipart=False)

    def _each(self, call: Callable[[T], U], items: Iterable[T]) -> None:
        """Call it in several threads; the first error comes out when all have ended."""
        futures = [self._pool.submit(call, item) for item in items]
        wait(futures)
        for future in futures:
            future.result()


def _store(settings: BlobSettings, secret: str) -> S3Store:
    bucket, _, prefix = settings.url.removeprefix("s3://").partition("/")
    client: ClientConfig = {
        "allow_http": settings.endpoint.startswith("http://"),
        "connect_timeout": _CONNECT,
        "timeout": _ANSWER,
    }
    if settings.ca:
        client["root_certificate"] = _certificate(settings.ca)
    credential: S3Credential = {
        "access_key_id": settings.key,
        "secret_access_key": secret,
        "token": None,
        "expires_at": None,
    }
    retry: RetryConfig = {"max_retries": _RETRIES, "retry_timeout": _RETRYING}
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=settings.endpoint or f"https://s3.{settings.region}.amazonaws.com",
        region=settings.region,
        # Handed over so, the variables AWS_* of other programs do not mix with them.
        credential_provider=lambda: credential,
        skip_signature=False,
        virtual_hosted_style_request=False,
        client_options=client,
        retry_config=retry,
    )


def _certificate(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        msg = f"PROSPEKT_BLOBS_CA={str(file)!r}: {error.strerror}; name a readable PEM file"
        raise Misconfigured(msg) from error
