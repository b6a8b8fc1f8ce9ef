"""A crawl says which source was not read as it should be."""

import json
from pathlib import Path

import pytest

from console import wiring
from console.declarations import parse_declarations
from tests.integration.console.home import on
from tests.integration.crawler.board import Board, page, served

WATCH = """\
apiVersion: prospekt.dev/v1alpha1
kind: Watch
metadata: {{name: all}}
spec: {{websites: ["{url}/"], sources: [work_ua]}}
"""
WALL = page(b"<title>Just a moment...</title>", status=403)


def test_a_wall_is_told_at_the_end_of_a_crawl(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board = Board(4)
    board.special["/jobs/?page=1"] = WALL
    with served(board), on(tmp_path / "home"):
        asked = {"work_ua": {"base_url": board.url, "interval_ms": 0}}
        monkeypatch.setenv("PROSPEKT_CRAWLER_SOURCES", json.dumps(asked))
        monkeypatch.setenv("PROSPEKT_NET_ALLOW", '{"public": ["127.0.0.1"]}')
        platform = wiring.open_platform()
        platform.apply(parse_declarations(WATCH.format(url=board.url), "w.yaml").watches)
        done = platform.crawl(["all"], lambda _: None)
    assert (done.pages, done.troubled) == (1, {"work_ua": "blocked"})
