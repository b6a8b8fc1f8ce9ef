"""What Scrapy leaves open by default is closed on the crawler that runs."""

import json
import subprocess
import sys
from typing import Any

import pytest


@pytest.fixture(scope="module")
def running() -> dict[str, Any]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.integration.crawler.probe"],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@pytest.mark.parametrize(
    "name",
    [
        *("REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "REDIRECT_ENABLED", "RETRY_ENABLED"),
        *("COOKIES_ENABLED", "METAREFRESH_ENABLED", "HTTPPROXY_ENABLED"),
    ],
)
def test_off(running: dict[str, Any], name: str) -> None:
    assert running["settings"][name] is False


@pytest.mark.parametrize("name", ["ROBOTSTXT_OBEY", "DOWNLOAD_VERIFY_CERTIFICATES"])
def test_on(running: dict[str, Any], name: str) -> None:
    assert running["settings"][name] is True


def test_bodies_and_waits_are_bounded(running: dict[str, Any]) -> None:
    assert running["settings"]["DOWNLOAD_MAXSIZE"] == 16 << 20
    assert running["settings"]["DOWNLOAD_TIMEOUT"] == 30


def test_nothing_is_fetched_but_by_ours(running: dict[str, Any]) -> None:
    fetchers = ("file", "postgresql", "sqlite", "mongodb", "imaps")
    assert running["fetched"] == {
        **dict.fromkeys(("http", "https"), "WebDownloads"),
        **dict.fromkeys(fetchers, "FetcherDownloads"),
    }


def test_nothing_runs_beside_the_spider(running: dict[str, Any]) -> None:
    assert running["extensions"] == running["spidering"] == running["pipelines"] == []


def test_robots_txt_stands_before_every_request(running: dict[str, Any]) -> None:
    assert running["downloading"] == [
        "RobotsGate",
        "DownloadTimeoutMiddleware",
        "DefaultHeadersMiddleware",
        "UserAgentMiddleware",
        "Unpacking",
    ]


def test_the_frontier_is_the_scheduler(running: dict[str, Any]) -> None:
    assert running["scheduler"] == "crawler.fetching.scrapy_scheduler.FrontierScheduler"
