"""A source with a proxy is asked through it: pages and robots.txt, with its secret."""

import json
from contextlib import closing
from pathlib import Path

from engines.embedded.frontier import SqliteFrontier
from tests.integration.crawler.board import Board, Handler, page, served
from tests.integration.crawler.process import Site
from tests.integration.crawler.test_reach import ask

CANARY = "canary-of-the-proxy"
PAGE, RULES = "http://site.invalid/jobs/1/", "http://site.invalid/robots.txt"


class ProxyBoard(Board):
    """It is asked for whole addresses, and notes who asks."""

    def __init__(self) -> None:
        super().__init__(0)
        self.special |= {PAGE: page(b"<h1>x</h1>"), RULES: page(b"", kind="text/plain")}
        self.who: list[str] = []

    def answer(self, handler: Handler) -> None:
        self.who.append(handler.headers.get("Proxy-Authorization", ""))
        super().answer(handler)


def a_site(proxy: Board, place: Path, *allowed: str) -> Site:
    asked = {"work_ua": {"proxy": proxy.url, "proxy_credential": "proxy", "interval_ms": 0}}
    secret = {"proxy": {"secret": f"us:{CANARY}", "hosts": [proxy.url]}}
    return Site(
        proxy,
        place,
        PROSPEKT_CRAWLER_SOURCES=json.dumps(asked),
        PROSPEKT_CREDENTIALS=json.dumps(secret),
        PROSPEKT_NET_ALLOW=json.dumps({"public": allowed}),
    )


def test_pages_and_rules_come_through_it(tmp_path: Path) -> None:
    proxy = ProxyBoard()
    with served(proxy):
        site = a_site(proxy, tmp_path, proxy.url.removeprefix("http://"))
        ask(site, PAGE)
        ended = site.crawl()
    assert ended.returncode == 0, ended.stderr
    assert dict(proxy.asked) == {RULES: 1, PAGE: 1}
    assert proxy.who == ["Basic dXM6Y2FuYXJ5LW9mLXRoZS1wcm94eQ=="] * 2
    assert list(site.pages()) == [PAGE]
    assert CANARY not in ended.stderr
    assert not any(CANARY.encode() in file.read_bytes() for file in tmp_path.glob("*.db*"))


def test_one_without_an_address_is_no_answer_and_uses_up_attempts(tmp_path: Path) -> None:
    """Even where the rules of the page's host are known, and nobody asks for them first."""
    proxy = ProxyBoard()
    proxy.url = f"http://{'x' * 64}.invalid:3128"  # no resolver is asked for such a name
    site = a_site(proxy, tmp_path)
    with closing(SqliteFrontier(site.home.frontier)) as frontier:
        frontier.robots("http://site.invalid")
        frontier.tell_robots("http://site.invalid", b"", delay_ms=0, keep_ms=3_600_000)
    ask(site, PAGE)
    process = site.start()
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        process.terminate()
        process.communicate(timeout=180)
    finally:
        process.kill()
    assert "no answer: " in said
    assert "has no address" in said


def test_its_own_address_is_checked(tmp_path: Path) -> None:
    proxy = ProxyBoard()
    with served(proxy):
        site = a_site(proxy, tmp_path)
        ask(site, "http://93.184.216.34/")
        process = site.start()
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            process.terminate()
            said += process.communicate(timeout=180)[1]
        finally:
            process.kill()
    assert not proxy.asked
    assert "robots.txt" in said or "not connected to" in said
