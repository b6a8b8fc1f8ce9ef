"""Rows of a real PostgreSQL: read in pages, nothing changed, everything bounded."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from contracts.asking import Rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Kind
from engines.fetching.postgres import PostgresFetcher
from engines.net.guard import Refused
from tests.engines.postgres import database
from tests.integration.fetching.asking import asking, credentials, dialers, rows

TABLE = """
CREATE SEQUENCE numbers;
CREATE TABLE jobs (id integer PRIMARY KEY, "Title" text, pay numeric, at timestamptz, logo bytea);
INSERT INTO jobs VALUES (1, 'Інженер 100%', 1000.50, '2026-01-02 03:04:05+02', '\\x00ff');
INSERT INTO jobs SELECT n, 'job ' || n FROM generate_series(2, 7) AS n;
"""


@pytest.fixture(scope="module")
def address(postgres_address: str) -> Iterator[str]:
    with database(postgres_address) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLE)
        yield url


class Shop:
    def __init__(self, address: str, **made: Any) -> None:
        target = urlsplit(address)
        self.host = target.netloc.rpartition("@")[2]
        self.user, self.password = unquote(target.username or ""), unquote(target.password or "")
        self.url = f"postgresql://{self.host}{target.path}?sslmode=disable"
        known = credentials(made.pop("secret", f"{self.user}:{self.password}"), self.host)
        allow = made.pop("allow", (self.host,))
        self.fetcher = PostgresFetcher(dialers(*allow), known, **made)

    def fetch(self, query: str, **fields: Any) -> Fetched:
        asked = Rows(query=query, **fields)
        return self.fetcher.fetch(asking(self.url, asked, Kind.SQL, credential="shop"))

    def ask(self, query: str, **fields: Any) -> list[dict[str, Any]]:
        return rows(self.fetch(query, **fields))


@pytest.fixture(scope="module")
def shop(address: str) -> Shop:
    return Shop(address, seconds=1)


def count(address: str) -> int:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT count(*) FROM jobs").fetchone()
    assert found is not None
    return int(found[0])


def test_rows_come_in_pages_by_key(shop: Shop) -> None:
    seen: list[str] = []
    while True:
        after = seen[-1] if seen else None
        page = shop.ask('SELECT id, "Title" FROM jobs', key="Title", after=after, limit=3)
        seen += [row["Title"] for row in page]
        if len(page) < 3:
            break
    assert sorted(seen) == sorted({*seen})
    assert len(seen) == 7


def test_values_are_told_as_promised(shop: Shop) -> None:
    (row,) = shop.ask(
        "SELECT *, NULL AS nothing FROM jobs WHERE id = :id AND \"Title\" LIKE '%:%' IS FALSE",
        parameters={"id": 1},
    )
    assert row["pay"] == "1000.50"
    assert row["logo"] == "AP8="
    assert row["nothing"] is None
    assert row["at"].startswith("2026-01-02T")


@pytest.mark.parametrize(
    "query",
    [
        "WITH gone AS (DELETE FROM jobs RETURNING id) SELECT * FROM gone",
        "SELECT 1) AS asked; DELETE FROM jobs; --",
        "SELECT set_config('transaction_read_only', 'off', false)",
        "SELECT nextval('numbers')",
        "SELECT 1 AS a, 2 AS a",
        "SELECT pg_sleep(20)",
        "SELECT generate_series(1, 100000) AS n",
        "SELECT repeat('x', 20000000) AS x",
        "SELECT :absent AS x",
    ],
)
def test_what_is_more_than_reading_or_has_no_end_is_refused(
    shop: Shop, address: str, query: str
) -> None:
    with pytest.raises(Permanent):
        shop.ask(query)
    assert count(address) == 7


def test_what_an_old_server_lets_a_reader_write_is_never_committed(
    shop: Shop, address: str
) -> None:
    """Before PostgreSQL 16 a read-only transaction may make large objects."""
    with suppress(Permanent):
        shop.ask("SELECT lo_from_bytea(0, 'x') AS made")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT oid FROM pg_largeobject_metadata").fetchall() == []


def test_a_parameter_is_a_value_and_nothing_else(shop: Shop) -> None:
    text = "'; DROP TABLE jobs; -- %s %(x)s :y"
    assert shop.ask("SELECT CAST(:x AS text) AS x", parameters={"x": text}) == [{"x": text}]


def test_what_is_not_there_and_who_may_not_is_a_status(shop: Shop, address: str) -> None:
    assert shop.fetch("SELECT * FROM absent").status == 404
    assert (
        Shop(address, secret=f"{urlsplit(address).username}:wrong").fetch("SELECT 1").status == 401
    )


def test_the_address_is_refused_unless_it_is_allowed(address: str) -> None:
    with pytest.raises(Refused):
        Shop(address, allow=()).fetch("SELECT 1")


def test_a_server_without_tls_is_not_spoken_to_unless_the_source_says_so(address: str) -> None:
    shop = Shop(address)
    shop.url = shop.url.partition("?")[0]
    with pytest.raises(Transient, match="SSL"):
        shop.fetch("SELECT 1")


def test_no_password_is_in_what_is_said(address: str) -> None:
    shop = Shop(address)
    shop.url = shop.url.replace("/test_", "/absent_")
    with pytest.raises((Permanent, Transient)) as said:
        shop.fetch("SELECT 1")
    assert shop.password not in str(said.value)
