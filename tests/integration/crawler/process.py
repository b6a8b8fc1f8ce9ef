"""The crawler's process on a home of its own, and what it left there."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from contracts.codec import decode
from contracts.events import Event, PageFetched, PostingFound, SweepEnded
from contracts.frontier import Ledger, SweepEnd
from contracts.names import PAGES_RAW, POSTINGS_RAW, SWEEPS
from contracts.subjects import Metadata, Watch, WatchSpec
from crawler.schedule.seeding import seed
from crawler.settings import Asked, CrawlerSettings
from crawler.sources.registry import policies, sources
from engines.embedded.blobs import FolderBlobs
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.frontiers import open_frontier
from engines.redis.frontier import RedisFrontier
from engines.redis.settings import FrontierSettings
from tests.builders import NOW
from tests.integration.crawler.board import Board

E = TypeVar("E", bound=Event)


class Site:
    """A board and a home; the crawler is told of both by its environment."""

    def __init__(
        self,
        board: Board,
        root: Path,
        *,
        redis_url: str = "",
        interval_ms: int = 0,
        slots: int = 16,
        **settings: str,
    ) -> None:
        self.home = Home(root)
        self._place = FrontierSettings(url=redis_url, prefix=f"test:{{{uuid.uuid4().hex}}}")
        asked = Asked(base_url=board.url, interval_ms=interval_ms, slots=slots)
        self._settings = CrawlerSettings(sources={"work_ua": asked})
        self.environment = {
            "PROSPEKT_HOME": str(root),
            "PROSPEKT_CRAWLER_SOURCES": json.dumps({"work_ua": asked.model_dump()}),
            "PROSPEKT_FRONTIER_URL": self._place.url,
            "PROSPEKT_FRONTIER_PREFIX": self._place.prefix,
            "PROSPEKT_NET_ALLOW": json.dumps({"public": [board.url.removeprefix("http://")]}),
            **settings,
        }
        self._board = board

    def seed(self, watch: str = "w", at: datetime = NOW) -> None:
        """Open a walk of the whole board."""
        known = sources(self._settings)
        policy = policies(self._settings, known)
        spec = WatchSpec(websites=(self._board.url,), sources=("work_ua",))
        asked = Watch(
            api_version="prospekt.dev/v1alpha1",
            kind="Watch",
            metadata=Metadata(name=watch),
            spec=spec,
        )
        with self.frontier() as frontier:
            seed(asked, known, policy, frontier, at)

    def frontier(self) -> "closing[SqliteFrontier | RedisFrontier]":
        return closing(open_frontier(self._place, self.home.frontier))

    def start(
        self, *arguments: str, module: str = "crawler.main", **settings: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env={**os.environ, **self.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self, *, within: float = 180) -> subprocess.CompletedProcess[str]:
        """Run until nothing is left."""
        return finished(self.start("--until-idle"), within=within)

    def ledger(self) -> Ledger:
        with self.frontier() as frontier:
            return frontier.ledger()

    def pages(self) -> dict[str, PageFetched]:
        """By target, the last of each."""
        events = self._events(PAGES_RAW, PageFetched)
        return {event.url.removeprefix(self._board.url): event for event in events}

    def postings(self) -> list[PostingFound]:
        return list(self._events(POSTINGS_RAW, PostingFound))

    def ends(self) -> Sequence[SweepEnd]:
        return [event.end for event in self._events(SWEEPS, SweepEnded)]

    def body(self, event: PageFetched) -> bytes:
        with closing(FolderBlobs(self.home.blobs)) as blobs:
            return blobs.get(event.blob)

    def _events(self, topic: str, kind: type[E]) -> Iterator[E]:
        with closing(SqliteLog(self.home.log)) as log:
            events = [decode(message.value) for message in log.read(topic)]
        return (event for event in events if isinstance(event, kind))


def finished(
    process: subprocess.Popen[str], *, within: float = 180
) -> subprocess.CompletedProcess[str]:
    try:
        out, err = process.communicate(timeout=within)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
