"""Stream workers, each with a line of its own to a real index, on a real log: and what they lose.

Everything is shared by the tests of a file: each reckons with what came since it began.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from contracts.errors import Transient
from contracts.names import DEAD_LETTERS, POSTINGS_RAW, PUBLIC
from engines.elasticsearch.engine import ElasticIndex
from engines.kafka.settings import KafkaSettings
from tests.engines.elastic import ELASTICSEARCH, ElasticServer, elastic_server
from tests.engines.fault_proxy import Proxy, proxy_to
from tests.engines.kafka import KAFKA, KafkaServer, kafka_server
from tests.eventually import eventually
from tests.faults.outages import Outage
from tests.faults.stream_load import POISON, Load
from tests.integration.stream.cluster import Cluster

SESSION_S: Final = 3.0
ANSWER_S: Final = 9.0
"""For so long a worker waits for an answer of the index."""
PATIENCE_SESSIONS: Final = 9
"""As by default, it may wait for more than two answers before it is judged."""
PARTITIONS: Final = 4
ENGINES: Final = f"{KAFKA.version}, {ELASTICSEARCH.version}"
PREFIX: Final = "faults"
AIM_S: Final = SESSION_S + 5


Record = Callable[[str, object], None]


class Worker:
    """A process that is started again when it ends, as a supervisor does."""

    def __init__(self, cluster: Cluster, proxy: Proxy, log: Path) -> None:
        self.proxy = proxy
        self._environment = cluster.environment(
            SESSION_S,
            ELASTICSEARCH_URL=proxy.url,
            ELASTICSEARCH_PREFIX=PREFIX,
            ELASTICSEARCH_ANSWER_S=str(ANSWER_S),
            STREAM_STALL_SESSIONS=str(PATIENCE_SESSIONS),
        )
        self._log = log
        self._over = threading.Event()
        self.process = self._started()
        self._keeper = threading.Thread(target=self._keep)
        self._keeper.start()

    def kill(self) -> None:
        self.process.kill()

    def said(self) -> str:
        return self._log.read_text("utf-8")

    def stop(self) -> int:
        """Tell it to stop, as a supervisor does; return its exit code."""
        process = self.process
        process.terminate()
        return process.wait(timeout=60)

    def end(self) -> None:
        self._over.set()
        self._keeper.join()
        self.process.kill()
        self.process.wait()

    def _keep(self) -> None:
        while not self._over.wait(0.1):
            if self.process.poll() is not None:
                self.process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "stream.main"],
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )


class Reckoning(Struct, frozen=True):
    lost: Sequence[str]
    """Acknowledged, and neither in the index in its last text nor a dead letter."""
    doubled: Sequence[str]
    """In the index beside what was acknowledged, or a letter of no poison."""


class Scene:
    def __init__(
        self,
        kafka: KafkaServer,
        elastic: ElasticServer,
        cluster: Cluster,
        index: ElasticIndex,
        workers: Sequence[Worker],
    ) -> None:
        self.kafka = kafka
        self.elastic = elastic
        self.cluster = cluster
        self.index = index
        self.workers = workers
        self._known = 0
        """Records of earlier ordeals."""

    @contextmanager
    def ordeal(self) -> Iterator[Load]:
        """Begin with all workers at work on a load; end when all that was taken has its end."""
        self.joined()
        load = Load(self.cluster)
        with load.on():
            self.progress()
            yield load
        self.cluster.drained(within=240)

    def joined(self) -> None:
        eventually(lambda: len(self._members()) == len(self.workers), within=120, pause=0.1)

    def members(self) -> list[str]:
        return eventually(self._members, within=60)

    def progress(self) -> float:
        """Seconds until something more is done than now."""
        struck, before = time.monotonic(), sum(self.cluster.positions().values())
        eventually(lambda: sum(self.cluster.positions().values()) > before, within=180, pause=0.1)
        return time.monotonic() - struck

    def rejoined(self, before: Sequence[str]) -> None:
        """Wait for one in the place of another: the dead count until their session is over."""

        def anew() -> bool:
            now = self._members()
            return len(now) == len(self.workers) and now != before

        eventually(anew, within=120, pause=0.1)

    def moved(self) -> float:
        """Seconds until something more is done in each partition of the load."""
        struck, begun = time.monotonic(), self.cluster.positions()
        loaded = [each for each in begun if each.topic == POSTINGS_RAW]

        def all_moved() -> bool:
            now = self.cluster.positions()
            return all(now[each] > begun[each] for each in loaded)

        eventually(all_moved, within=180, pause=0.1)
        return time.monotonic() - struck

    def letters(self) -> int:
        """Where the topic of the dead letters ends."""
        ends = self.cluster.log.ends()
        return sum(end for place, end in ends.items() if place.topic == DEAD_LETTERS)

    def reckoned(self, load: Load) -> Reckoning:
        wanted = load.acknowledged
        self.index.refresh()
        hits = self.index.get([PUBLIC], list(wanted))
        there = {hit.record.id: hit.record.version for hit in hits}
        poison = {
            f"{POSTINGS_RAW}/{message.partition.number}/{message.offset}"
            for message in self.cluster.log.read(POSTINGS_RAW, since=load.begun)
            if message.value == POISON
        }
        read = self.cluster.log.read(DEAD_LETTERS, since=load.begun)
        letters = {each.key: each.value for each in read}
        self._known += len(wanted)
        surplus = self.index.count([PUBLIC]) - self._known
        return Reckoning(
            [
                *(
                    f"{name}: {there.get(name)}, not {text}"
                    for name, text in wanted.items()
                    if there.get(name) != text
                ),
                *sorted(poison - letters.keys()),
            ],
            [
                *["a record"] * surplus,
                *(f"{name}: {letters[name]!r}" for name in letters if name not in poison),
            ],
        )

    def _members(self) -> list[str]:
        try:
            return self.cluster.names()
        except (Transient, KeyError):
            return []


@contextmanager
def a_scene(folder: Path, workers: int, *, within: Sequence[str] = ()) -> Iterator[Scene]:
    """`within` is a command that runs the servers."""
    with ExitStack() as ending:
        with ThreadPoolExecutor() as starting:
            kafka_up, elastic_up = (
                kafka_server(folder / "kafka", within=within),
                elastic_server(folder / "elastic", within=within),
            )
            asked = [starting.submit(ending.enter_context, kafka_up)]
            elastic = ending.enter_context(elastic_up)
            kafka = asked[0].result()
        settings = KafkaSettings(
            servers=kafka.address, prefix="faults.", partitions=PARTITIONS, replication=1
        )
        cluster = Cluster(folder / "home", settings, ending)
        index = ending.enter_context(closing(ElasticIndex(elastic.url, prefix=PREFIX)))
        index.ping()
        hired = []
        for number in range(workers):
            proxy = ending.enter_context(proxy_to(elastic.port))
            hired.append(Worker(cluster, proxy, folder / f"worker-{number}.log"))
            ending.callback(hired[-1].end)
        yield Scene(kafka, elastic, cluster, index, hired)


def settled(
    scene: Scene, load: Load, scenario: str, recoveries: list[float], record: Record
) -> None:
    """Reckon up; a recovery that takes longer than the aim is told in the table."""
    reckoning = scene.reckoned(load)
    outage = Outage(
        scenario,
        len(reckoning.lost),
        len(reckoning.doubled),
        0,
        recoveries,
        engines=ENGINES,
        aim_s=AIM_S,
    )
    record(Outage.__name__, msgspec.to_builtins(outage))
    assert load.acknowledged
    assert (reckoning.lost, reckoning.doubled) == ([], [])
