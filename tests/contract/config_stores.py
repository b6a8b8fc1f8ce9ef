"""A config store by its address, which child processes can be told: a file, or PostgreSQL's URL."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from engines.sql.config import SqlConfig
from engines.sql.database import Database
from engines.sql.postgres import postgres
from engines.sql.sqlite import sqlite


def database(address: str) -> Database:
    if address.startswith("postgresql:"):
        return postgres(sa.make_url(address))
    return sqlite(Path(address))


@contextmanager
def opened(address: str) -> Iterator[SqlConfig]:
    with closing(SqlConfig(database(address))) as config:
        yield config
