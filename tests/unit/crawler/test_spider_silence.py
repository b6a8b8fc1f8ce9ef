"""A page without an answer: tried again, given back, or at an end for good."""

import pytest
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError, IgnoreRequest

from contracts.errors import Misconfigured, Permanent, Transient
from contracts.frontier import MOST_ATTEMPTS, Role
from crawler.fetching.fetches import NoAnswer
from crawler.fetching.robots import PATIENCE, Closed, Forbidden, Late
from crawler.schedule.sweeps import opened
from tests.builders import NOW, a_request
from tests.unit.crawler.rig import Rig
from tests.unit.crawler.spider_rig import HOUR, counts, no_answer


def test_no_answer_is_tried_again_later() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, DownloadTimeoutError())
    assert counts(rig) == (1, 0, 0)
    assert rig.frontier.claim("worker", "", 1) == []
    rig.frontier.now += 1000
    assert len(rig.frontier.claim("worker", "", 1)) == 1
    assert rig.count("failures_total", source="board") == 1


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(Forbidden("robots.txt says no"), id="robots"),
        pytest.param(DownloadCancelledError("1 GiB"), id="too-large"),
        pytest.param(IgnoreRequest("a bomb"), id="too-large-when-unpacked"),
    ],
)
def test_what_will_never_be_fetched_is_done_and_its_walk_not_complete(error: Exception) -> None:
    rig = Rig()
    sweep, first = opened(a_request(role=Role.LISTING), "w", NOW)
    rig.frontier.open_sweep(sweep, [first])
    (lease,) = rig.frontier.claim("worker", "", 1)
    no_answer(rig, lease, error)
    assert counts(rig) == (0, 1, 0)
    assert b'"complete":false' in next(rig.log.read("sweeps")).value
    assert rig.count("pages_total", source="board", outcome="blocked") == 1


@pytest.mark.parametrize(
    ("error", "attempt"),
    [
        (Late(), 1),
        (Closed("http://a.test", 1), 1),
        (Closed("http://a.test", PATIENCE), 1),
        (Closed("http://a.test", PATIENCE + 1), 2),
    ],
    ids=["turn spent", "closed", "closed twice", "closed for long"],
)
def test_a_page_that_waits_for_robots_txt_goes_back_and_suffers_when_it_stays_closed(
    error: Exception, attempt: int
) -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, error)
    assert "fetched" not in rig.frontier.calls
    rig.frontier.now += 1000
    (again,) = rig.frontier.claim("worker", "", 1)
    assert again.attempt == attempt


def test_a_frontier_that_is_busy_with_robots_txt_costs_no_attempt() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, Transient("busy"))
    rig.frontier.now += 1000
    (again,) = rig.frontier.claim("worker", "", 1)
    assert again.attempt == 1


def test_what_is_refused_on_our_side_is_no_fault_of_its_host() -> None:
    """A wrong query, an absent secret: other sources of that host must not wait for it."""
    rig = Rig()
    rig.frontier.push([a_request(f"http://a.test/{n}") for n in range(4)])
    for _ in range(4):
        rig.frontier.now += 1000
        (lease,) = rig.frontier.claim("worker", "", 1)
        no_answer(rig, lease, Permanent("the query has a semicolon in it"))
    assert counts(rig) == (0, 4, 0)


def test_a_source_that_is_down_uses_up_its_attempts_and_ends() -> None:
    rig = Rig()
    rig.frontier.push([a_request(role=Role.LISTING)])
    for _ in range(MOST_ATTEMPTS):
        rig.frontier.now += 100 * HOUR
        (lease,) = rig.frontier.claim("worker", "", 1)
        no_answer(rig, lease, NoAnswer("db.test:5432 does not answer"))
    assert counts(rig) == (0, 0, 1)


def test_a_fault_that_stands_behind_robots_txt_ends_the_crawl() -> None:
    rig = Rig()
    (lease,) = rig.leases()
    no_answer(rig, lease, Misconfigured("the disk is full"))
    assert [str(error) for error in rig.failures] == ["the disk is full"]
