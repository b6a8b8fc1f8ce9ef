"""A log that takes nothing slows the crawl down: pages wait in the frontier, not in memory."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psutil
import pytest

from contracts.codec import decode
from contracts.events import PageFetched
from contracts.names import PAGES_RAW
from engines.kafka.connection import Connection
from engines.kafka.settings import KafkaSettings
from engines.kafka.topics import make
from engines.kafka.writer import DELIVERY_MS
from engines.logs import open_log
from tests.engines.kafka import KafkaServer, kafka_server
from tests.eventually import eventually
from tests.integration.crawler.board import Board, page, served
from tests.integration.crawler.process import Site, finished
from tests.unit.crawler.pages import a_card, a_list, a_vacancy

VACANCIES: Final = 150
PAGES: Final = 1 + VACANCIES
"""One lists them all, so that there is always more to fetch."""
CONCURRENCY: Final = 8
MOST_HELD: Final = 2 * CONCURRENCY
"""`crawler.crawl.MOST_HELD` for each page that is fetched at once."""
LEASE_S: Final = 4.0
BODY: Final = 256 * 1024
MOST_MIB: Final = 4 * MOST_HELD * BODY / (1 << 20)
"""What the held pages may weigh; the whole board is twice as much."""
OPEN: Final = b"User-agent: *\nAllow: /\n"

Hold = Callable[[Path], AbstractContextManager[None]]
"""Lets the log of a home stand still for as long as the block lasts."""

pytestmark = [
    # kafka-python forgets to close what a broker that is away refused.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("leftovers"),
]


class Crawling:
    """A crawler at work on a board of large pages, with its log somewhere."""

    def __init__(self, board: Board, root: Path, kafka: KafkaSettings) -> None:
        self._board = board
        self._kafka = kafka
        told: dict[str, Any] = {
            "PROSPEKT_CRAWLER_CONCURRENCY": str(CONCURRENCY),
            "PROSPEKT_CRAWLER_LEASE_MS": str(round(1000 * LEASE_S)),
            "PROSPEKT_KAFKA_SERVERS": kafka.servers,
            "PROSPEKT_KAFKA_PREFIX": kafka.prefix,
            "PROSPEKT_KAFKA_PARTITIONS": str(kafka.partitions),
            "PROSPEKT_KAFKA_REPLICATION": "1",
        }
        self.site = Site(board, root, **told)
        self.site.seed()
        self.process = self.site.start("--until-idle")

    @property
    def asked(self) -> int:
        """How many times pages were, first and later ones."""
        return sum(n for path, n in self._board.asked.items() if path.startswith("/jobs/"))

    @property
    def done(self) -> int:
        return self.site.ledger().done

    @property
    def mib(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss) / (1 << 20)

    def begun(self) -> float:
        """Wait until it goes well; return the memory it needs for that."""
        eventually(lambda: self.done >= 2 * MOST_HELD, within=120)
        return self.mib

    def stands(self) -> None:
        """Wait until all that it holds is fetched; never is more so."""
        eventually(lambda: self._waiting() == MOST_HELD, within=60)

    def _waiting(self) -> int:
        """Fetched and not done: what is asked for is counted first, so it is no more than that."""
        asked = self.asked
        waiting = asked - self.done
        assert waiting <= MOST_HELD
        return waiting

    def still(self, before: float, until: Callable[[], bool]) -> None:
        """Nothing is fetched, acknowledged, given away or piled up meanwhile."""
        asked, done = self.asked, self.done
        while not until():
            assert (self.asked, self.done) == (asked, done)
            assert self.site.ledger().leased == MOST_HELD
            assert self.mib - before < MOST_MIB
            time.sleep(0.1)

    def logged(self) -> list[str]:
        """The pages that the log has."""
        with closing(open_log(self._kafka, self.site.home.log)) as log:
            events = [decode(message.value) for message in log.read(PAGES_RAW)]
        return [event.url for event in events if isinstance(event, PageFetched)]


@contextmanager
def crawling(root: Path, kafka: KafkaSettings) -> Iterator[Crawling]:
    board = Board(VACANCIES, OPEN)
    vacancy = page(a_vacancy(text=f"<p>Text</p><!--{'x' * BODY}-->").encode())
    numbers = range(1, VACANCIES + 1)
    board.special |= {f"/jobs/{number}/": vacancy for number in numbers}
    board.special["/jobs/?page=1"] = page(a_list(*map(a_card, numbers)).encode())
    with served(board):
        found = Crawling(board, root, kafka)
        try:
            yield found
        finally:
            found.process.kill()
            found.process.communicate()


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    with kafka_server(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture(params=["kafka", "embedded"])
def kafka(request: pytest.FixtureRequest, tmp_path: Path) -> KafkaSettings:
    """Where the log is: on brokers, or in the home."""
    if request.param == "embedded":
        return KafkaSettings()
    server: KafkaServer = request.getfixturevalue("broker")
    settings = KafkaSettings(
        servers=server.address, prefix=f"{tmp_path.name}.", partitions=2, replication=1
    )
    with closing(Connection(settings)) as connection:
        make(connection)
    return settings


@pytest.fixture
def hold(kafka: KafkaSettings, request: pytest.FixtureRequest) -> Hold:
    if not kafka.servers:
        return locked
    server: KafkaServer = request.getfixturevalue("broker")
    return lambda _: standing(server)


@contextmanager
def standing(server: KafkaServer) -> Iterator[None]:
    """Connected, and deaf."""
    server.pause()
    try:
        yield
    finally:
        server.resume()


@contextmanager
def locked(log: Path) -> Iterator[None]:
    with closing(sqlite3.connect(log, isolation_level=None, timeout=60)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_it_slows_down_and_drops_nothing_when_the_log_takes_nothing(
    tmp_path: Path, kafka: KafkaSettings, hold: Hold
) -> None:
    with crawling(tmp_path, kafka) as crawl:
        before = crawl.begun()
        with hold(crawl.site.home.log):
            crawl.stands()
            # Longer than its leases, which it keeps by its heartbeat; and than what it waits for
            # brokers before it appends anew.
            refused_s = DELIVERY_MS / 1_000 + LEASE_S if kafka.servers else 0.0
            over = time.monotonic() + max(2 * LEASE_S, refused_s)
            crawl.still(before, until=lambda: time.monotonic() > over)
        ended = finished(crawl.process)
        assert ended.returncode == 0, ended.stderr
        assert ("publishing: Kafka" in ended.stderr) == bool(kafka.servers)
        assert crawl.asked == crawl.done == PAGES
        assert len(set(crawl.logged())) == PAGES
        assert crawl.site.ledger().outstanding == crawl.site.ledger().dead == 0


def test_what_the_frontier_has_done_is_in_the_log_when_both_are_cut_off(
    tmp_path: Path, kafka: KafkaSettings, hold: Hold
) -> None:
    with crawling(tmp_path, kafka) as crawl:
        crawl.begun()
        with hold(crawl.site.home.log):
            crawl.stands()
            crawl.process.kill()
            crawl.process.wait()
        assert len(set(crawl.logged())) >= crawl.done
        ended = crawl.site.crawl()
        assert ended.returncode == 0, ended.stderr
        assert crawl.done == PAGES
        assert len(set(crawl.logged())) == PAGES
        assert crawl.asked <= PAGES + MOST_HELD
