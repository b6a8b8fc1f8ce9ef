"""What the config store's contract tests run on: every engine, opened as often as a test likes.

A store is named by an address that child processes can be told: a file, or PostgreSQL's URL.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
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


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "config.db")
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def config(address: str) -> Iterator[SqlConfig]:
    with opened(address) as config:
        yield config
