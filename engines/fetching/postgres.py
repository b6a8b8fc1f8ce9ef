"""Rows of a PostgreSQL database: one SELECT in a read-only transaction, with bounds."""

import os
import socket
from contextlib import closing
from typing import Any, Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import psycopg

from contracts.asking import decode_rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Request
from engines.fetching.bounds import SECONDS, Lines, deadline, without_rows
from engines.fetching.statements import columns, for_psycopg, values, wrapped
from engines.net.credentials import Credentials
from engines.net.dialer import Dialers

CONNECT_SECONDS: Final = 10
_NO_FILE: Final = f"{os.devnull}/none"
"""There is none such: the passwords of this machine's user are not for sources."""
PORT: Final = 5432
_TLS: Final = ("verify-full", "require", "disable")
_FORBIDDEN: Final = ("28", "42501")
"""SQLSTATE: a refused password, and rights that are missing."""
_PASSES: Final = ("08", "40", "53", "55", "57P")
"""Connection, conflict, resources, locks, an admin who shuts down."""
_TIMED_OUT: Final = "57014"


class PostgresFetcher:
    def __init__(
        self, dialers: Dialers, credentials: Credentials, *, seconds: float = SECONDS
    ) -> None:
        self._dialers = dialers
        self._credentials = credentials
        self._seconds = seconds

    def fetch(self, request: Request) -> Fetched:
        asked = decode_rows(request.body)
        statement, bound = for_psycopg(wrapped(asked)), values(asked)
        try:
            with (
                closing(self._connected(request)) as connection,
                deadline(self._seconds + CONNECT_SECONDS, lambda: _cut(connection)),
            ):
                return self._rows(request, connection, statement, bound)
        except psycopg.Error as error:
            return self._said(request, error)

    def _connected(self, request: Request) -> "psycopg.Connection[tuple[Any, ...]]":
        """By address, so that the name cannot lead elsewhere; TLS is still checked by the name."""
        target = urlsplit(request.url)
        host, port = target.hostname or "", target.port or PORT
        user, password = self._credentials.pair(request)
        mode = _tls(request, target)
        connection = psycopg.connect(
            host=host,
            hostaddr=self._dialers(request.space).addresses(host, port)[0],
            port=port,
            dbname=unquote(target.path.strip("/")),
            user=user,
            password=password,
            passfile=_NO_FILE,
            connect_timeout=CONNECT_SECONDS,
            application_name="prospekt",
            sslmode=mode,
            sslrootcert="system" if mode == _TLS[0] else "",
        )
        connection.read_only = True
        return connection

    def _rows(
        self,
        request: Request,
        connection: "psycopg.Connection[tuple[Any, ...]]",
        statement: str,
        bound: dict[str, object],
    ) -> Fetched:
        """Row by row, so that an answer without end is not held."""
        most = f"{self._seconds * 1000:.0f}"
        lines = Lines(request)
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", (most,))
            names: list[str] = []
            for row in cursor.stream(statement.encode(), bound):
                names = names or columns(request, [each.name for each in cursor.description or ()])
                lines.add(dict(zip(names, row, strict=True)))
        return lines.fetched()

    def _said(self, request: Request, error: psycopg.Error) -> Fetched:
        state = error.sqlstate or ""
        said = f"source {request.source}: {_first_line(error)}"
        if state == "42P01":
            return without_rows(request, 404)
        if state.startswith(_FORBIDDEN) or "password authentication failed" in str(error):
            return without_rows(request, 401 if not state.startswith("42") else 403)
        if state == _TIMED_OUT:
            msg = f"source {request.source}: the query took longer than {self._seconds:g} s"
            raise Permanent(f"{msg}; ask for smaller pages or add an index") from error
        if state.startswith(_PASSES) or (not state and isinstance(error, psycopg.OperationalError)):
            raise Transient(said) from error
        raise Permanent(f"{said}; mend the query") from error


def _tls(request: Request, target: SplitResult) -> str:
    """Certificates are checked unless the source says in its address that they are not."""
    mode = parse_qs(target.query).get("sslmode", [_TLS[0]])[0]
    if mode not in _TLS:
        raise Permanent(f"source {request.source}: sslmode is {mode[:40]!r}; write one of {_TLS}")
    return mode


def _cut(connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
    """End a connection that another thread waits for."""
    with socket.socket(fileno=os.dup(connection.fileno())) as wire:
        wire.shutdown(socket.SHUT_RDWR)


def _first_line(error: psycopg.Error) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
