"""Clusters of near-duplicates in memory: the rules, in the plainest words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY_MS = 86_400_000


@dataclass
class Cluster:
    name: str
    founded: datetime
    number: int
    members: set[str] = field(default_factory=set)
    spans: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    """Of each band: from when to when its records appeared."""


class MemorySignatures:
    """Implements `Signatures`."""

    def __init__(self, *, window_days: int, now_ms: Callable[[], int]) -> None:
        self._window = timedelta(days=window_days)
        self._window_days = window_days
        self._now_ms = now_ms
        self._founded = 0
        self.clusters: list[Cluster] = []
        self.written: dict[tuple[str, int], int] = {}
        """On which day a record wrote a band last."""

    def join(self, items: Sequence[tuple[str, Sequence[int], datetime]]) -> list[str]:
        if not items:
            return []
        oldest = self._now_ms() // DAY_MS - self._window_days
        self._keep(lambda _, day: day >= oldest)
        return [self._join(record, bands, appeared) for record, bands, appeared in items]

    def forget(self, ids: Sequence[str]) -> None:
        self._keep(lambda record, _: record not in ids)
        for cluster in self.clusters:
            cluster.members -= set(ids)
        self.clusters = [cluster for cluster in self.clusters if cluster.members]

    def drop(self) -> None:
        self.clusters, self.written = [], {}

    def _join(self, record: str, bands: Sequence[int], appeared: datetime) -> str:
        cluster = self._own(record) or self._oldest(bands, appeared) or self._new(record, appeared)
        cluster.members.add(record)
        for band in bands:
            first, last = cluster.spans.get(band, (appeared, appeared))
            cluster.spans[band] = (min(first, appeared), max(last, appeared))
            self.written[record, band] = self._now_ms() // DAY_MS
        return cluster.name

    def _own(self, record: str) -> Cluster | None:
        return next((each for each in self.clusters if record in each.members), None)

    def _oldest(self, bands: Sequence[int], appeared: datetime) -> Cluster | None:
        alike = [each for each in self.clusters if self._near(each, bands, appeared)]
        return min(alike, key=lambda each: (each.founded, each.name, each.number), default=None)

    def _near(self, cluster: Cluster, bands: Sequence[int], appeared: datetime) -> bool:
        spans = [cluster.spans[band] for band in bands if band in cluster.spans]
        return any(
            first <= appeared + self._window and last >= appeared - self._window
            for first, last in spans
        )

    def _new(self, record: str, appeared: datetime) -> Cluster:
        self._founded += 1
        self.clusters.append(Cluster(record, appeared, self._founded))
        return self.clusters[-1]

    def _keep(self, wanted: Callable[[str, int], bool]) -> None:
        """Let go of what was written by others or at other times, and of bands nobody wrote."""
        self.written = {
            (record, band): day
            for (record, band), day in self.written.items()
            if wanted(record, day)
        }
        for cluster in self.clusters:
            held = {band for record, band in self.written if record in cluster.members}
            cluster.spans = {band: cluster.spans[band] for band in held}
