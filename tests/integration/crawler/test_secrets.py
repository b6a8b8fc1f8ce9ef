"""Secrets that a crawl uses are in nothing that it leaves or says, whatever happens to it."""

import json
import re
import signal
import socket
import sqlite3
import subprocess
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

import pytest

from contracts.asking import CREDENTIAL, CREDENTIAL_AS, Rows, encode_asked
from contracts.frontier import HostPolicy, Kind, Request
from contracts.log import Entry
from contracts.names import PAGES_RAW, POSTINGS_RAW, TOPICS
from engines.embedded.blobs import FolderBlobs
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.log import SqliteLog
from stream.dead_letters import DeadLetters
from tests.builders import NOW
from tests.engines.certificates import Certificates
from tests.engines.servers import free_port
from tests.eventually import eventually
from tests.integration.crawler.board import Board, Handler, page, redirect, served
from tests.integration.crawler.process import Site, finished
from tests.integration.fetching.mailbox import PASSWORD, Mailbox, serving

TOKEN, SQL, PROXY = "canary-of-the-token", "canary-of-the-database", "canary-of-the-proxy"
SEEN_BY_THE_PROXY = b64encode(f"reader:{PROXY}".encode()).decode()
REDIS, CONFIG = "canary-of-the-redis", "canary-of-the-config"
CANARIES = (TOKEN, SQL, PASSWORD, PROXY, SEEN_BY_THE_PROXY, REDIS, CONFIG)


class Crawled(NamedTuple):
    board: "Listening"
    other: "Listening"
    proxy: "Listening"
    mailbox: Mailbox
    home: Path
    crawl: "Done"
    stream: "Done"


class Done(NamedTuple):
    """What a process said, and its metrics while it ran."""

    ended: subprocess.CompletedProcess[str]
    metrics: str


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
    board, other, proxy = Listening(), Listening(), Listening()
    mailbox = Mailbox({1: b"Subject: x\r\n\r\ny"})
    with (
        served(board),
        served(other),
        served(proxy),
        serving(mailbox, str(certificates.cert), str(certificates.key)),
    ):
        board.special |= {
            "/ok": page(f"<h1>who asks: {TOKEN}?</h1>".encode()),
            "/gone": page(b"gone", status=404),
            "/denied": page(b"denied", status=403),
            "/away": redirect(f"{other.url}/there"),
        }
        other.special["/there"] = page(b"there")
        proxy.special[f"{board.url}/through"] = page(b"through")
        site = _site(place, (board, other, proxy), mailbox)
        site.environment["SSL_CERT_FILE"] = str(certificates.ca)
        _ask(site, board, mailbox)
        crawl = _run(site, "crawler.main", "PROSPEKT_CRAWLER_METRICS_PORT", lambda: _crawled(site))
        _misplace(site)
        stream = _run(site, "stream.main", "PROSPEKT_STREAM_METRICS_PORT", lambda: _letters(site))
        yield Crawled(board, other, proxy, mailbox, site.home.root, crawl, stream)


def _run(site: Site, module: str, port_setting: str, done: Callable[[], object]) -> Done:
    port = free_port()
    process = site.start(module=module, **{port_setting: str(port)})
    try:
        eventually(done, within=60)
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            metrics = answer.read().decode()
        process.send_signal(signal.SIGTERM)
    finally:
        ended = finished(process)
    return Done(ended, metrics)


def _crawled(site: Site) -> bool:
    books = site.ledger()
    return books.discovered > 0 and not books.outstanding


def _misplace(site: Site) -> None:
    """What was told of pages, where only postings belong: so that it ends in dead letters."""
    with closing(SqliteLog(site.home.log)) as log:
        told = list(log.read(PAGES_RAW))
        log.append([Entry(topic=POSTINGS_RAW, key=each.key, value=each.value) for each in told])


def _letters(site: Site) -> bool:
    with closing(SqliteLog(site.home.log)) as log:
        letters = DeadLetters(log, log, FolderBlobs(site.home.blobs), now=lambda: NOW).find()
        return len(letters) == len(list(log.read(PAGES_RAW))) > 0


def _site(place: Path, boards: tuple[Board, Board, Board], mailbox: Mailbox) -> Site:
    board, _, proxy = boards
    reached = [each.url.removeprefix("http://") for each in boards]
    bound = {
        "api": {"secret": TOKEN, "hosts": [board.url]},
        "db": {"secret": f"reader:{SQL}", "hosts": ["127.0.0.1:1"]},
        "proxy": {"secret": f"reader:{PROXY}", "hosts": [proxy.url]},
        "mail": {"secret": f"reader:{PASSWORD}", "hosts": [f"127.0.0.1:{mailbox.port}"]},
    }
    return Site(
        board,
        place / "home",
        PROSPEKT_NET_ALLOW=json.dumps(
            {"public": [*reached, "127.0.0.1:1", f"127.0.0.1:{mailbox.port}"]}
        ),
        PROSPEKT_CREDENTIALS=json.dumps(bound),
        PROSPEKT_CRAWLER_SOURCES=json.dumps(
            {"dou": {"proxy": proxy.url, "proxy_credential": "proxy"}}
        ),
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
        *(Request(url=f"{board.url}/{path}", source="dou") for path in ("through", "nowhere")),
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
    board, mailbox, ended = crawled.board, crawled.mailbox, crawled.crawl.ended
    assert ended.returncode == 0, ended.stderr
    through = crawled.proxy.heard[f"{board.url}/through"]
    assert f"Proxy-Authorization: Basic {SEEN_BY_THE_PROXY}" in through
    for path in ("/ok", "/gone", "/denied", "/away"):
        assert f"X-Key: {TOKEN}" in board.heard[path]
    assert any(PASSWORD in told for told in mailbox.told)
    assert any("UID FETCH" in told for told in mailbox.told)


def test_they_were_shown_to_nobody_else(crawled: Crawled) -> None:
    board, other = crawled.board, crawled.other
    assert "/there" in other.heard
    heard = "".join((*other.heard.values(), board.heard["/robots.txt"]))
    assert not any(canary in heard for canary in CANARIES)
    assert SQL not in "".join(board.heard.values())


def test_nothing_that_is_left_or_said_holds_one(crawled: Crawled) -> None:
    home = crawled.home
    for done in (crawled.crawl, crawled.stream):
        said = done.ended.stdout + done.ended.stderr + done.metrics
        assert not any(canary in said for canary in CANARIES)
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


def test_no_event_and_no_dead_letter_holds_one(crawled: Crawled) -> None:
    blobs = FolderBlobs(crawled.home / "blobs")
    with closing(SqliteLog(crawled.home / "log.db")) as log:
        letters = DeadLetters(log, log, blobs, now=lambda: NOW).find()
        told = [each.key.encode() + each.value for topic in TOPICS for each in log.read(topic)]
    kept = [blobs.get(each.blob) for each in letters]
    told += [f"{each.reason} {each.key}".encode() for each in letters] + kept
    assert any(b"/denied" in each for each in kept)
    assert len(told) > 2 * len(letters) > 10
    for each in told:
        assert not any(canary.encode() in each for canary in CANARIES)


def test_the_metrics_tell_of_what_was_done(crawled: Crawled) -> None:
    assert re.search(r"prospekt_crawler_pages_total\{.*work_ua", crawled.crawl.metrics)
    assert "prospekt_stream_dead_letters_total" in crawled.stream.metrics


@pytest.mark.parametrize(
    "settings",
    [
        {"PROSPEKT_CRAWLER_SOURCES": f'{{"dou": {{"proxy": "http://reader:{PROXY}@a.test:1"}}}}'},
        {"PROSPEKT_CREDENTIALS": f'{{"api": {{"secret": "{TOKEN}"}}}}'},
        {"PROSPEKT_CREDENTIALS": f'{{"api": {{"secret": "{TOKEN}"'},
    ],
    ids=["proxy", "no hosts", "no JSON"],
)
def test_a_start_that_fails_says_why_without_them(tmp_path: Path, settings: dict[str, str]) -> None:
    with served(Board(1)) as board:
        site = Site(board, tmp_path)
        ended = finished(site.start("--until-idle", **settings))
    assert ended.returncode > 0
    assert next(iter(settings)) in ended.stderr
    assert not any(canary in ended.stdout + ended.stderr for canary in CANARIES)


@pytest.mark.parametrize("answers", [False, True], ids=["nobody there", "silence"])
@pytest.mark.parametrize(
    ("settings", "mend"),
    [
        ({"PROSPEKT_FRONTIER_URL": f"redis://reader:{REDIS}@127.0.0.1:{{port}}/0"}, "check"),
        (
            {
                "PROSPEKT_CONFIG_DB_HOST": "127.0.0.1",
                "PROSPEKT_CONFIG_DB_PORT": "{port}",
                "PROSPEKT_CONFIG_DB_PASSWORD": CONFIG,
            },
            "PROSPEKT_CONFIG_DB_HOST, _PORT",
        ),
    ],
    ids=["redis", "config"],
)
def test_a_store_that_is_away_at_the_start_is_named_without_them(
    tmp_path: Path, settings: dict[str, str], mend: str, *, answers: bool
) -> None:
    with served(Board(1)) as board, socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if answers else free_port()
        told = {name: value.format(port=port) for name, value in settings.items()}
        ended = finished(Site(board, tmp_path).start("--until-idle", **told))
    assert ended.returncode > 0
    (said,) = ended.stderr.splitlines()
    assert f"127.0.0.1:{port}/" in said
    assert mend in said
    assert not any(canary in ended.stdout + ended.stderr for canary in CANARIES)


def test_the_failures_are_said_without_them(crawled: Crawled) -> None:
    said = crawled.crawl.ended.stderr
    assert "'absent', which space 'public' does not have" in said
    assert "sslmode" in said
