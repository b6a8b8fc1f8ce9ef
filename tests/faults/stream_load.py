"""What stream workers are given to do while they are struck, and what of it the log took."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from contracts.errors import Transient
from contracts.identity import version
from contracts.log import Entry
from contracts.names import INDEXER, POSTINGS_RAW
from tests.builders import NOW
from tests.integration.stream.cluster import Cluster
from tests.integration.stream.platform import entries, found, identity

BACKLOG: Final = 120
AT_ONCE: Final = 20
POISON: Final = b"\xffpoison"
_NAMES: Final = itertools.count()


class Load:
    """Postings in one or two texts, and what is none, for as long as an ordeal lasts.

    Only what the log acknowledged counts; what it did not is appended until it does.
    """

    def __init__(self, cluster: Cluster) -> None:
        self.acknowledged: dict[str, int] = {}
        """The version of the last text of each record that was acknowledged, by its id."""
        self.begun = datetime.now(UTC)
        self._cluster = cluster
        self._over = threading.Event()
        self._given_up = threading.Event()

    def keep(self) -> None:
        while not self._over.wait(0.1):
            if self._waiting() < BACKLOG:
                self._append([str(next(_NAMES)) for _ in range(AT_ONCE)])

    def _append(self, names: Sequence[str]) -> None:
        texts = [found(name) for name in names]
        later = [found(name, at=NOW + timedelta(hours=1)) for name in names[::5]]
        bad = Entry(topic=POSTINGS_RAW, key=f"bad {names[0]}", value=POISON)
        self._acknowledge([*entries([*texts, *later]), bad])
        self.acknowledged |= {identity(each): version(each.fetched_at) for each in texts + later}

    def _acknowledge(self, batch: Sequence[Entry]) -> None:
        while True:
            try:
                self._cluster.log.append(batch)
            except Transient:
                if self._given_up.wait(0.1):
                    return
            else:
                return

    def _waiting(self) -> int:
        try:
            return sum(self._cluster.log.lag(INDEXER).values())
        except Transient:
            return BACKLOG

    @contextmanager
    def on(self) -> Iterator[None]:
        thread = threading.Thread(target=self.keep)
        thread.start()
        try:
            yield
        except BaseException:
            self._given_up.set()
            raise
        finally:
            self._over.set()
            thread.join()
