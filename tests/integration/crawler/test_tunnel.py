"""Encrypted pages through a proxy: it sees where to, and nothing of what is said there."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from tests.engines.certificates import Certificates
from tests.integration.crawler.board import Board, Handler, page
from tests.integration.crawler.process import Site
from tests.integration.crawler.test_reach import ask
from tests.integration.crawler.tunnel import Tunnel, tunnelled

CANARY = "canary-of-the-tunnel"
SEEN = "Basic dXM6Y2FuYXJ5LW9mLXRoZS10dW5uZWw="


class HiddenBoard(Board):
    """It notes whether what is the proxy's came to it."""

    def __init__(self) -> None:
        super().__init__(0)
        self.special |= {"/robots.txt": page(b"", kind="text/plain"), "/ok": page(b"<h1>x</h1>")}
        self.told: list[str] = []

    def answer(self, handler: Handler) -> None:
        self.told.append(str(handler.headers))
        super().answer(handler)


class Scene(Struct):
    board: HiddenBoard
    tunnel: Tunnel
    certificates: Certificates
    place: Path

    def site(self, *allowed: str) -> Site:
        url = self.tunnel.url
        asked = {"proxy": url, "proxy_credential": "proxy", "interval_ms": 0}
        secret = {"proxy": {"secret": f"us:{CANARY}", "hosts": [url]}}
        return Site(
            self.board,
            self.place / "home",
            PROSPEKT_CRAWLER_SOURCES=json.dumps({"work_ua": asked}),
            PROSPEKT_CREDENTIALS=json.dumps(secret),
            PROSPEKT_NET_ALLOW=json.dumps({"public": allowed}),
            SSL_CERT_FILE=str(self.certificates.ca),
        )

    @property
    def address(self) -> str:
        return self.tunnel.url.removeprefix("http://")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    board, certificates = HiddenBoard(), Certificates(tmp_path)
    with tunnelled(board, certificates) as tunnel:
        yield Scene(board, tunnel, certificates, tmp_path)


def said_first(site: Site) -> str:
    """Return what it says first, and by its end: such a page would be tried for hours."""
    process = site.start()
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        process.terminate()
        return said + process.communicate(timeout=180)[1]
    finally:
        process.kill()


def test_an_encrypted_page_and_its_rules_come_through_a_tunnel(scene: Scene) -> None:
    """The site's own address is the proxy's affair: here the name has none."""
    site = scene.site(scene.address)
    target = "https://site.invalid/ok"
    ask(site, target)
    ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert list(site.pages()) == [target], ended.stderr
    assert dict(scene.board.asked) == {"/robots.txt": 1, "/ok": 1}
    assert set(scene.tunnel.asked) == {("site.invalid:443", SEEN)}
    heard = "".join(scene.board.told)
    assert "Proxy-Authorization" not in heard
    assert CANARY not in ended.stderr


def test_a_site_that_is_another_than_its_certificate_says_is_told_nothing(scene: Scene) -> None:
    site = scene.site(scene.address)
    ask(site, "https://other.invalid/ok")
    assert "robots.txt" in said_first(site)
    assert ("other.invalid:443", SEEN) in scene.tunnel.asked
    assert not scene.board.asked


def test_a_tunnel_that_is_refused_is_no_answer(scene: Scene) -> None:
    scene.tunnel.refuses = True
    site = scene.site(scene.address)
    ask(site, "https://site.invalid/ok")
    said = said_first(site)
    assert "robots.txt" in said
    assert CANARY not in said
    assert scene.tunnel.asked
    assert not scene.board.asked


def test_a_proxy_at_a_private_address_that_nobody_allowed_is_not_connected_to(
    scene: Scene,
) -> None:
    site = scene.site()
    ask(site, "https://site.invalid/ok")
    assert "robots.txt" in said_first(site)
    assert not scene.tunnel.asked


def test_a_site_that_is_known_here_as_private_is_refused_through_a_proxy_too(scene: Scene) -> None:
    site = scene.site(scene.address)
    ask(site, "https://localhost/ok")
    ended = site.crawl()
    assert "localhost: 127.0.0.1:443 is not connected to" in ended.stderr
    assert not scene.tunnel.asked
