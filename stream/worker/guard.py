"""The watchdog's thread: it looks even when the worker hangs, and can end it then."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from prometheus_client import Counter
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from contracts.errors import ProspektError, Transient
from contracts.log import Partition
from contracts.names import INDEXER
from stream.ports import Backlog
from stream.worker.watchdog import Watchdog

STALLED: Final = 4
"""The exit code of a worker that must start anew."""
LOOKS_PER_LIMIT: Final = 10
LONGEST_PAUSE: Final = 5.0


class Stalled(Transient):
    """The worker makes no progress and does not say why: start it again."""


class Guard(Collector):
    """A lock around the watchdog, for all threads, and what it sees as metrics."""

    def __init__(self, backlog: Backlog, limit_s: float, registry: CollectorRegistry) -> None:
        self._backlog = backlog
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._watchdog = Watchdog(limit_s, time.monotonic())
        self._held = 0
        self._rebalances = Counter(
            "prospekt_stream_rebalances",
            "Times that the group shared its partitions anew",
            registry=registry,
        )
        registry.register(self)

    def seated(self, held: Iterable[Partition]) -> None:
        share = list(held)
        self._held = len(share)
        self._rebalances.inc()
        with self._lock:
            self._watchdog.seated(share, time.monotonic())

    def unseated(self) -> None:
        self._held = 0
        with self._lock:
            self._watchdog.unseated()

    def moved(self, partitions: Iterable[Partition]) -> None:
        with self._lock:
            self._watchdog.moved(partitions, time.monotonic())

    def told(self) -> None:
        with self._lock:
            self._watchdog.told(time.monotonic())

    def watch(self, over: threading.Event, give_up: Callable[[Stalled], None]) -> None:
        """Look until it is over; a worker that must start anew is given up once."""
        while not over.wait(min(self._limit_s / LOOKS_PER_LIMIT, LONGEST_PAUSE)):
            if stalled := self._looked():
                give_up(self._said(stalled))
                return

    def _looked(self) -> list[Partition]:
        try:
            lag = self._backlog.lag(INDEXER)
        except ProspektError as error:
            logging.getLogger("stream").warning("the backlog is not known: %s", error)
            lag = None
        with self._lock:
            now = time.monotonic()
            self._watchdog.look(lag, now)
            return self._watchdog.gave_up(now)

    def _said(self, stalled: list[Partition]) -> Stalled:
        names = ", ".join(f"{each.topic}/{each.number}" for each in stalled)
        return Stalled(
            f"{names}: a backlog, and no commit for {self._limit_s:.0f} s; the worker starts "
            "anew (if that recurs, its last lines tell where it stands)"
        )

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield from _gauges()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        with self._lock:
            now = time.monotonic()
            ages, stalled = self._watchdog.ages(now), self._watchdog.stalled(now)
        assigned, waiting, age = _gauges()
        assigned.add_metric([], self._held)
        waiting.add_metric([], len(stalled))
        for each, seconds in sorted(ages.items()):
            age.add_metric([each.topic, str(each.number)], seconds)
        yield from (assigned, waiting, age)


def _gauges() -> tuple[GaugeMetricFamily, GaugeMetricFamily, GaugeMetricFamily]:
    place = ["topic", "partition"]
    return (
        GaugeMetricFamily(
            "prospekt_stream_assigned_partitions", "Partitions that this worker holds", labels=[]
        ),
        GaugeMetricFamily(
            "prospekt_stream_stalled_partitions",
            "Partitions with a backlog and without progress for too long",
            labels=[],
        ),
        GaugeMetricFamily(
            "prospekt_stream_progress_age_seconds",
            "Seconds since a partition with a backlog last moved",
            labels=place,
        ),
    )
