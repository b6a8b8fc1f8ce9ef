"""Documents of a server that speaks MongoDB's protocol: found in pages, within bounds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pymongo
import pytest

from contracts.asking import Rows
from contracts.errors import Permanent, Transient
from contracts.fetching import Fetched
from contracts.frontier import Kind
from engines.fetching.mongo import MongoFetcher
from engines.net.credentials import Credentials
from engines.net.guard import Refused
from tests.engines.certificates import Certificates
from tests.integration.fetching.asking import asking, dialers, rows
from tests.integration.fetching.relay import relayed


@pytest.fixture(scope="module")
def server(mongo_address: str) -> Iterator[str]:
    """Its host and port."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(mongo_address)
    with client:
        at = datetime(2026, 1, 2, tzinfo=UTC)
        client.shop.jobs.insert_many(
            [{"n": n, "title": f"Інженер {n}", "at": at, "tags": ["a"]} for n in range(7)]
        )
        client.shop.large.insert_many([{"x": "x" * 3_000_000} for _ in range(6)])
        yield urlsplit(mongo_address).netloc
        client.drop_database("shop")


def fetch(server: str, path: str = "shop/jobs", **fields: Any) -> Fetched:
    fetcher = MongoFetcher(dialers(server), Credentials({}), seconds=5)
    url = f"mongodb://{server}/{path}?tls=false"
    return fetcher.fetch(asking(url, Rows(**fields), Kind.MONGO))


@pytest.mark.parametrize("key", ["_id", "n", "title"])
def test_documents_come_in_pages_by_key(server: str, key: str) -> None:
    seen: list[dict[str, Any]] = []
    while True:
        after = seen[-1][key] if seen else None
        page = rows(fetch(server, key=key, after=after, limit=3))
        seen += page
        if len(page) < 3:
            break
    assert [row["n"] for row in seen] == list(range(7))


def test_a_filter_and_fields_choose(server: str) -> None:
    found = rows(fetch(server, filter={"n": {"$gte": 5}}, fields=("title",), key="n"))
    assert found == [{"title": "Інженер 5", "n": 5}, {"title": "Інженер 6", "n": 6}]
    (first,) = rows(fetch(server, filter={"n": 0}, fields=("at",)))
    assert first == {"at": {"$date": "2026-01-02T00:00:00Z"}}


def test_code_is_not_sent(server: str) -> None:
    with pytest.raises(Permanent, match=r"\$where"):
        fetch(server, filter={"$or": [{"$where": "sleep(1000) || true"}]})


def test_an_absent_collection_has_no_rows_and_no_name_is_said(server: str) -> None:
    assert rows(fetch(server, "shop/absent")) == []
    with pytest.raises(Permanent, match="names no collection"):
        fetch(server, "shop")


def test_too_much_is_an_error(server: str) -> None:
    with pytest.raises(Permanent, match="16 MiB"):
        fetch(server, "shop/large")


def test_the_address_is_refused_unless_it_is_allowed(server: str) -> None:
    fetcher = MongoFetcher(dialers(), Credentials({}))
    url = f"mongodb://{server}/shop/jobs"
    with pytest.raises(Refused):
        fetcher.fetch(asking(url, Rows(), Kind.MONGO))


def test_a_server_without_tls_is_not_spoken_to_unless_the_source_says_so(
    server: str,
) -> None:
    fetcher = MongoFetcher(dialers(server), Credentials({}), seconds=2)
    url = f"mongodb://{server}/shop/jobs"
    with pytest.raises(Transient):
        fetcher.fetch(asking(url, Rows(), Kind.MONGO))


def test_the_certificate_is_checked_by_the_name_though_the_address_is_connected_to(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = Certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca))
    with relayed(server, str(certificates.cert), str(certificates.key)) as port:
        fetcher = MongoFetcher(dialers(f"127.0.0.1:{port}"), Credentials({}), seconds=5)

        def ask(host: str) -> Fetched:
            url = f"mongodb://{host}:{port}/shop/jobs"
            return fetcher.fetch(asking(url, Rows(key="n", limit=2), Kind.MONGO))

        assert len(rows(ask("localhost"))) == 2
        with pytest.raises((Transient, Permanent)):
            ask("127.1")
