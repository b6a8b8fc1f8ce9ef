"""The frontier as Scrapy's scheduler: leases only, and only those that are still held."""

import pytest
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.crawler import Crawler

from contracts.errors import Misconfigured
from contracts.frontier import Lease
from crawler.robots_gate import RobotsGate
from crawler.scrapy_scheduler import FrontierScheduler
from crawler.spider import FrontierSpider
from tests.builders import a_request
from tests.unit.crawler.rig import Rig, run, until


def a_scheduler(rig: Rig) -> FrontierScheduler:
    return FrontierScheduler(Crawler(FrontierSpider), rig.spider)


def test_it_takes_nothing_but_leases() -> None:
    scheduler = a_scheduler(Rig())
    assert not scheduler.enqueue_request(ScrapyRequest("http://a.test/"))
    assert scheduler.next_request() is None


def test_it_never_says_that_nothing_is_left_for_others_may_add_some() -> None:
    assert a_scheduler(Rig()).has_pending_requests()


def test_leases_are_fetched_in_turn_but_for_those_that_were_lost() -> None:
    rig = Rig()
    scheduler = a_scheduler(rig)
    rig.frontier.push([a_request(f"http://{host}.test/") for host in "abc"])
    held: list[Lease] = []

    async def work() -> None:
        rig.supply.start(held.append)
        await until(lambda: len(held) == 3)
        for lease in held:
            assert scheduler.enqueue_request(rig.spider.to_fetch(lease))
        rig.supply.forget([held[1]])
        fetched = [scheduler.next_request() for _ in range(3)]
        assert [each and each.url for each in fetched] == [
            held[0].request.url,
            held[2].request.url,
            None,
        ]
        await rig.supply.stop()

    run(work)


@pytest.mark.parametrize("part", [FrontierScheduler, RobotsGate])
def test_another_spider_is_told_what_it_lacks(
    part: type[FrontierScheduler] | type[RobotsGate],
) -> None:
    class Plain(Spider):
        name = "plain"

    crawler = Crawler(Plain)
    crawler.spider = Plain()
    with pytest.raises(Misconfigured, match=r"use crawler\.spider\.FrontierSpider"):
        part.from_crawler(crawler)
