"""A Faust worker on a real Kafka: drains, stops, refuses, shares, and waits out an index."""

import secrets
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from contracts.log import Entry
from contracts.names import POSTINGS_RAW
from tests.eventually import eventually
from tests.integration.stream.cluster import SESSION_S, Cluster, a_cluster
from tests.integration.stream.platform import entries, found

NAMES = sorted(str(number) for number in range(300))


def test_it_drains_the_log_and_ends(tmp_path: Path) -> None:
    with a_cluster(tmp_path) as cluster:
        cluster.append(NAMES)
        worker = cluster.worker("--until-drained")
        _, said = worker.communicate(timeout=90)
        assert worker.returncode == 0, said
        assert cluster.indexed() == NAMES
        assert cluster.left() == 0
        assert cluster.names() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_in_order_and_leaves_the_group_at_once(
    tmp_path: Path, number: int
) -> None:
    with a_cluster(tmp_path) as cluster:
        cluster.append(NAMES)
        worker = cluster.worker(session_s=120)
        eventually(cluster.count, within=60, pause=0.01)
        worker.send_signal(number)
        _, said = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
        assert cluster.names() == []
        done = len(NAMES) - cluster.left()
        assert done <= cluster.count()

        assert cluster.worker("--until-drained").wait(timeout=90) == 0
        assert cluster.indexed() == NAMES


def test_a_session_that_the_brokers_do_not_allow_is_said_with_its_setting(tmp_path: Path) -> None:
    with a_cluster(tmp_path) as cluster:
        worker = cluster.worker(session_s=4_000)
        _, said = worker.communicate(timeout=90)
        assert worker.returncode == 3, said
        assert "PROSPEKT_STREAM_SESSION_S" in said


def test_poison_is_a_dead_letter_and_holds_up_no_other(tmp_path: Path) -> None:
    poison = [Entry(topic=POSTINGS_RAW, key=f"bad {n}", value=b"\xffno event") for n in range(5)]
    with a_cluster(tmp_path) as cluster:
        for start in range(0, 50, 10):
            cluster.append(NAMES[start : start + 10])
            cluster.log.append([poison.pop()])
        assert cluster.worker("--until-drained").wait(timeout=90) == 0
        assert cluster.indexed() == NAMES[:50]
        letters = cluster.refused()
        assert len(letters) == len(set(letters)) == 5


def test_of_a_long_backlog_partitions_take_turns(tmp_path: Path) -> None:
    """One that waits until all others are empty would count as stalled."""
    with a_cluster(tmp_path) as cluster:
        events = [
            found(str(number), posting={"description": secrets.token_hex(1_000)})
            for number in range(480)
        ]
        cluster.log.append(entries(events))
        worker = cluster.worker(STREAM_BATCH="64")
        half = len(events) // 2
        done = eventually(lambda: _done(cluster) if cluster.left() <= half else None, within=240)
        worker.kill()
        assert min(done) > 0


def _done(cluster: Cluster) -> list[int]:
    return [done for each, done in cluster.positions().items() if each.topic == POSTINGS_RAW]


def test_what_a_person_must_mend_ends_it_and_nothing_undelivered_is_committed(
    tmp_path: Path,
) -> None:
    """Faust would acknowledge the message whose agent raised."""
    clock = tmp_path / "clock"
    clock.write_text("2026-01-01")
    with a_cluster(tmp_path) as cluster:
        worker = cluster.worker(CLOCK=str(clock))
        cluster.joined([worker])
        clock.write_text("no date")
        cluster.log.append([Entry(topic=POSTINGS_RAW, key="bad", value=b"\xffno event")])
        _, said = worker.communicate(timeout=60)
        assert worker.returncode == 3, said
        assert "write an ISO date into it" in said.splitlines()[-1]
        assert cluster.left() == 1
        assert cluster.refused() == []


def test_an_index_that_is_away_for_longer_than_a_session_costs_neither_place_nor_message(
    tmp_path: Path,
) -> None:
    with a_cluster(tmp_path) as cluster:
        worker = cluster.worker()
        cluster.append(NAMES[:20])
        cluster.drained()
        before = cluster.names()
        with closing(sqlite3.connect(cluster.home.index, isolation_level=None)) as held:
            held.execute("BEGIN EXCLUSIVE")
            cluster.append(NAMES[20:])
            time.sleep(SESSION_S * 2)
            assert cluster.left() > 0
            assert len(cluster.names()) == 1
        cluster.drained()
        assert cluster.names() == before
        assert worker.poll() is None
        assert cluster.indexed() == NAMES
