"""A burst: far more is appended at once than the stream takes, and its process is watched."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Protocol

import psutil
from msgspec import Struct

from bench.cpu import cpu_seconds
from bench.postings import entry, events
from contracts.errors import Transient
from contracts.log import Entry, Partition
from contracts.names import INDEXER
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.settings import environment
from operators.addresses import free_port

WARM: Final = 1_000
LOOK_SECONDS: Final = 0.25
APPENDED: Final = 500
_STEP: Final = re.compile(r'prospekt_stream_step_seconds_total\{step="(\w+)"\} (\S+)')

Spent = Callable[[], float]
"""Seconds of CPU that a process has used so far."""
Steps = Callable[[], dict[str, float]]
"""Seconds that each step has taken so far."""


class Log(Protocol):
    def append(self, entries: Sequence[Entry]) -> None: ...

    def lag(self, group: str) -> dict[Partition, int]: ...


class Burst(Struct, frozen=True, kw_only=True):
    count: int
    most_lag: int
    seconds: float
    """From the first that was appended until the last was committed."""
    before_mib: float
    """Of the stream's process, when it had taken some and waits."""
    most_mib: float
    cpu_ms: dict[str, float]
    """For one posting, by process."""
    step_ms: dict[str, float]
    """The stream's own count, of the wall, for one posting."""

    @property
    def per_second(self) -> float:
        return self.count / self.seconds

    @property
    def more_mib(self) -> float:
        return self.most_mib - self.before_mib


def burst(root: Path, count: int) -> Burst:
    """On the engines of a home."""
    with closing(SqliteLog(Home(root).log)) as log:
        return burst_on(log, {"PROSPEKT_HOME": str(root)}, count, {})


def burst_on(log: Log, told: Mapping[str, str], count: int, servers: Mapping[str, Spent]) -> Burst:
    """`told` is the stream's process; `servers` are those that work for it."""
    entries = [entry(event) for event in events(WARM + count)]
    log.append(entries[:WARM])
    with _stream(told) as (stream, steps):
        spent = {"stream": lambda: cpu_seconds(stream), **servers}
        _until_taken(log, stream)
        before = most = stream.memory_info().rss
        cpu, step = {name: each() for name, each in spent.items()}, steps()
        began = time.monotonic()
        for start in range(WARM, len(entries), APPENDED):
            log.append(entries[start : start + APPENDED])
        lag = most_lag = _lag(log)
        while lag:
            _refuse_the_dead(stream)
            most = max(most, stream.memory_info().rss)
            time.sleep(LOOK_SECONDS)
            lag = _lag(log)
        seconds = time.monotonic() - began
        return Burst(
            count=count,
            most_lag=most_lag,
            seconds=seconds,
            before_mib=before / (1 << 20),
            most_mib=most / (1 << 20),
            cpu_ms={name: 1000 * (each() - cpu[name]) / count for name, each in spent.items()},
            step_ms={
                name: 1000 * (each - step.get(name, 0.0)) / count for name, each in steps().items()
            },
        )


@contextmanager
def _stream(told: Mapping[str, str]) -> Iterator[tuple[psutil.Process, Steps]]:
    port = free_port(0, set())
    told = {**told, "PROSPEKT_STREAM_METRICS_PORT": str(port)}
    child = subprocess.Popen([sys.executable, "-m", "stream.main"], env=environment(told))
    try:
        yield psutil.Process(child.pid), lambda: _steps(port)
    finally:
        child.terminate()
        if child.wait() != os.EX_OK:
            sys.stderr.write("bench: the stream did not end well\n")


def _steps(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        told: str = answer.read().decode()
    return {name: float(seconds) for name, seconds in _STEP.findall(told)}


def _until_taken(log: Log, stream: psutil.Process) -> None:
    while _lag(log):
        _refuse_the_dead(stream)
        time.sleep(LOOK_SECONDS)


def _refuse_the_dead(stream: psutil.Process) -> None:
    if stream.status() == psutil.STATUS_ZOMBIE:
        raise SystemExit("bench: the stream ended too early; its last words are above")


def _lag(log: Log) -> int:
    """A group whose members are yet to come is asked again."""
    while True:
        try:
            return sum(log.lag(INDEXER).values())
        except Transient:
            time.sleep(LOOK_SECONDS)
