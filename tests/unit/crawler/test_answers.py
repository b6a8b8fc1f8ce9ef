"""What an answer means for its lease: again, onward, or an end."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.asking import CREDENTIAL
from contracts.frontier import Request, Role
from contracts.records import Document, Outcome, Page, Parsed
from contracts.subjects import WatchSpec
from crawler.answers import (
    DEEPEST,
    LONGEST_DELAY_MS,
    MOST_REDIRECTS,
    comes_again,
    read,
    retry_after_ms,
    retry_delay_ms,
    sites_clock,
)
from crawler.source import Card
from tests.builders import NOW, a_request
from tests.unit.crawler.pages import a_page


class Fixed:
    """A source that says one thing, or raises it."""

    name = "fixed"
    summary = "for tests"
    base_url = "http://a.test"
    card = Card()

    def __init__(self, said: Parsed | Exception) -> None:
        self._said = said

    def matches(self, url: str) -> bool:
        return url.startswith(self.base_url)

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        del spec
        return ()

    def parse(self, page: Page) -> Parsed:
        del page
        if isinstance(self._said, Exception):
            raise self._said
        return self._said


NOTHING = Fixed(Parsed(outcome=Outcome.EMPTY))


def test_a_text_that_the_log_would_refuse_is_left_out_and_said() -> None:
    body = "<p>ж</p>".encode() * 200_000
    fits, large = (
        Document(external_id=name, title="t", text=text)
        for name, text in (("a", "short"), ("b", "ж" * 600_000))
    )
    told = Parsed(outcome=Outcome.OK, documents=(fits, large), sightings=("1",))
    parsed = read(Fixed(told), a_page("http://a.test/", body))
    assert (parsed.outcome, parsed.documents, parsed.sightings) == (
        Outcome.CHANGED,
        (fits,),
        ("1",),
    )
    assert "larger than 1 MiB are left out: 1" in parsed.reason
    fitting = replace(told, documents=(fits,))
    assert read(Fixed(fitting), a_page("http://a.test/", body)) == fitting


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520, 599])
def test_what_may_pass_comes_again(status: int) -> None:
    assert comes_again(status)


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403, 404, 410, 451])
def test_what_will_not_pass_does_not(status: int) -> None:
    assert not comes_again(status)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        pytest.param("120", 120_000, id="seconds"),
        pytest.param(" 0 ", 0, id="now"),
        pytest.param("99999999999999", LONGEST_DELAY_MS, id="for-ever"),
        pytest.param("Mon, 02 Nov 2026 12:01:30 GMT", 90_000, id="a-date"),
        pytest.param("Mon, 02 Nov 2026 11:00:00 GMT", 0, id="a-date-that-has-passed"),
        pytest.param("Mon, 02 Nov 9998 11:00:00 GMT", LONGEST_DELAY_MS, id="a-date-far-off"),
        pytest.param("", None, id="unsaid"),
        pytest.param("-5", None, id="negative"),
        pytest.param("١٢", None, id="other-digits"),
        pytest.param("soon", None, id="a-word"),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, wait: int | None) -> None:
    assert retry_after_ms(header, NOW) == wait


@given(st.text(max_size=40), st.datetimes(timezones=st.just(UTC)))
def test_any_retry_after_is_some_wait_or_none(header: str, now: datetime) -> None:
    wait = retry_after_ms(header, now)
    assert wait is None or 0 <= wait <= LONGEST_DELAY_MS


@pytest.mark.parametrize("wrong", [timedelta(hours=3), timedelta(days=-2)])
def test_a_date_is_meant_by_the_sites_clock_however_wrong_ours_is(wrong: timedelta) -> None:
    now = sites_clock(b"Mon, 02 Nov 2026 12:00:00 GMT", NOW + wrong)
    assert retry_after_ms("Mon, 02 Nov 2026 12:01:30 GMT", now) == 90_000


@pytest.mark.parametrize("date", [None, b"", b"today", b"\xff", b"Mon, 02 Nov 2026 25:61:00 GMT"])
def test_a_site_that_tells_no_time_is_read_by_ours(date: bytes | None) -> None:
    assert sites_clock(date, NOW) == NOW


@given(st.binary(max_size=40))
def test_any_date_is_some_time(date: bytes) -> None:
    assert sites_clock(date, NOW).tzinfo is not None


def test_each_attempt_waits_twice_as_long_up_to_an_hour() -> None:
    assert [retry_delay_ms(attempt, None) for attempt in (1, 2, 3)] == [1000, 2000, 4000]
    assert retry_delay_ms(10_000, None) <= LONGEST_DELAY_MS


def test_a_sites_own_wish_goes_first() -> None:
    assert retry_delay_ms(5, 70) == 70
    assert retry_delay_ms(1, 10**12) == LONGEST_DELAY_MS


def redirected(location: str, *, status: int = 301, request: Request | None = None) -> Parsed:
    asked = request or a_request("http://a.test/jobs/", role=Role.LISTING, sweep="s1")
    page = a_page(asked.url, b"", status=status, request=asked, headers={"location": location})
    return read(NOTHING, page)


def test_a_redirect_goes_back_to_the_frontier_with_all_it_knew() -> None:
    asked = a_request("http://a.test/jobs/", role=Role.LISTING, sweep="s1", watch="w", redirects=2)
    parsed = redirected("/en/jobs/?page=1", request=asked)
    assert parsed.outcome is Outcome.OK
    assert parsed.follow == (replace(asked, url="http://a.test/en/jobs/?page=1", redirects=3),)


def test_a_redirect_may_lead_to_another_host_or_to_itself() -> None:
    """A site may set a cookie or a clock between the two: the count of redirects ends a circle."""
    assert redirected("https://b.test/x").follow[0].host == "b.test"
    assert redirected("http://a.test/jobs/").follow[0].redirects == 1


def test_a_circle_of_redirects_ends() -> None:
    asked = a_request(redirects=MOST_REDIRECTS)
    parsed = redirected("/again", request=asked)
    assert (parsed.outcome, parsed.follow) == (Outcome.CHANGED, ())


@pytest.mark.parametrize(
    "location", ["", "ftp://a.test/x", "file:///x", "http://[", "/" + "x" * 3000]
)
def test_a_redirect_to_what_cannot_be_fetched_is_changed(location: str) -> None:
    parsed = redirected(location)
    assert (parsed.outcome, parsed.follow) == (Outcome.CHANGED, ())


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (303, "GET"), (307, "POST")])
def test_a_form_is_sent_again_only_where_the_redirect_says_so(status: int, method: str) -> None:
    asked = a_request(method="POST", body=b"x")
    (onward,) = redirected("/y", status=status, request=asked).follow
    assert (onward.method, bool(onward.body)) == (method, method == "POST")


@pytest.mark.parametrize(
    ("location", "kept"), [("http://a.test/2", True), ("http://b.test/2", False)]
)
def test_a_secret_is_not_for_the_site_that_a_redirect_leads_to(
    location: str, *, kept: bool
) -> None:
    asked = a_request("http://a.test/1", meta={CREDENTIAL: "token", "own": "1"})
    (onward,) = redirected(location, request=asked).follow
    assert (CREDENTIAL in onward.meta) is kept
    assert onward.meta["own"] == "1"


def test_304_is_no_redirect() -> None:
    assert redirected("/y", status=304).outcome is Outcome.EMPTY


def test_a_parser_that_raises_changes_the_page_and_loses_nothing() -> None:
    parsed = read(Fixed(KeyError("salary")), a_page("http://a.test/1", b""))
    assert parsed.outcome is Outcome.CHANGED
    assert "KeyError" in parsed.reason


@pytest.mark.parametrize(("depth", "outcome", "links"), [(1, "ok", 2), (DEEPEST, "changed", 1)])
def test_a_listing_without_an_end_ends(depth: int, outcome: str, links: int) -> None:
    follow = (a_request("http://a.test/2", role=Role.LISTING), a_request("http://a.test/d"))
    source = Fixed(Parsed(outcome=Outcome.OK, sightings=("d",), follow=follow))
    asked = a_request("http://a.test/1", role=Role.LISTING, depth=depth)
    parsed = read(source, a_page(asked.url, b"", request=asked))
    assert (parsed.outcome, len(parsed.follow)) == (outcome, links)
