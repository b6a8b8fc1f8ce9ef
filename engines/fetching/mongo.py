"""Documents of a MongoDB collection: `find` alone, by operators that only compare."""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import msgspec
from bson import json_util
from bson.code import Code
from bson.dbref import DBRef
from bson.errors import BSONError
from pymongo import MongoClient, errors

from contracts.asking import Rows, decode_rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Request
from engines.fetching.bounds import MOST_ROWS, SECONDS, Lines, deadline, without_rows
from engines.net.credentials import Credentials
from engines.net.dialer import CONNECT_SECONDS, Dialers

PORT: Final = 27017
BATCH: Final = 100
_OPERATORS: Final = frozenset(
    {
        *("$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$in", "$nin"),
        *("$and", "$or", "$nor", "$not", "$exists", "$type", "$all", "$elemMatch", "$size"),
        *("$regex", "$options", "$mod"),
    }
)
"""None of them runs code: what is not here ($where, $expr, $function, ...) is refused."""
_FORBIDDEN: Final = frozenset({13, 18})
_TIMED_OUT: Final = 50

Document = dict[str, Any]


class MongoFetcher:
    def __init__(
        self,
        dialers: Dialers,
        credentials: Credentials,
        *,
        seconds: float = SECONDS,
    ) -> None:
        self._dialers = dialers
        self._credentials = credentials
        self._seconds = seconds

    def fetch(self, request: Request) -> Fetched:
        asked = decode_rows(request.body)
        wanted = filter_of(request, asked)
        target = urlsplit(request.url)
        database, _, collection = unquote(target.path.strip("/")).partition("/")
        if not database or not collection:
            raise Permanent(
                f"{request.url} names no collection; write mongodb://HOST/DATABASE/NAME"
            )
        client = self._client(request, target)
        try:
            with deadline(self._seconds + CONNECT_SECONDS, client.close):
                return self._found(request, asked, wanted, client, database, collection)
        except errors.PyMongoError as error:
            return self._said(request, error)
        finally:
            with suppress(errors.PyMongoError):
                client.close()

    def _client(self, request: Request, target: SplitResult) -> "MongoClient[Document]":
        """Ask one server by its address: it may name others, and none of those is followed."""
        host, port = target.hostname or "", target.port or PORT
        options = parse_qs(target.query)
        user, password = self._credentials.pair(request)
        tls = options.get("tls", ["true"])[0] != "false"
        secured: dict[str, Any] = {}
        if user:
            source = options.get("authSource", ["admin"])[0]
            secured |= {"username": user, "password": password, "authSource": source}
        if tls:
            secured |= {"tls": True, "tlsDisableOCSPEndpointCheck": True}
        client: MongoClient[Document] = MongoClient(
            host=self._dialers(request.space).addresses(host, port)[0],
            port=port,
            connect=False,
            directConnection=True,
            appname="prospekt",
            serverSelectionTimeoutMS=int(CONNECT_SECONDS * 1000),
            connectTimeoutMS=int(CONNECT_SECONDS * 1000),
            socketTimeoutMS=int(self._seconds * 1000),
            retryReads=False,
            **secured,
        )
        if tls:
            _named(client, host)
        return client

    def _found(
        self,
        request: Request,
        asked: Rows,
        wanted: Document,
        client: "MongoClient[Document]",
        database: str,
        collection: str,
    ) -> Fetched:
        cursor = client[database][collection].find(
            wanted,
            _fields(asked),
            limit=asked.limit or MOST_ROWS + 1,
            batch_size=BATCH,
            max_time_ms=int(self._seconds * 1000),
            sort=[(asked.key, 1)] if asked.key else None,
        )
        lines = Lines(request)
        with cursor:
            for document in cursor:
                lines.add_encoded(
                    json_util.dumps(
                        document,
                        json_options=json_util.RELAXED_JSON_OPTIONS,
                        ensure_ascii=False,
                        separators=(",", ":"),
                    ).encode()
                )
        return lines.fetched()

    def _said(self, request: Request, error: errors.PyMongoError) -> Fetched:
        code = error.code if isinstance(error, errors.OperationFailure) else None
        if code in _FORBIDDEN:
            return without_rows(request, 401 if code == max(_FORBIDDEN) else 403)
        if code == _TIMED_OUT or isinstance(error, errors.ExecutionTimeout):
            msg = f"source {request.source}: the query took longer than {self._seconds:g} s"
            raise Permanent(f"{msg}; ask for smaller pages or add an index") from error
        said = f"source {request.source}: MongoDB: {str(error)[:300]}"
        if isinstance(error, errors.ConnectionFailure):
            raise Transient(said) from error
        raise Permanent(f"{said}; mend the filter") from error


def filter_of(request: Request, asked: Rows) -> Document:
    """Read the filter out of its JSON, refuse what could run code, and add the page's begin."""
    try:
        wanted: Document = json_util.loads(msgspec.json.encode(asked.filter).decode())
        after = json_util.loads(msgspec.json.encode(asked.after).decode())
    except (ValueError, TypeError, BSONError) as error:
        msg = f"source {request.source}: its filter is no extended JSON: {error}; mend it"
        raise Permanent(msg) from error
    _only_compares(request, wanted)
    _only_compares(request, after)
    if asked.key.startswith("$") or any(field.startswith("$") for field in asked.fields):
        raise Permanent(f"source {request.source}: a field's name begins with $; mend it")
    if not asked.key or asked.after is None:
        return wanted
    return {"$and": [wanted, {asked.key: {"$gt": after}}]}


def _only_compares(request: Request, value: object) -> None:
    if isinstance(value, Code | DBRef):
        raise Permanent(f"source {request.source}: its filter holds code; a source only compares")
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if str(name).startswith("$") and name not in _OPERATORS:
                msg = (
                    f"source {request.source}: its filter uses {str(name)[:40]}, which may run "
                    f"code; known: {', '.join(sorted(_OPERATORS))}"
                )
                raise Permanent(msg)
            _only_compares(request, inner)
    elif isinstance(value, list):
        for inner in value:
            _only_compares(request, inner)


def _fields(asked: Rows) -> dict[str, int] | None:
    """Name the fields to bring: the key with them, and `_id` only where it is asked for."""
    if not asked.fields:
        return None
    names = dict.fromkeys((*asked.fields, *([asked.key] if asked.key else [])), 1)
    return names if "_id" in names else {**names, "_id": 0}


class _Named:
    """A TLS context that checks one name, whatever address is connected to."""

    def __init__(self, context: Any, name: str) -> None:
        self._context = context
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def wrap_socket(self, sock: Any, *, server_hostname: str) -> Any:
        del server_hostname
        return self._context.wrap_socket(sock, server_hostname=self._name)


def _named(client: "MongoClient[Document]", host: str) -> None:
    """The client would check the certificate against the address, which it was given.

    Python's own TLS, not pyOpenSSL: with that, this pymongo trips over a name that does not match.
    """
    options: Any = client.options.pool_options
    options._PoolOptions__ssl_context = _Named(ssl.create_default_context(), host)
