"""Rows of a SQLite file below a folder that an admin named: nothing in it can be changed."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import quote

from contracts.asking import decode_rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Request
from engines.fetching.bounds import LARGEST, SECONDS, Lines, without_rows
from engines.fetching.folders import Folders
from engines.fetching.statements import columns, values, wrapped

_STEPS: Final = 10_000
"""Of SQLite's machine, between two looks at the clock."""
_READS: Final = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_DENIED_FUNCTIONS: Final = frozenset(
    {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}
)
_FULL_TEXT: Final = frozenset(
    {(sqlite3.SQLITE_PRAGMA, "data_version"), (sqlite3.SQLITE_UPDATE, "sqlite_master")}
)
"""What SQLite asks when it opens a full-text table; the file itself is open for reading only."""


class SqliteFetcher:
    def __init__(
        self, folders: Folders, *, seconds: float = SECONDS, clock: Callable[[], float] = monotonic
    ) -> None:
        self._folders = folders
        self._seconds = seconds
        self._clock = clock

    def fetch(self, request: Request) -> Fetched:
        asked = decode_rows(request.body)
        statement, bound = wrapped(asked), values(asked)
        file = self._folders.path(request)
        if file is None:
            return without_rows(request, 404)
        try:
            with closing(self._opened(file)) as connection:
                return self._rows(request, connection.execute(statement, bound))
        except sqlite3.Error as error:
            return self._said(request, error)

    def _opened(self, file: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        connection.execute("PRAGMA query_only = 1")
        connection.execute("PRAGMA trusted_schema = 0")
        connection.set_authorizer(_allowed)
        end = self._clock() + self._seconds
        connection.set_progress_handler(lambda: int(self._clock() > end), _STEPS)
        return connection

    def _rows(self, request: Request, cursor: sqlite3.Cursor) -> Fetched:
        names = columns(request, [str(column[0]) for column in cursor.description])
        lines = Lines(request)
        for row in cursor:
            lines.add(dict(zip(names, row, strict=True)))
        return lines.fetched()

    def _said(self, request: Request, error: sqlite3.Error) -> Fetched:
        said = str(error)
        if said.startswith("no such table"):
            return without_rows(request, 404)
        if said == "interrupted":
            msg = (
                f"source {request.source}: the query took longer than {self._seconds:g} s; "
                "ask for smaller pages or add an index"
            )
            raise Permanent(msg) from error
        if isinstance(error, sqlite3.OperationalError) and "locked" in said:
            raise Transient(f"source {request.source}: {said}") from error
        msg = f"source {request.source}: SQLite refuses the query: {said}; mend the query"
        raise Permanent(msg) from error


def _allowed(
    action: int, first: str | None, second: str | None, _database: str | None, _by: str | None
) -> int:
    """Let nothing through but reading: no ATTACH, PRAGMA, extension or change of anything."""
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _DENIED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if (action, first) in _FULL_TEXT:
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY
