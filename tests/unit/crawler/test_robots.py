"""robots.txt is obeyed, and closed where it cannot be read."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetching.robots import (
    FIRST_CLOSED_MS,
    LARGEST,
    LONGEST_CLOSED_MS,
    LONGEST_DELAY,
    MOST_REDIRECTS,
    closed_ms,
    read_text,
    rules,
    text_of,
)

ROBOTS = b"""
User-agent: *
Disallow: /resumes/
Crawl-delay: 2.5

User-agent: Prospekt
Disallow: /private/
"""


def test_rules_for_us_go_before_those_for_all() -> None:
    read = rules(ROBOTS)
    assert not read.allow("http://a.test/private/1")
    assert read.allow("http://a.test/resumes/1")
    assert read.delay_ms == 0


def test_rules_for_all_are_ours_too() -> None:
    read = rules(ROBOTS.partition(b"User-agent: Prospekt")[0])
    assert not read.allow("http://a.test/resumes/1")
    assert read.allow("http://a.test/jobs/1")
    assert read.delay_ms == 2500


@pytest.mark.parametrize("delay", [b"-5", b"soon", b"1e99", b"999999999"])
def test_a_strange_delay_is_bounded(delay: bytes) -> None:
    read = rules(b"User-agent: *\nCrawl-delay: " + delay)
    assert 0 <= read.delay_ms <= 1000 * LONGEST_DELAY


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_host_without_the_file_has_no_rules(status: int) -> None:
    text = text_of(status, ROBOTS)
    assert text is not None
    assert rules(text).allow("http://a.test/private/1")


@pytest.mark.parametrize("status", [100, 429, 500, 503, 599])
def test_what_may_pass_leaves_the_rules_unknown(status: int) -> None:
    assert text_of(status, ROBOTS) is None


def test_no_more_of_it_is_kept_than_a_file_of_rules_may_have() -> None:
    assert text_of(200, b"#" * (LARGEST + 1)) == b"#" * LARGEST


@given(st.binary(max_size=200))
def test_any_bytes_are_some_rules(body: bytes) -> None:
    assert isinstance(rules(body).allow("http://a.test/x"), bool)


@given(st.integers(0, 10_000))
def test_a_closed_host_is_left_alone_longer_each_time_and_never_for_good(failures: int) -> None:
    assert FIRST_CLOSED_MS <= closed_ms(failures) <= closed_ms(failures + 1) <= LONGEST_CLOSED_MS


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
    assert asyncio.run(read_text("http://a.test", host.fetch)) == ROBOTS


def test_a_circle_of_redirects_leaves_the_rules_unknown() -> None:
    host = Host({"http://a.test/robots.txt": (302, "/robots.txt", b"")})
    assert asyncio.run(read_text("http://a.test", host.fetch)) is None
    assert len(host.asked) == MOST_REDIRECTS + 1


def test_a_host_that_does_not_answer_leaves_the_rules_unknown() -> None:
    assert asyncio.run(read_text("http://a.test", Host({}).fetch)) is None
