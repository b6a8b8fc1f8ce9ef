"""A config store in one SQLite file."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite as sqlite_dialect

from contracts.clock import Clock, system_clock
from contracts.errors import ProspektError
from engines.embedded.database import connect, translated
from engines.sql.database import Database, Insert


class _Sqlite:
    insert: Insert = staticmethod(sqlite_dialect.insert)

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock

    def now(self, connection: sa.Connection) -> datetime:  # noqa: ARG002 - one machine, one clock
        return self._clock()

    def lock_schema(self, connection: sa.Connection) -> None:
        """Done: a transaction that writes has the whole file to itself."""

    def translated(self, error: BaseException) -> ProspektError:
        return translated(self._path, error)


def sqlite(path: Path, clock: Clock = system_clock) -> Database:
    engine = sa.create_engine(
        "sqlite+pysqlite://", creator=lambda: connect(path), poolclass=sa.QueuePool
    )
    sa.event.listen(engine, "begin", _begin)
    return Database(engine, _Sqlite(path, clock), str(path))


def _begin(connection: sa.Connection) -> None:
    """A writer waits for its turn here, not in the middle, where it could only give up."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
