"""The runner: what ends it, and what it commits."""

import threading
from collections.abc import Sequence

import pytest

from contracts.errors import Transient
from contracts.log import Message, Partition
from contracts.names import INDEXER
from stream.delivery import Delivery
from stream.outcome import End
from stream.patience import Patience, Stopped
from stream.runner import Drained, Runner, attentive_sleep
from tests.builders import NOW
from tests.fakes.blobs import MemoryBlobs
from tests.unit.stream.world import MemoryLog, Tally, a_message, patient


class Reader:
    """Hands out what it was given, in order; remembers commits."""

    def __init__(self, count: int, *, keeps: bool = True) -> None:
        self.left = [a_message(n, b"") for n in range(count)]
        self.commits: list[dict[Partition, int]] = []
        self.closed = False
        self.beats = 0
        self.keeps = keeps

    def poll(self, limit: int, wait: float) -> list[Message]:
        assert wait <= 1, "a stop waits for a poll"
        taken, self.left = self.left[:limit], self.left[limit:]
        return taken

    def commit(self, positions: dict[Partition, int]) -> bool:
        self.commits.append(positions)
        return self.keeps

    def heartbeat(self) -> bool:
        self.beats += 1
        return True

    def close(self) -> None:
        self.closed = True


def written(messages: Sequence[Message]) -> list[End]:
    return [End(message, "written") for message in messages]


def a_runner(reader: Reader, said: list[str]) -> Runner:
    patience = patient([], said)
    log, blobs = MemoryLog(), MemoryBlobs()
    delivery = Delivery(written, log, blobs, patience, now=lambda: NOW, meter=Tally())
    return Runner(reader, delivery, patience, batch=2, say=said.append)


def test_it_commits_batch_by_batch_and_ends_when_drained() -> None:
    reader = Reader(5)
    a_runner(reader, []).run(stopping=lambda: False, drained=lambda: True)
    assert reader.commits == [{Partition("postings.raw", 0): n} for n in (2, 4, 5)]
    assert reader.closed


def test_it_is_not_drained_while_there_is_something_to_read_elsewhere() -> None:
    answers = [True, False, False]
    reader = Reader(1)
    a_runner(reader, []).run(stopping=lambda: False, drained=answers.pop)
    assert answers == []


def test_a_stop_lets_the_batch_in_hand_finish() -> None:
    reader = Reader(5)
    runner = a_runner(reader, [])
    runner.run(stopping=lambda: len(reader.commits) == 1, drained=lambda: False)
    assert reader.commits == [{Partition("postings.raw", 0): 2}]
    assert reader.closed


def test_a_stop_in_the_midst_of_an_outage_commits_nothing() -> None:
    def out_of_reach(_: Sequence[Message]) -> list[End]:
        raise Transient("index: out of reach")

    def stopped(_: float) -> None:
        raise Stopped

    reader = Reader(1)
    patience = Patience(sleep=stopped, say=lambda _: None)
    log, blobs = MemoryLog(), MemoryBlobs()
    delivery = Delivery(out_of_reach, log, blobs, patience, now=lambda: NOW, meter=Tally())
    runner = Runner(reader, delivery, patience, batch=2, say=lambda _: None)
    runner.run(stopping=lambda: False, drained=lambda: False)
    assert reader.commits == []
    assert reader.closed


def test_a_lost_partition_is_said() -> None:
    said: list[str] = []
    a_runner(Reader(1, keeps=False), said).run(stopping=lambda: False, drained=lambda: True)
    assert said == ["partitions went to another member meanwhile; it repeats what was done"]


def test_a_long_wait_beats_for_its_session() -> None:
    reader = Reader(0)
    attentive_sleep(threading.Event(), reader, beat_s=0.01)(0.035)
    assert reader.beats == 4


def test_a_log_that_is_out_of_reach_does_not_break_the_wait() -> None:
    class Dumb(Reader):
        def heartbeat(self) -> bool:
            raise Transient("log.db: locked")

    attentive_sleep(threading.Event(), Dumb(0), beat_s=0.01)(0.02)


def test_a_stop_ends_a_long_wait_at_once() -> None:
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Stopped):
        attentive_sleep(stopping, Reader(0), beat_s=10)(100)


def test_what_others_hold_is_waited_for_and_said_once_per_change() -> None:
    left = [0, 2, 2, 7]

    class Backlog:
        def lag(self, group: str) -> dict[Partition, int]:
            assert group == INDEXER
            return {Partition("sweeps", 0): left.pop()}

    said: list[str] = []
    drained = Drained(Backlog(), said.append)
    assert [drained() for _ in range(4)] == [False, False, False, True]
    assert [each.split()[0] for each in said] == ["7", "2"]
