"""The clusters that a batch may touch: read at once, changed in memory, written at its end."""

from collections import defaultdict
from collections.abc import Iterable
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
        self._last: int = db.execute("SELECT coalesce(max(id), 0) FROM clusters").fetchone()[0]
        self._founded: list[tuple[int, str, int]] = []
        self._names: dict[int, tuple[int, str, int]] = {}
        """In the order in which one is preferred: the oldest-founded first."""
        self._spans: defaultdict[int, dict[int, Span]] = defaultdict(dict)
        self._holders: defaultdict[int, list[int]] = defaultdict(list)
        self._changed: set[tuple[int, Span]] = set()
        wanted = listed(clusters)
        query = f"SELECT founded, name, id FROM clusters WHERE id IN {ONE_OF}"
        for founded, name, cluster in db.execute(query, (wanted,)):
            self._names[cluster] = (founded, name, cluster)
        query = f"SELECT cluster, first, last, day, bands FROM spans WHERE cluster IN {ONE_OF}"
        for cluster, first, last, day, bands in db.execute(query, (wanted,)):
            for band in unpacked(bands):
                self._spans[cluster][band] = Span(first, last, day)
                self._holders[band].append(cluster)

    def name(self, cluster: int) -> str:
        return self._names[cluster][1]

    def oldest(self, bands: Iterable[int], first: int, last: int) -> int | None:
        """The oldest-founded that has one of the bands from that time."""
        near = {
            cluster
            for band in bands
            for cluster in self._holders.get(band, ())
            if self._spans[cluster][band].first <= last and self._spans[cluster][band].last >= first
        }
        return min(near, key=self._names.__getitem__, default=None)

    def found(self, record: str, at: int) -> int:
        self._last += 1
        self._names[self._last] = (at, record, self._last)
        self._founded.append((self._last, record, at))
        return self._last

    def widen(self, cluster: int, bands: Iterable[int], at: int, day: int) -> None:
        spans, alone, changed = self._spans[cluster], Span(at, at, day), set[Span]()
        for band in bands:
            old = spans.get(band)
            if old is None:
                new = alone
                self._holders[band].append(cluster)
            else:
                new = Span(min(old.first, at), max(old.last, at), day)
                changed.add(old)
            spans[band] = new
            changed.add(new)
        self._changed.update((cluster, span) for span in changed)

    def keep(self, cluster: int, bands: Iterable[int], days: dict[int, int]) -> None:
        """Of the bands only those that somebody wrote stay, as of the day when it did."""
        spans = self._spans[cluster]
        for band in bands:
            if old := spans.pop(band, None):
                if new := old._replace(day=days[band]) if band in days else None:
                    spans[band] = new
                self._changed.update((cluster, span) for span in (old, new) if span)

    def save(self) -> None:
        self._db.executemany("INSERT INTO clusters VALUES (?, ?, ?)", self._founded)
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
