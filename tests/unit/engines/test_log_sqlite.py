"""What the event log on SQLite does besides the contract: clocks, names, shared commits."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Misconfigured
from contracts.log import Entry
from engines.embedded.log import SqliteLog
from engines.embedded.log_tables import partition_of
from engines.moments import restored, stored
from tests.builders import NOW
from tests.eventually import eventually

TOPIC, GROUP = "t", "g"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.db")) as log:
        yield log


def _entries(name: str, number: int = 1) -> list[Entry]:
    return [Entry(topic=TOPIC, key=f"{name}{n}", value=b"") for n in range(number)]


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_kept_exactly(moment: datetime) -> None:
    assert restored(stored(moment)) == moment


def test_a_key_stays_in_its_partition_in_every_release() -> None:
    """These numbers may never change: logs are older than programs."""
    assert [partition_of(key, 4) for key in ("a", "b", "ключ", "")] == [3, 1, 2, 0]


def test_a_topic_keeps_its_number_of_partitions(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db", partitions=2)) as log:
        log.append(_entries("old"))
    with closing(SqliteLog(tmp_path / "log.db", partitions=8)) as log:
        log.append([*_entries("new", 50), Entry(topic="other", key="k", value=b"")])
        numbers = [partition.topic for partition in log.ends()]
    assert numbers.count(TOPIC) == 2
    assert numbers.count("other") == 8


def test_a_message_bears_the_time_of_the_log(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.db", now=lambda: NOW)) as log:
        log.append(_entries("e"))
        (message,) = log.read(TOPIC)
    assert message.at == NOW


def test_threads_that_wait_for_the_disk_share_the_next_commit(tmp_path: Path) -> None:
    """Each commit reads the clock once: as many times, as many commits."""
    ticks = count()
    path = tmp_path / "log.db"
    with closing(SqliteLog(path, now=lambda: NOW + timedelta(seconds=next(ticks)))) as log:
        log.append(_entries("first"))
        threads = [
            threading.Thread(target=log.append, args=(_entries(f"thread{n}.", 5),))
            for n in range(8)
        ]
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            threads[0].start()
            eventually(lambda: log._committing.locked() and not log._waiting)
            for thread in threads[1:]:
                thread.start()
            eventually(lambda: len(log._waiting) == len(threads) - 1)
            other.execute("COMMIT")
        for thread in threads:
            thread.join()
        moments = [message.at for message in log.read(TOPIC)]
    assert len(moments) == 1 + 8 * 5
    assert len(set(moments)) == 3 == next(ticks)


def test_two_readers_of_one_name_are_told_apart(log: SqliteLog) -> None:
    first = log.reader(GROUP, [TOPIC], member="same")
    second = log.reader(GROUP, [TOPIC], member="same")
    with pytest.raises(Misconfigured, match="'same'"):
        first.poll(1, 0)
    assert not first.heartbeat()
    assert second.heartbeat()


def test_a_heartbeat_keeps_the_partitions_while_work_takes_long(log: SqliteLog) -> None:
    log.append(_entries("e", 20))
    busy = log.reader(GROUP, [TOPIC], member="busy", session_s=2)
    messages = busy.poll(100, 1)
    heir = log.reader(GROUP, [TOPIC], member="heir", session_s=2)
    for _ in range(6):
        assert heir.poll(100, 0.4) == []
        assert busy.heartbeat()
    assert busy.commit({message.partition: message.offset + 1 for message in messages})


def test_a_heartbeat_says_when_the_member_was_given_up(log: SqliteLog) -> None:
    log.append(_entries("e", 20))
    silent = log.reader(GROUP, [TOPIC], member="silent", session_s=0.05)
    heir = log.reader(GROUP, [TOPIC], member="heir", session_s=0.05)
    assert eventually(lambda: heir.poll(100, 0.02))
    assert not silent.heartbeat()
    heir.close()
    assert not heir.heartbeat()


def test_a_clock_that_was_set_back_keeps_no_silent_member_alive(
    log: SqliteLog, tmp_path: Path
) -> None:
    log.append(_entries("e", 20))
    log.reader(GROUP, [TOPIC], member="silent", session_s=0.2).poll(100, 1)
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as db:
        db.execute("UPDATE members SET seen = seen + 3600")
    heir = log.reader(GROUP, [TOPIC], member="heir", session_s=0.2)
    assert eventually(lambda: heir.poll(100, 0.05))
