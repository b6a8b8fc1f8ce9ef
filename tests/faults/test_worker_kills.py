"""Faust workers on Kafka that are killed, joined and told to stop under load: nothing is lost."""

import subprocess
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from tests.eventually import eventually
from tests.faults.conftest import Outage
from tests.integration.stream.cluster import Cluster, a_cluster

LOAD: Final = 1500
POISON: Final = 5


def test_workers_that_come_go_and_die_under_load_index_each_posting_once(
    tmp_path: Path, run: int, record_property: Callable[[str, object], None]
) -> None:
    names = sorted(f"{run}-{number}" for number in range(LOAD))
    with a_cluster(tmp_path) as cluster:
        loaded(cluster, names)
        first = cluster.worker(STREAM_BATCH="4")
        eventually(partial(at_work, cluster, 20), within=90, pause=0.02)
        second = cluster.worker(STREAM_BATCH="4")
        cluster.joined([first, second])
        eventually(partial(at_work, cluster, cluster.count()), within=90, pause=0.02)
        seconds = killed(cluster, first)
        third = cluster.worker()
        cluster.joined([second, third])
        second.terminate()
        assert second.wait(timeout=60) == 0
        cluster.drained(within=120)
        found, letters = Counter(cluster.indexed()), Counter(cluster.refused())
    lost, doubled = set(names) - set(found), sum(count > 1 for count in found.values())
    outage = Outage("stream worker killed", len(lost), doubled, 0, [seconds])
    record_property(Outage.__name__, outage.told() if hasattr(outage, "told") else outage)
    assert not lost
    assert sorted(found) == names
    assert doubled == 0
    assert len(letters) == POISON


def loaded(cluster: Cluster, names: list[str]) -> None:
    share = len(names) // POISON
    for number in range(POISON):
        cluster.append(names[number * share : (number + 1) * share])
        cluster.log.append([Entry(topic=POSTINGS_RAW, key=f"bad {number}", value=b"\xffpoison")])


def at_work(cluster: Cluster, beyond: int) -> bool:
    return cluster.count() > beyond


def killed(cluster: Cluster, worker: "subprocess.Popen[str]") -> float:
    """Strike with work outstanding on its partitions; return when all of them moved again."""
    worker.kill()
    worker.wait()
    struck, left = time.monotonic(), cluster.lag()
    waiting = {partition for partition, lag in left.items() if lag}
    assert waiting, "it was killed too late to prove anything"
    eventually(
        lambda: all(cluster.lag()[each] < left[each] for each in waiting), within=90, pause=0.1
    )
    return time.monotonic() - struck
