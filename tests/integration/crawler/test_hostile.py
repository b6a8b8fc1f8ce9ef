"""Whatever a server sends: memory stays bounded, and every fetch ends with a reason."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.integration.crawler.board import Board, served
from tests.integration.crawler.hostile import ZEROS, hostile

MOST_MEGABYTES = 600
"""For all at once: a single bomb that went off would be 256, all of them far above a thousand."""


@pytest.fixture(scope="module")
def visited() -> dict[str, Any]:
    board = Board(1)
    with served(board):
        urls = [f"{board.url}{target}" for target in (*hostile(board), "/jobs/1/")]
        ended = subprocess.run(
            [sys.executable, "-m", "tests.integration.crawler.hostile_run", "5", *urls],
            capture_output=True,
            text=True,
            check=True,
            timeout=600,
        )
        told: dict[str, Any] = json.loads(ended.stdout)
        return {
            "megabytes": told["megabytes"],
            **{url.removeprefix(board.url): said for url, said in told["outcomes"].items()},
        }


def test_memory_is_bounded_whatever_comes(visited: dict[str, Any]) -> None:
    print(f"\nall at once: {visited['megabytes']} MB")
    assert visited["megabytes"] < MOST_MEGABYTES < ZEROS * 4 >> 20


def test_the_honest_page_beside_them_is_read(visited: dict[str, Any]) -> None:
    assert visited["/jobs/1/"].startswith("200, ")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        *((f"/bomb/{name}", "during decompression") for name in ("gzip", "deflate", "br", "zstd")),
        ("/bomb/twice", "during decompression"),
        ("/bomb/often", "packed more than 2 times"),
        ("/head", "head of an answer is larger"),
        ("/line", ""),
        ("/continue", ""),
        ("/chunks", "larger than 16777216 bytes"),
        ("/drip", "longer than 5"),
        ("/drip-head", "longer than 5"),
        ("/drip-chunks", "longer than 5"),
        ("/size", ""),
    ],
)
def test_every_fetch_ends_with_a_reason(visited: dict[str, Any], target: str, reason: str) -> None:
    assert reason in visited[target]
    assert not visited[target].startswith("200")


def test_a_broken_box_is_no_page_of_zeros(visited: dict[str, Any]) -> None:
    print(f"\n{visited['/bomb/broken']}")
    assert "200, 268435456" not in visited["/bomb/broken"]
