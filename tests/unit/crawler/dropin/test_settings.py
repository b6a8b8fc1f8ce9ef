"""The settings that scrapy-redis reads mean the same to ours."""

from typing import Any

import pytest
from scrapy.settings import Settings

from contracts.frontier import HostPolicy
from crawler.dropin.main import policy, redis_url


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "redis://localhost:6379/0"),
        ({"REDIS_URL": "rediss://u:p@h:1/2"}, "rediss://u:p@h:1/2"),
        ({"REDIS_HOST": "h", "REDIS_PORT": 7}, "redis://h:7/0"),
        ({"REDIS_PARAMS": {"password": "p/@", "db": 3}}, "redis://:p%2F%40@localhost:6379/3"),
        ({"REDIS_HOST": "h", "REDIS_PARAMS": {"host": "x"}}, "redis://h:6379/0"),
    ],
)
def test_the_server_is_the_one_that_the_project_names(given: dict[str, Any], url: str) -> None:
    assert redis_url(Settings(given)) == url


def test_a_delay_is_each_hosts_for_all_workers() -> None:
    settings = Settings({"DOWNLOAD_DELAY": 0.25, "CONCURRENT_REQUESTS_PER_DOMAIN": 3})
    assert policy(settings) == HostPolicy(interval_ms=250, slots=3)


def test_without_a_delay_the_width_is_for_each_downloader_to_keep() -> None:
    settings = Settings({"DOWNLOAD_DELAY": 0, "CONCURRENT_REQUESTS": 16})
    assert policy(settings) == HostPolicy(interval_ms=0, slots=64)
