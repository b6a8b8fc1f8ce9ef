"""What an S3 store says, in our words: the client hands its answers on as text."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from contracts.errors import Misconfigured, ProspektError, Transient

_CODE: Final = re.compile(r"<Code>(\w+)</Code>")
_STATUS: Final = re.compile(r"status code: (\d{3})")
_REFUSED: Final = (PermissionDeniedError, UnauthenticatedError)
_KEYS: Final = (
    "it refuses this key: set PROSPEKT_BLOBS_KEY and PROSPEKT_BLOBS_SECRET to one "
    "that may read, write and delete there"
)
_MENDS: Final = {
    "NoSuchBucket": "there is no such bucket: make it (`aws s3 mb s3://BUCKET`, or the store's "
    "console), or mend PROSPEKT_BLOBS_URL",
    "InvalidBucketName": "that is no name of a bucket; mend PROSPEKT_BLOBS_URL",
    "AccessDenied": _KEYS,
    "InvalidAccessKeyId": _KEYS,
    "SignatureDoesNotMatch": _KEYS,
    "XAdminUserNotFound": _KEYS,
    "AuthorizationHeaderMalformed": "the region is another; mend PROSPEKT_BLOBS_REGION",
    "PermanentRedirect": "the region is another; mend PROSPEKT_BLOBS_REGION",
    "RequestTimeTooSkewed": "the clocks differ by over 15 minutes; set this machine's",
}
"""By the code of the answer."""
_UNTRUSTED: Final = ("invalid peer certificate", "UnknownIssuer")


@contextmanager
def plain_errors(place: str) -> Iterator[None]:
    """Turn the client's errors into ours, cause chained."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise _translated(place, error) from error


def is_missing(error: FileNotFoundError) -> bool:
    """Tell an object that is not there from a bucket that is not; a HEAD tells neither."""
    return _code(error) in ("", "NoSuchKey")


def _translated(place: str, error: Exception) -> ProspektError:
    code, said = _code(error), str(error)
    if code in _MENDS:
        return Misconfigured(f"{place}: {_MENDS[code]} ({code})")
    if isinstance(error, _REFUSED):
        return Misconfigured(f"{place}: {_KEYS}")
    if any(sign in said for sign in _UNTRUSTED):
        mend = "name the file of its authority in PROSPEKT_BLOBS_CA"
        return Misconfigured(f"{place}: its certificate is not to be trusted; {mend}")
    status = _STATUS.search(said)
    if status is None:
        return Transient(f"{place}: no answer; check that it runs and can be reached, then retry")
    if status[1][0] == "5" or status[1] in ("408", "409", "429"):
        return Transient(f"{place}: it is busy or ill (status {status[1]} {code}); retry soon")
    return Misconfigured(
        f"{place}: it answers {status[1]} {code}; is PROSPEKT_BLOBS_ENDPOINT an S3 store?"
    )


def _code(error: Exception) -> str:
    found = _CODE.search(str(error))
    return found[1] if found else ""
