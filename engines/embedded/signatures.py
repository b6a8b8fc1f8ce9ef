"""Clusters of near-duplicates on SQLite: who shares a band with whom."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from engines.embedded.index.rows import ONE_OF, listed
from engines.embedded.live import LiveDatabase
from engines.embedded.signature_batch import Batch
from engines.embedded.signature_hints import Hints
from engines.embedded.signature_tables import opened, packed, unpacked
from engines.moments import stored

_Item = tuple[str, Sequence[int], datetime]

_DAY_MS: Final = 86_400_000


class SqliteSignatures:
    """Implements the port `Signatures`; threads and processes share the file.

    A record joins the oldest-founded cluster that has one of its bands from `window_days` around
    the time it appeared (an archive may be read after newer records). Bands that nobody wrote for
    that long, by the machine's clock, are forgotten; which record is in which cluster never is,
    unless it is asked for.
    """

    def __init__(
        self, path: Path, *, window_days: int = 180, now_ms: Callable[[], int] | None = None
    ) -> None:
        self._database = LiveDatabase(path, opened)
        self._hints = Hints()
        self._window_days = window_days
        self._window = timedelta(days=window_days) // timedelta(microseconds=1)
        self._now_ms = now_ms or _machine_ms
        self._pruned = 0

    def join(self, items: Sequence[_Item]) -> list[str]:
        if not items:
            return []
        day = self._now_ms() // _DAY_MS
        self._prune(day)
        with self._database.writing() as db:
            self._hints.follow(db)
            return self._join(db, items, day)

    def forget(self, ids: Sequence[str]) -> None:
        with self._database.writing() as db:
            for record in ids:
                _forget(db, record)

    def scrub(self) -> None:
        """Take what was forgotten out of the file too."""
        self._database.scrub()

    def ping(self) -> None:
        self._database.ping()

    def close(self) -> None:
        self._database.close()

    def _join(self, db: Connection, items: Sequence[_Item], day: int) -> list[str]:
        known = _known(db, [record for record, _, _ in items])
        hinted = self._hints.clusters([band for _, bands, _ in items for band in bands])
        batch = Batch(db, hinted.union(known.values()))
        places, wrote = dict(known), defaultdict[str, set[int]](set)
        for record, bands, appeared in items:
            at = stored(appeared)
            if record not in places:
                near = batch.oldest(bands, at - self._window, at + self._window)
                places[record] = near or batch.found(record, at)
            batch.widen(places[record], bands, at, day)
            wrote[record].update(bands)
        batch.save()
        fresh = [(record, places[record]) for record in places if record not in known]
        db.executemany("INSERT INTO records VALUES (?, ?)", fresh)
        db.executemany(
            "INSERT INTO written (cluster, record, day, bands) VALUES (?, ?, ?, ?)",
            [
                (places[record], record, day, packed(held))
                for record, held in wrote.items()
                if held and (record not in known or _replace(db, known[record], record, held, day))
            ],
        )
        return [batch.name(places[record]) for record, _, _ in items]

    def _prune(self, day: int) -> None:
        """Once a day: it reads the whole tables."""
        if day != self._pruned:
            with self._database.writing() as db:
                for table in ("spans", "written"):
                    db.execute(f"DELETE FROM {table} WHERE day < ?", (day - self._window_days,))
                self._hints.clear()
            self._pruned = day


def _machine_ms() -> int:
    return int(time.time() * 1000)


def _known(db: Connection, records: Iterable[str]) -> dict[str, int]:
    query = f"SELECT name, cluster FROM records WHERE name IN {ONE_OF}"
    return dict(map(tuple, db.execute(query, (listed(records),))))


def _replace(db: Connection, cluster: int, record: str, bands: set[int], day: int) -> bool:
    """Take out what it wrote before of the same; False when it did so on that very day."""
    query = "SELECT number, day, bands FROM written WHERE cluster = ? AND record = ?"
    for number, when, before in db.execute(query, (cluster, record)).fetchall():
        if when == day and bands.issubset(unpacked(before)):
            return False
        if bands.issuperset(unpacked(before)):
            db.execute("DELETE FROM written WHERE number = ?", (number,))
    return True


def _forget(db: Connection, record: str) -> None:
    """Take it out of its cluster; what others of that cluster wrote as well stays."""
    row = db.execute("DELETE FROM records WHERE name = ? RETURNING cluster", (record,)).fetchone()
    if not row:
        return
    (cluster,) = row
    query = "DELETE FROM written WHERE cluster = ? AND record = ? RETURNING bands"
    own = {band for (each,) in db.execute(query, (cluster, record)) for band in unpacked(each)}
    query = "SELECT day, bands FROM written WHERE cluster = ? ORDER BY day"
    others = {band: day for day, each in db.execute(query, (cluster,)) for band in unpacked(each)}
    batch = Batch(db, [cluster])
    batch.keep(cluster, own, others)
    batch.save()
    if not db.execute("SELECT 1 FROM records WHERE cluster = ?", (cluster,)).fetchone():
        db.execute("DELETE FROM clusters WHERE id = ?", (cluster,))
        db.execute("DELETE FROM spans WHERE cluster = ?", (cluster,))
