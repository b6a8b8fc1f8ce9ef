"""Boards that fight back: nothing is lost but what lies behind a page that is never well.

A list that refuses ends its walk, so walks are begun anew until each has come to its end.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.records import Outcome
from demo.faults import AGAIN, REFUSALS, Fault, Planned
from tests.integration.crawler.internet import NOW, SITE_OF, Crawled, Internet, internet
from tests.integration.crawler.test_every_board import NAMES, SITES, told, true, wanted

WALKS = 8
WITHIN = 240.0
MOST_MEMORY = 400_000_000
WALLS = {*REFUSALS}
LOST_BODIES = {Fault.ENDLESS, Fault.BOMB}

pytestmark = pytest.mark.timeout(WALKS * WITHIN)


class Hostile:
    def __init__(self, net: Internet, crawled: Crawled, said: str) -> None:
        self.net = net
        self.crawled = crawled
        self.said = said

    def lasting(self, name: str) -> dict[str, Planned]:
        met = self.net.faults(SITE_OF.get(name, name))
        return {page: plan for page, plan in met.items() if plan.tries is None}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder: Path = tmp_path_factory.mktemp("net")
    with internet(folder, SITES, "--hostile") as net:
        crawled = Crawled(tmp_path_factory.mktemp("home"), net, folder / "clock", NAMES)
        said = ""
        for walk in range(WALKS):
            crawled.seed(NOW + timedelta(minutes=walk))
            said += crawled.crawl(within=WITHIN)
            if all(_walked(crawled, name) for name in NAMES):
                break
        print(f"\n{walk + 1} walks, {crawled.most_memory / 1e6:.0f} MB at most")
        yield Hostile(net, crawled, said)


def _walked(crawled: Crawled, name: str) -> bool:
    """Every page of its list was read in some walk: no list ends in a refusal."""
    pages = [each for each in crawled.pages(name) if each.role == "listing"]
    last = {each.url: each.outcome for each in pages}
    return set(last.values()) <= {Outcome.OK, Outcome.EMPTY}


@pytest.mark.parametrize("name", NAMES)
def test_every_ad_is_in_the_log_or_behind_a_page_that_is_never_well(
    hostile: Hostile, name: str
) -> None:
    found, records = hostile.crawled.postings(name), wanted(hostile.net, name)
    spoilt = hostile.lasting(name)
    lost = set(records) - set(found)
    unexplained = {key for key in lost if not any(_is_of(page, key) for page in spoilt)}
    assert unexplained == set()
    assert len(lost) < 0.2 * len(records)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_in_the_log_is_true_where_the_page_was_well(hostile: Hostile, name: str) -> None:
    found, records = hostile.crawled.postings(name), wanted(hostile.net, name)
    spoilt = hostile.lasting(name)
    for key in set(found) & set(records):
        if not any(_is_of(page, key) for page in spoilt):
            assert told(found[key]) == true(records[key])


@pytest.mark.parametrize("name", NAMES)
def test_refusals_are_told_as_refusals(hostile: Hostile, name: str) -> None:
    outcomes = {each.url: each.outcome for each in hostile.crawled.pages(name)}
    for page, plan in hostile.lasting(name).items():
        if plan.fault in WALLS:
            shown = [outcomes[url] for url in outcomes if url.endswith(page)]
            assert shown
            assert set(shown) == {Outcome.BLOCKED}


def test_bodies_without_end_are_given_up_and_said(hostile: Hostile) -> None:
    met = {plan.fault for name in NAMES for plan in hostile.lasting(name).values()}
    assert met >= LOST_BODIES
    assert "not fetched" in hostile.said


def test_every_kind_of_fault_was_met(hostile: Hostile) -> None:
    met = {
        plan.fault
        for name in NAMES
        for plan in hostile.net.faults(SITE_OF.get(name, name)).values()
    }
    assert met >= {*AGAIN, *REFUSALS}
    assert len(met) > 20


def test_the_crawler_stays_small_and_its_books_balance(hostile: Hostile) -> None:
    books = hostile.crawled.ledger()
    assert books.balanced
    assert books.leased == 0
    assert hostile.crawled.most_memory < MOST_MEMORY
    assert "Traceback" not in hostile.said


def _is_of(page: str, key: str) -> bool:
    """Tell whether that page is the ad's own."""
    return key.endswith(page) if key.startswith("http") else key in page
