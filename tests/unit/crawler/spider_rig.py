"""What the spider's tests tell it, and what they read in the books."""

from collections.abc import Awaitable, Callable

from scrapy.http import Response
from twisted.python.failure import Failure

from contracts.frontier import Lease
from tests.unit.crawler.rig import Rig, run

HOUR = 3_600_000


def a_response(rig: Rig, lease: Lease, status: int = 200, **headers: str) -> Response:
    asked = rig.spider.to_fetch(lease)
    asked.meta["download_latency"] = 0.25
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(asked.url, status=status, body=b"page", headers=named, request=asked)


def a_failure(rig: Rig, lease: Lease, error: Exception) -> Failure:
    failure = Failure(error)  # type: ignore[no-untyped-call]
    failure.request = rig.spider.to_fetch(lease)  # type: ignore[attr-defined]
    return failure


def work(rig: Rig, call: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        rig.publisher.start()
        rig.supply.start(lambda _: None)
        rig.supply.pause()
        await call()
        await rig.publisher.stop()

    run(whole)


def answer(rig: Rig, lease: Lease, status: int = 200, **headers: str) -> None:
    response = a_response(rig, lease, status, **headers)
    work(rig, lambda: rig.spider.answered(response))


def no_answer(rig: Rig, lease: Lease, error: Exception) -> None:
    failure = a_failure(rig, lease, error)
    work(rig, lambda: rig.spider.failed(failure))


def counts(rig: Rig) -> tuple[int, int, int]:
    books = rig.frontier.ledger()
    return books.queued, books.done, books.dead
