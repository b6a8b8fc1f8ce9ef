"""Pages a second from a board to an answer, by the processes that `prospekt up` runs.

The platform is up: crawler, stream, API and predictions, as one command starts them. The demo's
boards are walked, four weeks one after the other. The rate is that of the first walk: the others
find little new, and wait for one listing after the other. A page counts when it is done in the
frontier and everything it told is understood, embedded and indexed; then each is asked for, many
by their own words. The boards themselves and this bench run on the same cores.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import psutil
from msgspec import Struct

from bench.cpu import cpu_seconds
from bench.report import Aim
from console.boards import serving
from console.declarations import parse_declarations
from console.demonstration import Demonstration
from contracts.index import Filters, Query
from contracts.names import INDEXER, POSTINGS_RAW, PUBLIC
from crawler.schedule.seeding import seed
from crawler.settings import CrawlerSettings
from crawler.sources.registry import policies, sources
from demo import schedule
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from engines.settings import environment
from operators import running, supervision
from understanding.analysis import tokens

LEAST_PAGES: Final = 100
LOOK_SECONDS: Final = 0.1
ASKED_EACH: Final = 10
LONGEST_SECONDS: Final = 600.0
ROLES: Final = ("crawler", "stream")


class Walk(Struct, frozen=True):
    pages: int
    seconds: float
    """From the seed until all is indexed; that each is found is seen afterwards."""


class Crawled(Struct, frozen=True, kw_only=True):
    pages: int
    postings: int
    events: int
    """Messages on the log that the pages led to."""
    walks: Sequence[Walk]
    behind: float
    """Seconds after the last page was done: what the stream was behind."""
    cpu: dict[str, float]
    """Seconds of each process."""
    machine: float
    """Of the machine's CPU the share that was in use, whoever used it: near 1 with the share of
    these processes small, others were measured too."""

    @property
    def per_second(self) -> float:
        return self.walks[0].pages / self.walks[0].seconds

    @property
    def seconds(self) -> float:
        return sum(walk.seconds for walk in self.walks)

    @property
    def cpu_per_thousand(self) -> float:
        return 1000 * sum(self.cpu.values()) / self.pages

    @property
    def aim(self) -> Aim:
        return Aim(
            name="pages per second end to end",
            aim=f"at least {LEAST_PAGES}",
            value=round(self.per_second, 1),
            ok=self.per_second >= LEAST_PAGES,
        )

    @property
    def line(self) -> str:
        spent = ", ".join(
            f"{name} {1000 * each / self.pages:.2f}" for name, each in self.cpu.items()
        )
        ours = sum(self.cpu.values()) / self.seconds / (os.cpu_count() or 1)
        return (
            f"{self.pages:,} pages end to end in {self.seconds:.1f} s, of them "
            f"{self.walks[0].pages} in {self.walks[0].seconds:.1f} s: {self.per_second:.0f} a "
            f"second; {self.events / self.pages:.1f} events and "
            f"{self.postings / self.pages:.2f} postings a page; the stream was "
            f"{self.behind:.1f} s behind\nCPU ms a page: {spent}; the machine was in use to "
            f"{self.machine:.0%}, these processes had {ours:.0%} of it"
        )


@contextmanager
def platform(root: Path) -> Iterator["Platform"]:
    """The demo's boards, and everything that `prospekt up` runs, on a home of its own."""
    home, demonstration = Home(root), Demonstration(root, _say, in_use=lambda: False)
    demonstration.prepare()
    demonstration.travel(schedule.sweep_times()[0])
    with (
        serving(root, demonstration.stage.ports),
        _up(home) as processes,
        closing(SqliteFrontier(home.frontier)) as frontier,
        closing(SqliteLog(home.log)) as log,
        closing(SqliteIndex(home.index)) as index,
    ):
        yield Platform(demonstration, processes, frontier, log, index)


@contextmanager
def _up(home: Home) -> Iterator[dict[str, psutil.Process]]:
    """The supervisor and its processes, when each service answers; by role those we measure."""
    told = {"PROSPEKT_HOME": str(home.root), "PROSPEKT_API_PORT": "0"}
    told["PROSPEKT_PREDICTIONS_PORT"] = "0"
    command = [sys.executable, "-m", "operators.main"]
    supervisor = subprocess.Popen(command, env=environment(told))  # noqa: S603 - our own module
    try:
        note = until(lambda: _ready(home), lambda: supervisor.poll() is None)
        yield {name: psutil.Process(note.pids[name]) for name in ROLES}
    finally:
        supervisor.terminate()
        supervisor.wait()


def _ready(home: Home) -> running.Running | None:
    note = running.read(home.run)
    if note is None or not note.urls or not set(ROLES) <= note.pids.keys():
        return None
    return note if all(supervision.answers(url) for url in note.urls.values()) else None


class Platform:
    """One that is up, with its files open beside it."""

    def __init__(
        self,
        demonstration: Demonstration,
        processes: Mapping[str, psutil.Process],
        frontier: SqliteFrontier,
        log: SqliteLog,
        index: SqliteIndex,
    ) -> None:
        self.log = log
        self._demonstration = demonstration
        self._processes = processes
        self._frontier = frontier
        self._index = index

    def crawl(self) -> Crawled:
        cpu, used_before, walks, behind = self.cpu(), _used(), list[Walk](), 0.0
        for moment in schedule.sweep_times():
            walk, behind = self._walk(moment)
            walks.append(walk)
        used, spent = _used(), self.cpu()
        found = self._found()
        ends = self.log.ends()
        return Crawled(
            pages=self._frontier.ledger().done,
            postings=found,
            events=sum(ends.values()),
            walks=walks,
            behind=behind,
            cpu={name: each - cpu[name] for name, each in spent.items()},
            machine=(used - used_before)
            / sum(walk.seconds for walk in walks)
            / (os.cpu_count() or 1),
        )

    def _walk(self, moment: datetime) -> tuple[Walk, float]:
        """With the seconds that the stream was behind at its end."""
        done, began = self._frontier.ledger().done, time.monotonic()
        self._demonstration.travel(moment)
        self._seed(moment)
        until(self._walked)
        walked = time.monotonic()
        until(lambda: not self.lag())
        ended = time.monotonic()
        return Walk(self._frontier.ledger().done - done, ended - began), ended - walked

    def cpu(self) -> dict[str, float]:
        """Seconds of each process so far."""
        return {name: cpu_seconds(each) for name, each in self._processes.items()}

    def lag(self) -> int:
        return sum(self.log.lag(INDEXER).values())

    def _seed(self, moment: datetime) -> None:
        settings = CrawlerSettings.model_validate({"sources": self._demonstration.sources})
        text = self._demonstration.watch()
        (watch,) = parse_declarations(text, "the demo's watch").watches
        known = sources(settings)
        seed(watch, known, policies(settings, known), self._frontier, moment)

    def _walked(self) -> bool:
        return not self._frontier.ledger().outstanding and not self._frontier.ended_sweeps()

    def _found(self) -> int:
        """Ask for each posting that is on the log by its id; for every tenth by its words too."""
        ids = sorted({message.key for message in self.log.read(POSTINGS_RAW)})
        hits = self._index.get([PUBLIC], ids)
        if len(hits) < len(ids):
            raise SystemExit(f"bench: {len(ids) - len(hits)} of {len(ids)} postings are not found")
        for hit in hits[::ASKED_EACH]:
            record = hit.record
            asked = Query(
                spaces=(PUBLIC,),
                tokens=tuple(tokens(record.title)),
                vector=record.vector,
                filters=Filters(ids=(record.id,)),
            )
            if [each.record.id for each in self._index.search(asked).hits] != [record.id]:
                raise SystemExit(f"bench: {record.title!r} is not found by its own words")
        return len(ids)


T = TypeVar("T")


def until(look: Callable[[], T | None], going: Callable[[], bool] = lambda: True) -> T:
    """Look until it counts as true; end the bench when it never will."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not (seen := look()):
        if time.monotonic() > deadline or not going():
            raise SystemExit(f"bench: what it waits for has not come in {LONGEST_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)
    return seen


def _used() -> float:
    """Seconds of CPU that the whole machine has spent on anything, since it began."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0.0))


def _say(line: str) -> None:
    sys.stderr.write(f"bench: {line}\n")
