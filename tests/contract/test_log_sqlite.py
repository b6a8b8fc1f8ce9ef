"""What only the embedded log promises: one file knows more than brokers do."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.embedded.log import SqliteLog
from tests.contract.log_rig import GROUP, TOPIC, entries, sqlite, values
from tests.contract.log_workers import told, write_batches
from tests.eventually import eventually

MANY, SIZE = 200, 50
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with sqlite(tmp_path) as log:
        assert isinstance(log, SqliteLog)
        yield log


def test_poll_returns_at_most_its_limit_and_something_of_each_partition(log: SqliteLog) -> None:
    log.append(entries(MANY))
    partitions = [name for name, end in log.ends().items() if end]
    messages = log.reader(GROUP, [TOPIC], member="a").poll(2 * len(partitions), 1)
    assert 0 < len(messages) <= 2 * len(partitions)
    reader = log.reader("another", [TOPIC], member="a")
    seen = {message.partition for _ in range(4) for message in reader.poll(len(partitions), 1)}
    assert seen == set(partitions)


def test_a_group_is_known_when_its_first_reader_is_made(log: SqliteLog) -> None:
    log.append([*entries(MANY), *entries(5, "x", "unread")])
    log.reader(GROUP, [TOPIC], member="a")
    assert sum(log.lag(GROUP).values()) == MANY


@pytest.mark.parametrize("moment", [3, 20, 41])
def test_the_batch_of_a_killed_writer_is_whole_or_absent(
    log: SqliteLog, tmp_path: Path, moment: int
) -> None:
    fields = {"batches": 100_000, "size": SIZE}
    writer = SPAWN.Process(target=write_batches, args=(sqlite, tmp_path, "w"), kwargs=fields)
    writer.start()
    try:
        eventually(lambda: len(told(tmp_path / "w.written")) >= moment, within=30, pause=0)
    finally:
        writer.kill()
        writer.join()
        writer.close()
    sizes = Counter(value.partition(":")[0] for value in values(log.read(TOPIC)))
    assert set(sizes.values()) == {SIZE}
