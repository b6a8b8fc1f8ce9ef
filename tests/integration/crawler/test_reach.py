"""What the crawling process connects to, by the connections that are made."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from contracts.frontier import HostPolicy, Kind, Request, Role
from engines.embedded.frontier import SqliteFrontier
from tests.integration.crawler.board import Board, page, redirect, served
from tests.integration.crawler.process import Site

NOBODY = json.dumps({})


class Inner:
    """A service that nobody outside may reach; it counts who came."""

    def __init__(self, server: socket.socket) -> None:
        self.port = server.getsockname()[1]
        self.visits = 0
        self._server = server
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.visits += 1
            connection.close()

    def end(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()


@contextmanager
def inner() -> Iterator[Inner]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        service = Inner(server)
        try:
            yield service
        finally:
            service.end()


def ask(site: Site, *urls: str, kind: Kind = Kind.HTTP, space: str = "public") -> None:
    with closing(SqliteFrontier(site.home.frontier)) as frontier:
        requests = [
            Request(url=url, source="work_ua", role=Role.DETAIL, kind=kind, space=space)
            for url in urls
        ]
        assert frontier.push(requests) == len(urls)
        for request in requests:
            frontier.configure_host(request.host, HostPolicy(interval_ms=0))


def test_this_machine_is_refused_unless_somebody_allows_it(tmp_path: Path) -> None:
    with served(Board(3)) as board:
        site = Site(board, tmp_path, PROSPEKT_NET_ALLOW=NOBODY)
        site.seed()
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert sum(board.asked.values()) == 0
    assert "it is this machine itself" in ended.stderr
    assert "PROSPEKT_NET_ALLOW" in ended.stderr
    assert site.ledger().outstanding == 0
    assert not site.ends()[0].complete


def test_no_spelling_of_an_inner_address_is_connected_to(tmp_path: Path) -> None:
    with served(Board(1)) as board, inner() as service:
        site = Site(board, tmp_path)
        hosts = (
            *("127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "127.1", "0", "localhost"),
            *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]"),
        )
        ask(site, *(f"http://{host}:{service.port}/" for host in hosts))
        ask(site, "file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "data:,x")
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert service.visits == 0
    assert site.ledger().outstanding == 0
    assert site.pages() == {}


def test_a_redirect_to_an_inner_address_is_not_followed(tmp_path: Path) -> None:
    board = Board(1)
    with served(board), inner() as service:
        board.special["/go"] = redirect(f"http://127.0.0.1:{service.port}/metadata")
        site = Site(board, tmp_path)
        ask(site, f"{board.url}/go")
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert board.asked["/go"] == 1
    assert service.visits == 0
    assert list(site.pages()) == ["/go"]


def test_a_kept_connection_of_one_space_serves_no_other(tmp_path: Path) -> None:
    board = Board(1)
    with served(board):
        board.special["/team"] = board.special["/all"] = page(b"x")
        address = board.url.removeprefix("http://")
        allow = json.dumps({"team-a": [address]})
        site = Site(board, tmp_path, PROSPEKT_NET_ALLOW=allow)
        ask(site, f"{board.url}/team", space="team-a")
        ask(site, f"{board.url}/all")
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert (board.asked["/team"], board.asked["/all"]) == (1, 0)
    assert f"{address} (this machine itself) is connected to" in ended.stderr


@pytest.mark.parametrize("kind", [Kind.SQL, Kind.MONGO, Kind.FILE, Kind.MAIL, Kind.SPARQL])
def test_a_web_address_is_asked_in_no_other_way(tmp_path: Path, kind: Kind) -> None:
    with served(Board(1)) as board:
        site = Site(board, tmp_path)
        ask(site, f"{board.url}/jobs/1/", kind=kind)
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert sum(board.asked.values()) == 0
