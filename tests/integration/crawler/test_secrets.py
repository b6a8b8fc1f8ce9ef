"""Secrets that a crawl uses are in nothing that it leaves or says, whatever happens to it."""

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from contracts.asking import CREDENTIAL, CREDENTIAL_AS, Rows, encode_asked
from contracts.frontier import HostPolicy, Kind, Request
from engines.embedded.frontier import SqliteFrontier
from tests.engines.certificates import Certificates
from tests.integration.crawler.board import Board, Handler, page, redirect, served
from tests.integration.crawler.process import Site
from tests.integration.fetching.mailbox import PASSWORD, Mailbox, serving

TOKEN, SQL = "canary-of-the-token", "canary-of-the-database"
CANARIES = (TOKEN, SQL, PASSWORD)

Crawled = tuple[Board, Board, Mailbox, Path, CompletedProcess[str]]


class Listening(Board):
    """One that notes what it is told."""

    def __init__(self) -> None:
        super().__init__(1)
        self.heard: dict[str, str] = {}

    def answer(self, handler: Handler) -> None:
        self.heard[handler.path] = str(handler.headers)
        super().answer(handler)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    place = tmp_path_factory.mktemp("secrets")
    certificates = Certificates(place)
    board, other, mailbox = Listening(), Listening(), Mailbox({1: b"Subject: x\r\n\r\ny"})
    with (
        served(board),
        served(other),
        serving(mailbox, str(certificates.cert), str(certificates.key)),
    ):
        board.special |= {
            "/ok": page(f"<h1>who asks: {TOKEN}?</h1>".encode()),
            "/gone": page(b"gone", status=404),
            "/denied": page(b"denied", status=403),
            "/away": redirect(f"{other.url}/there"),
        }
        other.special["/there"] = page(b"there")
        site = _site(place, board, other, mailbox)
        site.environment["SSL_CERT_FILE"] = str(certificates.ca)
        _ask(site, board, mailbox)
        yield board, other, mailbox, site.home.root, site.crawl()


def _site(place: Path, board: Board, other: Board, mailbox: Mailbox) -> Site:
    reached = [url.removeprefix("http://") for url in (board.url, other.url)]
    bound = {
        "api": {"secret": TOKEN, "hosts": [board.url]},
        "db": {"secret": f"reader:{SQL}", "hosts": ["127.0.0.1:1"]},
        "mail": {"secret": f"reader:{PASSWORD}", "hosts": [f"127.0.0.1:{mailbox.port}"]},
    }
    return Site(
        board,
        place / "home",
        PROSPEKT_NET_ALLOW=json.dumps(
            {"public": [*reached, "127.0.0.1:1", f"127.0.0.1:{mailbox.port}"]}
        ),
        PROSPEKT_CREDENTIALS=json.dumps(bound),
    )


def _ask(site: Site, board: Board, mailbox: Mailbox) -> None:
    def asking(url: str, name: str, kind: Kind = Kind.HTTP, asked: Rows | None = None) -> Request:
        body = encode_asked(asked) if asked else b""
        meta = {CREDENTIAL: name, **({CREDENTIAL_AS: "header X-Key"} if name == "api" else {})}
        return Request(url=url, source="work_ua", kind=kind, body=body, meta=meta)

    mails = f"imaps://127.0.0.1:{mailbox.port}/INBOX"
    requests = [
        *(asking(f"{board.url}/{path}", "api") for path in ("ok", "gone", "denied", "away")),
        asking(f"{board.url}/ok?absent", "absent"),
        asking(f"{board.url}/ok?db", "db"),
        asking("postgresql://127.0.0.1:1/shop?sslmode=x", "db", Kind.SQL, Rows(query="SELECT 1")),
        asking("postgresql://127.0.0.1:1/shop", "db", Kind.SQL, Rows(query="DELETE FROM x")),
        asking(mails, "mail", Kind.MAIL, Rows(key="uid", limit=5)),
        asking(f"{mails}?", "mail", Kind.MAIL, Rows(key="wrong")),
    ]
    with closing(SqliteFrontier(site.home.frontier)) as frontier:
        frontier.push(requests)
        for request in requests:
            frontier.configure_host(request.host, HostPolicy(interval_ms=0, slots=16))


def _unpacked(content: bytes) -> bytes:
    """As a blob is kept, or as it is."""
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content


def test_they_were_used(crawled: Crawled) -> None:
    board, _, mailbox, _, ended = crawled
    assert ended.returncode == 0, ended.stderr
    assert isinstance(board, Listening)
    for path in ("/ok", "/gone", "/denied", "/away"):
        assert f"X-Key: {TOKEN}" in board.heard[path]
    assert any(PASSWORD in told for told in mailbox.told)
    assert any("UID FETCH" in told for told in mailbox.told)


def test_they_were_shown_to_nobody_else(crawled: Crawled) -> None:
    board, other, _, _, _ = crawled
    assert isinstance(board, Listening)
    assert isinstance(other, Listening)
    assert "/there" in other.heard
    heard = "".join((*other.heard.values(), board.heard["/robots.txt"]))
    assert not any(canary in heard for canary in CANARIES)
    assert SQL not in "".join(board.heard.values())


def test_nothing_that_is_left_or_said_holds_one(crawled: Crawled) -> None:
    _, _, _, home, ended = crawled
    assert not any(canary in ended.stdout + ended.stderr for canary in CANARIES)
    for file in home.glob("*.db"):
        with closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [file for file in home.rglob("*") if file.is_file()]
    assert len(files) > 5
    assert any(b"who asks: ********?" in _unpacked(file.read_bytes()) for file in files)
    for file in files:
        content = _unpacked(file.read_bytes())
        for canary in CANARIES:
            assert canary.encode() not in content, f"{file} holds {canary}"


def test_the_failures_are_said_without_them(crawled: Crawled) -> None:
    said = crawled[4].stderr
    assert "'absent', which space 'public' does not have" in said
    assert "sslmode" in said
