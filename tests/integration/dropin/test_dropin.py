"""A project for scrapy-redis runs on our frontier by two settings, and then loses nothing."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import pytest
import redis

from tests.eventually import eventually
from tests.integration.dropin.runs import OURS, THEIRS, Project

PAGES: Final = 120
KEY: Final = "links:start_urls"


class Site:
    def __init__(self, url: str) -> None:
        self.url = url

    def asked(self) -> list[int]:
        """Tell how often each page was asked for."""
        with urlopen(f"{self.url}/_fetched", timeout=10) as answer:  # noqa: S310 - our own
            return [int(count) for count in answer.read().split()]

    def pages(self) -> set[str]:
        return {f"{self.url}/{number}" for number in range(PAGES)}


@pytest.fixture
def site() -> Iterator[Site]:
    command = [sys.executable, "-m", "bench.site", "--pages", str(PAGES), "--delay", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Site(process.stdout.readline().strip())
        finally:
            process.kill()


@pytest.fixture
def server(redis_url: str) -> Iterator["redis.Redis"]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def project(redis_url: str, tmp_path: Path) -> Project:
    return Project(redis_url, tmp_path)


def as_list(server: "redis.Redis", *data: str) -> None:
    server.rpush(KEY, *data)


def as_set(server: "redis.Redis", *data: str) -> None:
    server.sadd(KEY, *data)


def as_sorted_set(server: "redis.Redis", *data: str) -> None:
    server.zadd(KEY, dict.fromkeys(data, 5.0))


def seed(url: str) -> str:
    return f'{{"url": "{url}"}}'


@pytest.mark.parametrize("scheduler", [THEIRS, OURS], ids=["scrapy-redis", "prospekt"])
def test_the_same_spider_finds_the_same_pages(
    server: "redis.Redis", project: Project, site: Site, scheduler: dict[str, str]
) -> None:
    as_list(server, seed(f"{site.url}/0"))
    said = project.run(scheduler)
    assert set(project.urls()) == site.pages(), said


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        (as_list, "REDIS_START_URLS_AS_LIST"),
        (as_set, "REDIS_START_URLS_AS_SET"),
        (as_sorted_set, "REDIS_START_URLS_AS_ZSET"),
    ],
)
def test_start_urls_are_read_from_every_kind_of_key(
    server: "redis.Redis",
    redis_url: str,
    tmp_path: Path,
    site: Site,
    kind: Callable[..., None],
    setting: str,
) -> None:
    ends = [f"{site.url}/{number}" for number in range(PAGES - 5, PAGES)]
    kind(server, *map(seed, ends))
    project = Project(redis_url, tmp_path, **{setting: True, "DEPTH_LIMIT": 1})
    project.run(OURS)
    assert set(ends) <= set(project.urls())
    assert server.exists(KEY, f"{KEY}:taken") == 0


def test_killed_workers_lose_no_page_and_no_start_url(
    server: "redis.Redis", redis_url: str, tmp_path: Path, site: Site
) -> None:
    project = Project(redis_url, tmp_path, FRONTIER_LEASE_MS=1_500, CONCURRENT_REQUESTS=8)
    as_list(server, seed(f"{site.url}/0"))
    held = 0
    for fetched in (20, 50, 80):
        process = project.start(OURS)
        eventually(lambda fetched=fetched: sum(site.asked()) >= fetched, within=180)  # type: ignore[misc]
        process.kill()
        process.communicate()
        held += 4 * 8
    project.run(OURS)
    counts = site.asked()
    assert min(counts) >= 1
    assert sum(counts) - PAGES <= held
    assert set(project.urls()) == site.pages()


def test_a_crawl_that_ended_is_forgotten_unless_it_persists(
    server: "redis.Redis", redis_url: str, tmp_path: Path, site: Site
) -> None:
    for persist, left in ((True, True), (False, False)):
        as_list(server, seed(f"{site.url}/{PAGES - 1}"))
        project = Project(redis_url, tmp_path, SCHEDULER_PERSIST=persist, DEPTH_LIMIT=1)
        project.run(OURS)
        assert bool(server.keys("prospekt:{links}:*")) is left


def test_what_is_no_plain_data_is_crawled_by_the_process_that_made_it(
    project: Project, site: Site
) -> None:
    said = project.run(OURS, spider="local", start_urls=[f"{site.url}/0"])
    assert "kept in this process only" in said
    assert set(project.urls()) == site.pages()


def test_the_filter_of_another_frontier_is_refused(project: Project) -> None:
    said = project.run({**THEIRS, "SCHEDULER": OURS["SCHEDULER"]})
    assert "set DUPEFILTER_CLASS = 'crawler.dropin.main.DupeFilter'" in said
