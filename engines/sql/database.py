"""One database: transactions that are seen whole or not at all, errors in our words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contracts.errors import ProspektError, Transient


class Insert(Protocol):
    """What both dialects can do beyond the standard: see `sqlalchemy.dialects`."""

    def __call__(self, table: sa.Table) -> Any: ...  # noqa: ANN401 - the two share no type


class Dialect(Protocol):
    """What differs between the two."""

    @property
    def insert(self) -> Insert: ...

    def now(self, connection: sa.Connection) -> datetime:
        """Tell the time that all who use this database share."""

    def lock_schema(self, connection: sa.Connection) -> None:
        """Let one process at a time change the tables, until its transaction ends."""

    def translated(self, error: BaseException) -> ProspektError: ...


class Database:
    """Threads share it; `name` stands for it in messages."""

    def __init__(self, engine: sa.Engine, dialect: Dialect, name: str) -> None:
        self.name = name
        self.dialect = dialect
        self._engine = engine
        self._writing = engine.execution_options(writing=True)

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        with self._plain_errors(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        with self._plain_errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            msg = f"{self.name}: every connection is in use for too long; retry"
            raise Transient(msg) from error
        except DBAPIError as error:
            raise self.dialect.translated(error.orig or error) from error
        except OSError as error:
            raise self.dialect.translated(error) from error

    def ping(self) -> None:
        with self.reading() as connection:
            connection.execute(sa.select(1))

    def close(self) -> None:
        self._engine.dispose()
