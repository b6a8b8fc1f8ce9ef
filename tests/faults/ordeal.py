"""One crawl through many kills: what was outstanding at each, and what is there in the end."""

import json
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from typing import Any, Final

import httpx
from msgspec import Struct

from contracts.frontier import HostPolicy, Ledger
from contracts.names import INDEXER
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.log import SqliteLog
from operators.supervision import answers
from tests.eventually import eventually
from tests.faults.boards import Asked, Boards
from tests.faults.fleet import ROLES, Fleet
from tests.faults.place import WATCH, Place

STEADY: Final = HostPolicy(interval_ms=200, slots=6)
SLOW: Final = HostPolicy(interval_ms=2_500, slots=6)
FAST: Final = HostPolicy(interval_ms=0, slots=16)
KILL_SECONDS: Final = 180.0
"""For a restart on a crowded machine, and for what must be done in that life."""
WORK_BEFORE_A_KILL: Final = {"crawler": 10, "stream": 4}
"""Pages done, or messages delivered, in each life of these: so that the crawl gets on."""
QUESTIONS: Final = {"api": "/api/v1/search?q=python", "predictions": "/prospects?name=nurse"}


class Kill(Struct, frozen=True):
    role: str
    pid: int
    ledger: Ledger
    lag: int


class Ordeal:
    """`pages` are there for all the `planned` kills: none may find that the crawl is over.

    How long a restart takes is the machine's affair, so each kill has an equal share of the pages,
    and a crawl that is ahead of its share is slowed down.
    """

    def __init__(
        self, place: Place, fleet: Fleet, boards: Boards, *, pages: int, planned: int
    ) -> None:
        self.kills: list[Kill] = []
        self.readings: list[Ledger] = []
        self._share = pages / planned
        self._boards = boards
        self._pace = STEADY
        self._place = place
        self._fleet = fleet
        self._frontier = SqliteFrontier(place.home.frontier)
        self._log = SqliteLog(place.home.log)
        self._begun: dict[str, tuple[int, int]] = {}
        self._asking = ThreadPoolExecutor(4)

    def close(self) -> None:
        self._asking.shutdown()
        self._frontier.close()
        self._log.close()

    def kill(self, role: str) -> None:
        """Strike a process at work while a page is leased and a message is undelivered."""
        kill = eventually(lambda: self._tried(role), within=KILL_SECONDS, pause=0.01)
        self.kills.append(kill)

    def _tried(self, role: str) -> Kill | None:
        self._ration()
        pid = self._fleet.pid(role)
        if pid is None or not self._at_work(role, pid) or not self._outstanding(role, pid):
            return None
        with self._fleet.still(["crawler", "stream"]):
            found = self._outstanding(role, pid)
            if found:
                self._ask(role)
                self._fleet.strike(role)
            return found

    def _ration(self) -> None:
        ahead = self._frontier.ledger().done > self._share * len(self.kills)
        pace = SLOW if ahead else STEADY
        if pace != self._pace:
            self._place.set_pace(self._boards, pace)
            self._pace = pace

    def _outstanding(self, role: str, pid: int) -> Kill | None:
        ledger, lag = self._frontier.ledger(), sum(self._log.lag(INDEXER).values())
        self.readings.append(ledger)
        return Kill(role, pid, ledger, lag) if ledger.leased and lag else None

    def _at_work(self, role: str, pid: int) -> bool:
        """Tell whether this very process has done something since it was started."""
        if role in QUESTIONS:
            return answers(self._fleet.url(role))
        if role not in WORK_BEFORE_A_KILL:
            return True
        done = self._frontier.ledger().done if role == "crawler" else self._delivered()
        if self._begun.get(role, (0, 0))[0] != pid:
            self._begun[role] = (pid, done)
        return done - self._begun[role][1] >= WORK_BEFORE_A_KILL[role]

    def _delivered(self) -> int:
        lag = self._log.lag(INDEXER)
        ends = self._log.ends()
        return sum(ends[part] - left for part, left in lag.items())

    def _ask(self, role: str) -> None:
        """Let one that answers questions be at it."""
        if role in QUESTIONS:
            url = f"{self._fleet.url(role)}{QUESTIONS[role]}"
            self._asking.submit(_asked, url)


def _asked(url: str) -> None:
    with suppress(httpx.HTTPError):
        httpx.get(url, timeout=5)


class Outcome(Struct, frozen=True):
    """What is known when it is over."""

    kills: list[Kill]
    readings: list[Ledger]
    told: dict[str, Any]
    """By `prospekt crawl`, which waited through it all."""
    asked: dict[str, Asked]


@contextmanager
def crawling(place: Place) -> Iterator["subprocess.Popen[str]"]:
    """Let a user's command crawl and wait until everything is searchable."""
    with place.start(place.command("crawl", WATCH, "--json")) as command:
        try:
            yield command
        finally:
            command.kill()


def endure(place: Place, fleet: Fleet, boards: Boards, *, rounds: int, pages: int) -> Outcome:
    """Crawl slowly while every process is killed once in each round, then fast to the end."""
    fleet.start()
    assert place.run(place.applying(boards, *boards.urls)).returncode == 0
    eventually(fleet.ready, within=180)
    planned = rounds * len(ROLES)
    with (
        closing(Ordeal(place, fleet, boards, pages=pages, planned=planned)) as ordeal,
        crawling(place) as command,
    ):
        for _ in range(rounds):
            for role in ROLES:
                ordeal.kill(role)
        place.set_pace(boards, FAST)
        out, said = command.communicate(timeout=180)
        assert command.returncode == 0, said
        return Outcome(
            kills=ordeal.kills,
            readings=ordeal.readings,
            told=json.loads(out),
            asked=boards.asked(),
        )
