"""The frontier as Scrapy's scheduler: leases only, and only those that are still held."""

from types import SimpleNamespace

import pytest
from scrapy import Request as ScrapyRequest
from scrapy import Spider
from scrapy.crawler import Crawler

from contracts.config import KeptWatch
from contracts.errors import Misconfigured
from contracts.frontier import Finished, Lease, Visit
from contracts.subjects import Metadata, Watch, WatchSpec
from crawler.fetching.robots_gate import RobotsGate
from crawler.fetching.scrapy_scheduler import FrontierScheduler
from crawler.fetching.spider import FrontierSpider
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


def a_watch(name: str, *, suspend: bool = False) -> KeptWatch:
    spec = WatchSpec(keywords=("x",), suspend=suspend)
    watch = Watch(
        api_version="prospekt.dev/v1alpha1",
        kind="Watch",
        metadata=Metadata(name=name),
        spec=spec,
    )
    return KeptWatch(watch=watch, version=1)


def handed(rig: Rig) -> list[str]:
    """What is fetched of all that can be claimed now."""
    fetched: list[str] = []
    crawler = SimpleNamespace(
        engine=SimpleNamespace(crawl=lambda request: fetched.append(request.url))
    )
    scheduler = FrontierScheduler(crawler, rig.spider)  # type: ignore[arg-type]

    async def work() -> None:
        for lease in rig.frontier.claim("worker", "", 9):
            scheduler._hand(lease)
        await scheduler._close()

    run(work)
    return fetched


VISIT = Visit(interval_ms=1_000)


def test_a_watch_that_is_gone_or_suspended_has_no_page_visited_again() -> None:
    rig = Rig()
    urls = {name: f"http://{name}.test/" for name in ("kept", "held", "gone")}
    first = rig.leases(*[a_request(url, watch=name) for name, url in urls.items()])
    rig.frontier.ack([Finished(lease=lease, again=VISIT) for lease in first])
    rig.watches = [a_watch("kept"), a_watch("held", suspend=True)]
    rig.followed.look()
    rig.frontier.now += VISIT.interval_ms
    assert handed(rig) == [urls["kept"]]
    assert rig.frontier.ledger().balanced

    rig.watches = [a_watch("held"), a_watch("gone")]
    rig.followed.look()
    rig.frontier.now += VISIT.interval_ms
    assert handed(rig) == [urls["held"]]
    assert rig.frontier.ledger("gone").outstanding == 0


@pytest.mark.parametrize("watch", ["", "gone"])
def test_a_first_visit_is_made_whoever_asked(watch: str) -> None:
    rig = Rig()
    rig.followed.look()
    rig.frontier.push([a_request(watch=watch)])
    assert handed(rig) == ["http://a.test/1"]


def test_every_page_is_visited_again_until_the_watches_are_known_and_where_none_asked() -> None:
    rig = Rig()
    first = rig.leases(a_request(watch="w"), a_request("http://b.test/"))
    rig.frontier.ack([Finished(lease=lease, again=VISIT) for lease in first])
    rig.frontier.now += VISIT.interval_ms
    assert len(handed(rig)) == 2
    rig.followed.look()
    rig.frontier.now += VISIT.interval_ms + 100_000
    assert handed(rig) == ["http://b.test/"]


@pytest.mark.parametrize("part", [FrontierScheduler, RobotsGate])
def test_another_spider_is_told_what_it_lacks(
    part: type[FrontierScheduler] | type[RobotsGate],
) -> None:
    class Plain(Spider):
        name = "plain"

    crawler = Crawler(Plain)
    crawler.spider = Plain()
    with pytest.raises(Misconfigured, match=r"use FrontierSpider"):
        part.from_crawler(crawler)
