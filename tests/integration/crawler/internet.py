"""The demo's internet as a process, and a crawler that is told of all of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import httpx
import msgspec
import psutil

from contracts.codec import decode
from contracts.events import Event, PageFetched, PostingFound, SweepEnded
from contracts.frontier import Ledger, SweepEnd
from contracts.names import PAGES_RAW, POSTINGS_RAW, PUBLIC, SWEEPS
from contracts.records import Posting
from contracts.subjects import Metadata, Watch, WatchSpec
from crawler.schedule.seeding import seed
from crawler.settings import CrawlerSettings
from crawler.sources.registry import policies, sources
from demo.boards.grc import TOKEN
from demo.faults import Planned
from demo.records import Offered
from demo.schedule import sweep_times
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog

E = TypeVar("E", bound=Event)
NOW: Final = sweep_times()[1]
CAREERS: Final = "careers"
JSONLD: Final = "jsonld"
SITE_OF: Final = {JSONLD: CAREERS}
"""Where a source has no board of its own name."""
CREDENTIAL: Final = "demo"
ASKED: Final[dict[str, dict[str, object]]] = {
    "grc": {"credential": CREDENTIAL},
    "indeed": {"allowed": True},
}
"""What a source needs beside an address."""


class Internet:
    def __init__(self, urls: dict[str, str]) -> None:
        self.urls = urls
        self._any = next(iter(urls.values()))

    def offered(self, site: str) -> Offered:
        return msgspec.json.decode(self._told(f"offered/{site}"), type=Offered)

    def faults(self, site: str) -> dict[str, Planned]:
        met = msgspec.json.decode(self._told("faults"), type=dict[str, dict[str, Planned]])
        return met[site]

    def _told(self, part: str) -> bytes:
        return httpx.get(f"{self._any}/_truth/{part}", timeout=180).content


@contextmanager
def internet(folder: Path, sites: Sequence[str], *options: str) -> Iterator[Internet]:
    clock = folder / "clock"
    clock.write_text(NOW.isoformat())
    ports = ",".join("0" for _ in sites)
    command = [sys.executable, "-m", "demo.main", "serve", "--clock", str(clock), *options]
    command += ["--boards", ",".join(sites), "--ports", ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Internet(json.loads(process.stdout.readline())["boards"])
        finally:
            process.terminate()


class Crawled:
    """A home, the crawler on it, and what it left in the log."""

    def __init__(self, root: Path, net: Internet, clock: Path, names: Sequence[str]) -> None:
        self.home = Home(root)
        self.most_memory = 0
        self._net = net
        self._asked = {name: _asked(net, name) for name in names}
        self._settings = CrawlerSettings.model_validate({"sources": self._asked})
        self._environment = {
            "PROSPEKT_HOME": str(root),
            "PROSPEKT_CLOCK": str(clock),
            "PROSPEKT_CRAWLER_SOURCES": json.dumps(self._asked),
            "PROSPEKT_NET_ALLOW": json.dumps(
                {PUBLIC: [_address(url) for url in net.urls.values()]}
            ),
            "PROSPEKT_CREDENTIALS": json.dumps({CREDENTIAL: _secret(net)}),
        }

    def seed(self, at: datetime) -> None:
        """Open a walk of every site."""
        known = sources(self._settings)
        policy = policies(self._settings, known)
        with closing(SqliteFrontier(self.home.frontier)) as frontier:
            for name in self._asked:
                spec = WatchSpec(websites=(self._root(name),), sources=(name,))
                watch = Watch(
                    api_version="prospekt.dev/v1alpha1",
                    kind="Watch",
                    metadata=Metadata(name=name),
                    spec=spec,
                )
                assert seed(watch, known, policy, frontier, at).opened == 1

    def _root(self, name: str) -> str:
        url = self._net.urls[SITE_OF.get(name, name)]
        return f"{url}/jobs/" if name == JSONLD else f"{url}/"

    def crawl(self, *, within: float) -> str:
        """Run until nothing is left; return what it said."""
        command = [sys.executable, "-m", "crawler.main", "--until-idle"]
        environment = {**os.environ, **self._environment}
        said = self.home.root / "crawler.log"
        with (
            said.open("w") as log,
            subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
        ):
            try:
                self._watch(process, within)
            finally:
                process.kill()
        assert process.returncode == 0, said.read_text()
        return said.read_text()

    def _watch(self, process: subprocess.Popen[bytes], within: float) -> None:
        """Wait for its end, and note the most memory that it held."""
        looked = psutil.Process(process.pid)
        for _ in range(int(within * 5)):
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                self.most_memory = max(self.most_memory, looked.memory_info().rss)
            else:
                return
        raise TimeoutError(f"the crawler went on for more than {within:.0f} s")

    def ledger(self) -> Ledger:
        with closing(SqliteFrontier(self.home.frontier)) as frontier:
            return frontier.ledger()

    def postings(self, source: str) -> dict[str, Posting]:
        """By external id, the last of each."""
        found = self._events(POSTINGS_RAW, PostingFound)
        return {each.posting.external_id: each.posting for each in found if each.source == source}

    def pages(self, source: str) -> list[PageFetched]:
        return [each for each in self._events(PAGES_RAW, PageFetched) if each.source == source]

    def ends(self) -> Mapping[str, SweepEnd]:
        """By source, of the last walk."""
        ended = self._events(SWEEPS, SweepEnded)
        return {each.end.sweep.source: each.end for each in ended}

    def _events(self, topic: str, kind: type[E]) -> list[E]:
        with closing(SqliteLog(self.home.log)) as log:
            events = [decode(message.value) for message in log.read(topic)]
        return [event for event in events if isinstance(event, kind)]


def _address(url: str) -> str:
    return url.removeprefix("http://")


def _secret(net: Internet) -> dict[str, object]:
    """The token that the board in HeadHunter's shape asks for."""
    return {"secret": TOKEN, "hosts": [net.urls["grc"]] if "grc" in net.urls else []}


def _asked(net: Internet, name: str) -> dict[str, object]:
    asked = {"interval_ms": 0, "slots": 16, **ASKED.get(name, {})}
    return asked if name in SITE_OF else {**asked, "base_url": net.urls[name]}
