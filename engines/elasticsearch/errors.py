"""Elasticsearch's errors in our words."""

from importlib.metadata import version
from typing import Final

from elastic_transport import ConnectionTimeout, TlsError, TransportError
from elasticsearch import ApiError, UnsupportedProductError

from contracts.errors import Misconfigured, Permanent, ProspektError, Transient

BUSY: Final = frozenset({429, 502, 503, 504})
"""The same request may succeed later: too much at once, or a node that is not there just now."""
TOO_LARGE: Final = 413
BLOCKED: Final = "cluster_block_exception"
"""Its kind of answer while a whole index, or all of them, takes nothing."""
CLOSED: Final = "index_closed_exception"
"""Its word, with the status of a bad request, while an operator has closed an index."""
_FULL: Final = "flood-stage"
"""In the words of a block that a full disk has set; it lifts that by itself."""
_NO_INDEX: Final = "index_not_found_exception"
_DENIED: Final = frozenset({401, 403})
_NOT_FOUND: Final = 404
_BAD: Final = 400
_BROKEN: Final = 500
OLDEST: Final = 9
_OLD: Final = ("media_type_header_exception", "compatible-with")
"""How a server of an older major version refuses each call of this client."""


def translated(name: str, error: Exception) -> ProspektError:
    if isinstance(error, UnsupportedProductError):
        mend = "name the address of an Elasticsearch 9 in PROSPEKT_ELASTICSEARCH_URL"
        return Misconfigured(f"{name}: it is no Elasticsearch ({error}); {mend}")
    if isinstance(error, TransportError):
        return _of_the_line(name, error)
    if isinstance(error, ApiError):
        return _of_an_answer(name, error.status_code, str(error), type_of(error))
    return Misconfigured(f"{name}: {error}")


def _of_the_line(name: str, error: TransportError) -> ProspektError:
    if isinstance(error, TlsError):
        mend = "name the file of its authority in PROSPEKT_ELASTICSEARCH_CA"
        return Misconfigured(f"{name}: its certificate is not to be trusted ({error}); {mend}")
    if isinstance(error, ConnectionTimeout):
        return Transient(f"{name}: no answer in time; check it, then retry ({error})")
    return Transient(f"{name}: it cannot be reached; check that it runs, then retry ({error})")


def _of_an_answer(name: str, status: int, said: str, kind: str) -> ProspektError:
    if passing := _passing(status, said, kind):
        return Transient(f"{name}: {passing}")
    if status in _DENIED:
        mend = "give this process the key of `python -m engines.elasticsearch.roles`"
        return Misconfigured(f"{name}: it refuses this key ({said}); {mend}")
    if status == _NOT_FOUND:
        mend = "`python -m engines.elasticsearch.builds` makes what is missing"
        return Misconfigured(f"{name}: {said}; {mend}")
    return Permanent(f"{name}: it refuses the request: {said}")


def _passing(status: int, said: str, kind: str) -> str:
    """Say what it is that will be otherwise later; "" where it will not."""
    if kind == BLOCKED and _FULL in said:
        return f"its disk is full; make room there, then it goes on by itself ({said})"
    if kind == CLOSED:
        return f"{said}; open it, then it goes on by itself"
    if status in BUSY or kind == BLOCKED:
        return f"it cannot take this just now ({said}); retry soon"
    return f"it failed ({said}); retry soon" if status >= _BROKEN else ""


def too_old(error: Exception) -> bool:
    """Tell whether the server refuses the client itself, as an older one does at each call."""
    return isinstance(error, ApiError) and any(sign in str(error) for sign in _OLD)


def of_age(name: str, server: str) -> Misconfigured:
    client = version("elasticsearch")
    mend = f"upgrade it to {OLDEST} or newer, or unset PROSPEKT_ELASTICSEARCH_URL"
    return Misconfigured(f"{name}: it is Elasticsearch {server}, our client is {client}; {mend}")


def of_an_item(name: str, status: int, cause: dict[str, object]) -> ProspektError:
    """Say what hinders one item of a bulk that is neither its own fault nor a conflict."""
    said = f"{cause.get('type')}: {cause.get('reason')}"
    return _of_an_answer(name, status, said, str(cause.get("type")))


def of_a_document(name: str, cause: dict[str, object]) -> ProspektError:
    """Say what hinders the reading of one document by its id; absent ones are no error."""
    kind = str(cause.get("type"))
    status = _NOT_FOUND if kind == _NO_INDEX else _BROKEN
    return _of_an_answer(name, status, f"{kind}: {cause.get('reason')}", kind)


def type_of(error: ApiError) -> str:
    """Name the kind of error as the server calls it."""
    cause = error.body.get("error") if isinstance(error.body, dict) else None
    return str(cause.get("type", "")) if isinstance(cause, dict) else ""
