"""What one posting costs in each part of the stream, in CPU of one process on embedded engines."""

import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from bench.postings import entry
from bench.stream_steps import embedded_steps
from contracts.clock import system_clock
from contracts.events import PostingFound
from contracts.log import Entry, Message, Partition
from contracts.names import INDEXER, POSTINGS_RAW
from engines.embedded.blobs import FolderBlobs
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from stream.delivery import Delivery
from stream.patience import Patience
from stream.ports import LogReader
from stream.runner import Runner

BATCH: Final = 256
APPENDED: Final = 25
"""Postings that a crawl appends at once, about."""
PARTS: Final = ("codec", "understand", "embed", "cluster", "index", "log", "delivery")
ENGINES: Final = ("cluster", "index", "log")


class Cost(Struct, frozen=True):
    count: int
    ms: dict[str, float]
    """By part, for one posting."""

    def of(self, parts: Collection[str] = PARTS) -> float:
        return sum(self.ms[name] for name in parts)


class Cpu:
    """The stream's `Meter` by CPU: its steps follow each other, so each ends where one begins."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._last = time.process_time()

    def begin(self) -> None:
        self._last = time.process_time()

    def step(self, name: str, seconds: float) -> None:
        del seconds  # of the wall
        now = time.process_time()
        self.seconds[name] += now - self._last
        self._last = now

    def ended(self, topic: str, outcome: str) -> None: ...

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self._last = time.process_time()
        self.seconds[name] += self._last - began


class CountedReader:
    """A `LogReader` whose CPU is the log's."""

    def __init__(self, reader: LogReader, cpu: Cpu) -> None:
        self._reader = reader
        self._cpu = cpu

    def poll(self, limit: int, wait: float) -> list[Message]:
        with self._cpu.part("log"):
            return self._reader.poll(limit, wait)

    def commit(self, positions: dict[Partition, int]) -> bool:
        with self._cpu.part("log"):
            return self._reader.commit(positions)

    def heartbeat(self) -> bool:
        return self._reader.heartbeat()

    def close(self) -> None:
        self._reader.close()


def cost(root: Path, warm: Sequence[PostingFound], found: Sequence[PostingFound]) -> Cost:
    """Bring them into a home; the first are not counted: they open files and fill caches."""
    cpu = Cpu()
    with ExitStack() as stack:
        home = Home(root)
        log = stack.enter_context(closing(SqliteLog(home.log)))
        steps = stack.enter_context(embedded_steps(home, cpu))
        blobs = stack.enter_context(closing(FolderBlobs(home.blobs)))
        patience = Patience(sleep=time.sleep, say=print)
        delivery = Delivery(steps, log, blobs, patience, now=system_clock, meter=cpu)
        reader = stack.enter_context(closing(log.reader(INDEXER, [POSTINGS_RAW], member="bench")))
        runner = Runner(CountedReader(reader, cpu), delivery, patience, batch=BATCH, say=print)
        _spent(log, runner, warm, cpu)
        cpu.seconds.clear()
        whole = _spent(log, runner, found, cpu)
    return _cost(Counter(cpu.seconds), len(found), whole)


def _spent(log: SqliteLog, runner: Runner, found: Sequence[PostingFound], cpu: Cpu) -> float:
    """Append them and bring them through; return what the second took."""
    _append(log, [entry(event) for event in found], cpu)
    cpu.seconds["codec"] += _encoding(found)
    began = time.process_time()
    while runner.step():
        pass
    return time.process_time() - began


def _append(log: SqliteLog, entries: Sequence[Entry], cpu: Cpu) -> None:
    """As a crawl does: some at a time."""
    began = time.process_time()
    for start in range(0, len(entries), APPENDED):
        log.append(entries[start : start + APPENDED])
    cpu.seconds["append"] = time.process_time() - began


def _encoding(found: Sequence[PostingFound]) -> float:
    began = time.process_time()
    for event in found:
        entry(event)
    return time.process_time() - began


def _cost(seconds: Counter[str], count: int, whole: float) -> Cost:
    append, encoding = seconds.pop("append"), seconds.pop("codec")
    rest = whole - sum(seconds.values())
    seconds.update({"codec": encoding + seconds.pop("decode"), "delivery": rest, "log": append})
    return Cost(count, {name: 1000 * seconds[name] / count for name in PARTS})
