"""robots.txt is obeyed, and closed where it cannot be read."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.robots import LONGEST_DELAY, MOST_REDIRECTS, Rules, read_rules, rules

ROBOTS = b"""
User-agent: *
Disallow: /resumes/
Crawl-delay: 2.5

User-agent: Prospekt
Disallow: /private/
"""


def found(status: int, body: bytes = ROBOTS) -> Rules:
    read = rules(status, body)
    assert read is not None
    return read


def test_rules_for_us_go_before_those_for_all() -> None:
    read = found(200)
    assert not read.allow("http://a.test/private/1")
    assert read.allow("http://a.test/resumes/1")
    assert read.delay_ms == 0


def test_rules_for_all_are_ours_too() -> None:
    read = found(200, ROBOTS.partition(b"User-agent: Prospekt")[0])
    assert not read.allow("http://a.test/resumes/1")
    assert read.allow("http://a.test/jobs/1")
    assert read.delay_ms == 2500


@pytest.mark.parametrize("delay", [b"-5", b"soon", b"1e99", b"999999999"])
def test_a_strange_delay_is_bounded(delay: bytes) -> None:
    read = found(200, b"User-agent: *\nCrawl-delay: " + delay)
    assert 0 <= read.delay_ms <= 1000 * LONGEST_DELAY


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_the_file_has_no_rules(status: int) -> None:
    assert found(status).allow("http://a.test/private/1")


@pytest.mark.parametrize("status", [100, 429, 500, 503, 599])
def test_what_may_pass_leaves_the_rules_unknown(status: int) -> None:
    assert rules(status, ROBOTS) is None


@given(st.binary(max_size=200))
def test_any_bytes_are_some_rules(body: bytes) -> None:
    assert isinstance(found(200, body).allow("http://a.test/x"), bool)


class Host:
    """Answers by address; an address it does not know raises, as a host that is down."""

    def __init__(self, answers: dict[str, tuple[int, str, bytes]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    async def fetch(self, url: str) -> tuple[int, str, bytes]:
        self.asked.append(url)
        return self.answers[url]


def test_redirects_are_followed() -> None:
    host = Host(
        {
            "http://a.test/robots.txt": (301, "https://www.a.test/robots.txt", b""),
            "https://www.a.test/robots.txt": (200, "", ROBOTS),
        }
    )
    read = asyncio.run(read_rules("http://a.test", host.fetch))
    assert read is not None
    assert not read.allow("http://a.test/private/")


def test_a_circle_of_redirects_leaves_the_rules_unknown() -> None:
    host = Host({"http://a.test/robots.txt": (302, "/robots.txt", b"")})
    assert asyncio.run(read_rules("http://a.test", host.fetch)) is None
    assert len(host.asked) == MOST_REDIRECTS + 1


def test_a_host_that_does_not_answer_leaves_the_rules_unknown() -> None:
    assert asyncio.run(read_rules("http://a.test", Host({}).fetch)) is None
