"""The clusters that a batch may touch: read at once, changed in memory, written at its end."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import NamedTuple

from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.signature_tables import packed, unpacked


class Span(NamedTuple):
    """Of a band in a cluster: from when to when its records appeared, and its last day."""

    first: int
    last: int
    day: int


class Batch:
    def __init__(self, db: Connection, clusters: Iterable[int]) -> None:
        self._db = db
        self._names: dict[int, tuple[int, str, int]] = {}
        """In the order in which one is preferred: the oldest-founded first."""
        self._spans: defaultdict[int, dict[int, Span]] = defaultdict(dict)
        self._holders: defaultdict[int, set[int]] = defaultdict(set)
        self._changed: set[tuple[int, Span]] = set()
        wanted = listed(clusters)
        query = f"SELECT founded, name, id FROM clusters WHERE id IN {ONE_OF}"
        for row in db.execute(query, (wanted,)):
            self._names[row["id"]] = (row["founded"], row["name"], row["id"])
        query = f"SELECT cluster, first, last, day, bands FROM spans WHERE cluster IN {ONE_OF}"
        for cluster, first, last, day, bands in db.execute(query, (wanted,)):
            for band in unpacked(bands):
                self._spans[cluster][band] = Span(first, last, day)
                self._holders[band].add(cluster)

    def name(self, cluster: int) -> str:
        return self._names[cluster][1]

    def oldest(self, bands: Sequence[int], first: int, last: int) -> int | None:
        """The oldest-founded that has one of the bands from that time."""
        near = {
            cluster
            for band in bands
            for cluster in self._holders.get(band, ())
            if self._spans[cluster][band].first <= last and self._spans[cluster][band].last >= first
        }
        return min(near, key=self._names.__getitem__, default=None)

    def found(self, record: str, at: int) -> int:
        cluster: int = self._db.execute(
            "INSERT INTO clusters (name, founded) VALUES (?, ?) RETURNING id", (record, at)
        ).fetchone()[0]
        self._names[cluster] = (at, record, cluster)
        return cluster

    def widen(self, cluster: int, bands: Iterable[int], at: int, day: int) -> None:
        spans = self._spans[cluster]
        alone = Span(at, at, day)
        for band in bands:
            old = spans.get(band)
            new = Span(min(old.first, at), max(old.last, at), day) if old else alone
            if new != old:
                spans[band] = new
                self._holders[band].add(cluster)
                self._change(cluster, old, new)

    def keep(self, cluster: int, bands: Iterable[int], days: dict[int, int]) -> None:
        """Of the bands only those that somebody wrote stay, as of the day when it did."""
        spans = self._spans[cluster]
        for band in bands:
            if old := spans.pop(band, None):
                if new := old._replace(day=days[band]) if band in days else None:
                    spans[band] = new
                self._change(cluster, old, new)

    def save(self) -> None:
        rows: dict[tuple[int, Span], list[int]] = {key: [] for key in self._changed}
        for cluster in {cluster for cluster, _ in rows}:
            for band, span in self._spans[cluster].items():
                if (cluster, span) in rows:
                    rows[cluster, span].append(band)
        self._db.executemany(
            "DELETE FROM spans WHERE cluster = ? AND first = ? AND last = ? AND day = ?",
            [(cluster, *span) for (cluster, span), bands in rows.items() if not bands],
        )
        self._db.executemany(
            "REPLACE INTO spans VALUES (?, ?, ?, ?, ?)",
            [(cluster, *span, packed(bands)) for (cluster, span), bands in rows.items() if bands],
        )

    def _change(self, cluster: int, *spans: Span | None) -> None:
        self._changed.update((cluster, span) for span in spans if span)
