"""Databases that are servers by the real command: what they have, no more, and no password."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pymongo
import pytest

from tests.engines.postgres import database
from tests.integration.crawler.connected import Connected, Left, example

pytestmark = pytest.mark.timeout(300)


def test_a_postgresql_database_by_its_password(tmp_path: Path, postgres_address: str) -> None:
    tables = """
        CREATE TABLE departments (id integer, name text);
        CREATE TABLE vacancies (id integer PRIMARY KEY, title text, city text, opened_on date,
            text text, is_public boolean, department_id integer);
        INSERT INTO departments VALUES (1, 'R&D');
        INSERT INTO vacancies SELECT n, 'Engineer ' || n, 'Київ', '2026-10-01', 'text', n <> 3, 1
            FROM generate_series(1, 7) AS n;
    """
    with database(postgres_address) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(tables)
        target = urlsplit(url)
        host = target.netloc.rpartition("@")[2]
        home = Connected(tmp_path)
        home.reach(host)
        secret = f"{unquote(target.username or '')}:{unquote(target.password or '')}"
        home.secret("hr-database", secret, host)
        address = f"postgresql://{host}{target.path}?sslmode=disable"
        changes = {"postgresql://hr.example:5432/hr": address, "size: 500": "size: 2"}
        home.apply(example("sql", **changes))
        home.crawl()
    password = secret.partition(":")[2]
    assert home.holds(password) == []
    assert password not in home.says("hr-database")
    found = Left(home.home).postings("hr-database")
    assert sorted(each.title for each in found) == [f"Engineer {n}" for n in (1, 2, 4, 5, 6, 7)]
    assert {(each.company, each.places) for each in found} == {("R&D", ("Київ",))}


def test_a_mongodb_collection(tmp_path: Path, mongo_url: str) -> None:
    target = urlsplit(mongo_url)
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(mongo_url)
    with client:
        client[target.path.strip("/")].reviews.insert_many(
            [
                {"published": n < 5, "stars": n, "employer": {"name": f"E{n}"}, "text": f"text {n}"}
                for n in range(7)
            ]
        )
    home = Connected(tmp_path)
    home.reach(target.netloc)
    changes = {
        "mongodb://reviews.example:27017/site": f"mongodb://{target.netloc}{target.path}",
        "/reviews\n": "/reviews?tls=false\n    size: 2\n",
        "text, at]": "text]",
        "    published_at: at\n": "",
        "  credential: reviews-mongo\n": "",
    }
    home.apply(example("mongo", **changes))
    home.crawl()
    found = Left(home.home).documents("reviews-mongo")
    assert sorted((each.title, each.text) for each in found) == [
        (f"E{n}", f"text {n}") for n in range(5)
    ]
