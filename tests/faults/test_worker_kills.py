"""Faust workers on Kafka that are killed, joined and told to stop under load: nothing is lost."""

import itertools
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from tests.engines.kafka import KAFKA
from tests.eventually import eventually
from tests.faults.conftest import Outage
from tests.integration.stream.cluster import SESSION_S, Cluster, a_cluster

BACKLOG: Final = 150
"""Messages that the load keeps before the workers, some of each partition."""


class Load:
    """Postings, and now and then what is none, for as long as the ordeal lasts."""

    def __init__(self, cluster: Cluster) -> None:
        self.names: list[str] = []
        self.poison = 0
        self._cluster = cluster
        self._over = threading.Event()

    def keep(self) -> None:
        numbers = itertools.count()
        while not self._over.is_set():
            if self._cluster.left() < BACKLOG:
                names = [str(next(numbers)) for _ in range(BACKLOG)]
                self._cluster.append(names)
                self.names += names
                bad = Entry(topic=POSTINGS_RAW, key=f"bad {self.poison}", value=b"\xffpoison")
                self._cluster.log.append([bad])
                self.poison += 1
            self._over.wait(0.05)

    @contextmanager
    def on(self) -> Iterator[None]:
        thread = threading.Thread(target=self.keep)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()


def test_workers_that_come_go_and_die_under_load_index_each_posting_once(
    tmp_path: Path, run: int, record_property: Callable[[str, object], None]
) -> None:
    with a_cluster(tmp_path) as cluster:
        load = Load(cluster)
        with load.on():
            first = cluster.worker()
            at_work(cluster)
            second = cluster.worker()
            cluster.joined([first, second])
            at_work(cluster)
            seconds = killed(cluster, first)
            third = cluster.worker()
            cluster.joined([second, third])
            second.terminate()
            assert second.wait(timeout=60) == 0
            at_work(cluster)
        cluster.drained(within=120)
        found, letters = Counter(cluster.indexed()), cluster.refused()
    lost, doubled = set(load.names) - set(found), sum(count > 1 for count in found.values())
    outage = Outage(
        "stream worker killed", len(lost), doubled, 0, [seconds], KAFKA.version, SESSION_S + 5
    )
    record_property(Outage.__name__, msgspec.to_builtins(outage))
    assert sorted(found.elements()) == sorted(load.names), f"run {run}"
    assert len(set(letters)) == load.poison


def at_work(cluster: Cluster) -> None:
    before = cluster.count()
    eventually(lambda: cluster.count() > before, within=90)


def killed(cluster: Cluster, worker: "subprocess.Popen[str]") -> float:
    """Strike with work outstanding in every partition of it; return when all of them moved."""
    worker.kill()
    worker.wait()
    struck, begun = time.monotonic(), cluster.positions()
    waiting = {each for each, left in cluster.lag().items() if left}
    assert waiting, "it was killed too late to prove anything"

    def moved() -> bool:
        now = cluster.positions()
        return all(now[each] > begun[each] for each in waiting)

    eventually(moved, within=90, pause=0.1)
    return time.monotonic() - struck
