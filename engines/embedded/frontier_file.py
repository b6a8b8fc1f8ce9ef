"""The frontier's file: most of its writes wait for the disk, handing out leases does not."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.embedded.database import Database, plain_errors
from engines.embedded.frontier_tables import UPGRADE


class FrontierFile(Database):
    def __init__(self, path: Path, schema: str) -> None:
        super().__init__(path, schema, upgrades=(UPGRADE,))

    @contextmanager
    def handing_out(self) -> Iterator[sqlite3.Connection]:
        """One transaction that does not wait for the disk.

        It outlives a killed process at once, a power cut only after the next `writing`. Nothing
        is lost by that: a lease that is forgotten together with its worker is queued again.
        """
        with self._lock, plain_errors(self.path):
            self._connection.execute("PRAGMA synchronous=NORMAL")
            try:
                with self.writing() as connection:
                    yield connection
            finally:
                self._connection.execute("PRAGMA synchronous=FULL")
