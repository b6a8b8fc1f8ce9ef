"""What a fetcher is asked: the body of a request whose kind is not http, told in docs/sources.md.

Rows come in pages by key: those whose key is greater than `after`, in the key's order, at most
`limit`. So each page is a request of its own, and whoever fetches it needs to remember nothing.
"""

from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from contracts.errors import Permanent

ROWS: Final = "application/x-ndjson"
"""One JSON object per line: how rows, messages and files of a folder are answered."""
CREDENTIAL: Final = "credential"
"""`meta` names the secret by this key; the fetcher alone knows its value."""
CREDENTIAL_AS: Final = "credential-as"
"""http only: `bearer`, `basic`, or `header NAME`."""


class Rows(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """sql, mongo, sparql, mail, and a folder's files: a page of rows."""

    query: str = ""
    """sql and sparql: one SELECT."""
    parameters: dict[str, str | int | float | bool | None] = {}
    """sql: values for its `:names`, always bound, never put into the text."""
    filter: dict[str, Any] = {}
    """mongo: what `find` takes, in MongoDB's extended JSON."""
    fields: tuple[str, ...] = ()
    """mongo: those to bring; none: all."""
    pattern: str = ""
    """A folder: which of its files, such as `*.eml`."""
    within: str = ""
    """mail: no message older than this span, such as 30d; "": all."""
    key: str = ""
    after: Any = None
    """The last key of the page before, as it stood in its row; None: from the first."""
    limit: int = 0
    """0: no limit of ours (sparql has it in its text)."""


class Part(Struct, frozen=True, kw_only=True):
    """file: which bytes of it."""

    offset: int
    length: int


_Asked = TypeVar("_Asked", Rows, Part)


def encode_asked(asked: Rows | Part) -> bytes:
    return msgspec.json.encode(asked)


def decode_rows(body: bytes) -> Rows:
    return _decoded(body, Rows)


def decode_part(body: bytes) -> Part:
    return _decoded(body, Part)


def _decoded(body: bytes, kind: type[_Asked]) -> _Asked:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise Permanent(f"a request's body is no {kind.__name__}: {error}") from error
