"""A burst: far more is appended at once than the stream takes, and the stream's memory watched."""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from bench.postings import entry, events
from contracts.names import INDEXER
from engines.embedded.home import Home
from engines.embedded.log import SqliteLog
from engines.settings import environment

WARM: Final = 1_000
LOOK_SECONDS: Final = 0.1
APPENDED: Final = 500


class Burst(Struct, frozen=True):
    count: int
    most_lag: int
    before_mib: float
    """Of the stream's process, when it had taken some and waits."""
    most_mib: float


def burst(root: Path, count: int) -> Burst:
    home = Home(root)
    entries = [entry(event) for event in events(WARM + count)]
    with closing(SqliteLog(home.log)) as log:
        log.append(entries[:WARM])
        child = subprocess.Popen(
            [sys.executable, "-m", "stream.main"], env=environment({"PROSPEKT_HOME": str(root)})
        )
        try:
            watched = psutil.Process(child.pid)
            _until_taken(log)
            before = most = watched.memory_info().rss
            for start in range(WARM, len(entries), APPENDED):
                log.append(entries[start : start + APPENDED])
            most_lag = _lag(log)
            while _lag(log):
                most = max(most, watched.memory_info().rss)
                time.sleep(LOOK_SECONDS)
        finally:
            child.terminate()
            if child.wait() != os.EX_OK:
                sys.stderr.write("bench: the stream did not end well\n")
    return Burst(count, most_lag, before / (1 << 20), most / (1 << 20))


def _until_taken(log: SqliteLog) -> None:
    while _lag(log):
        time.sleep(LOOK_SECONDS)


def _lag(log: SqliteLog) -> int:
    return sum(log.lag(INDEXER).values())
