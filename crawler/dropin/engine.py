"""What Scrapy's engine knows and tells no scheduler: the one place that looks inside it."""

import asyncio

from scrapy import Request
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler


class Engine:
    """Its slot has been the same through all of Scrapy 2; the pin in pyproject guards it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    def wake(self) -> None:
        """Let it ask for requests now, not at its next heartbeat."""
        engine: ExecutionEngine | None = self._crawler.engine
        if engine is not None and engine._slot is not None:  # noqa: SLF001 - as the module says
            engine._slot.nextcall.schedule()  # noqa: SLF001

    def has_finished(self, request: Request) -> bool:
        """Tell whether a request that it was given is through its callback and the pipelines."""
        engine: ExecutionEngine | None = self._crawler.engine
        slot = engine._slot if engine is not None else None  # noqa: SLF001
        return slot is None or request not in slot.inprogress

    def end(self, reason: str) -> None:
        """Close the spider as if it had asked for it."""
        engine: ExecutionEngine | None = self._crawler.engine
        if engine is not None and engine.spider is not None:
            self._ending = asyncio.ensure_future(engine.close_spider_async(reason=reason))
