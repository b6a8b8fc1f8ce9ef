"""One SQLite file: opened with WAL, one writer at a time, its errors said in our words."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from contracts.errors import Misconfigured, ProspektError, Transient

BUSY_SECONDS: Final = 30.0
_MENDS: Final = (
    ("disk is full", "the disk is full; free some space, then start again: nothing is corrupted"),
    ("readonly", "it is read-only; make the folder writable or set PROSPEKT_HOME to another one"),
    ("unable to open", "it cannot be opened; check that its folder exists and is writable"),
    ("disk i/o error", "the disk cannot be read or written; check its space and health"),
    ("not a database", "it is not a database of ours; move it away or restore a backup"),
    ("malformed", "it is damaged; restore a backup or move it away"),
)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's and the file system's errors into ours, cause chained."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise translated(path, error) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise translated(path, error) from error


def translated(path: Path, error: BaseException) -> ProspektError:
    """Say in our words what SQLite or the file system said."""
    said = str(error).lower()
    if "locked" in said or "busy" in said:
        return Transient(f"{path}: another process holds it for over {BUSY_SECONDS:.0f} s; retry")
    for sign, mend in _MENDS:
        if sign in said:
            return Misconfigured(f"{path}: {mend}")
    if isinstance(error, OSError):
        return Misconfigured(f"{path}: {error.strerror or error}; mend the folder or its rights")
    return Misconfigured(f"{path}: {error}")


def connect(path: Path, *, durable: bool = True) -> sqlite3.Connection:
    """Open a file, and make it and its folder first if need be; transactions are begun by hand."""
    with plain_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            _use_wal(connection)
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute("PRAGMA temp_store=MEMORY")
        except BaseException:
            connection.close()
            raise
        return connection


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch a new file to WAL; SQLite does not wait when two processes do it at once."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _statements(schema: str) -> Iterator[str]:
    """Take a script apart: `executescript` would end the transaction that it is run in."""
    statement = ""
    for part in schema.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


class Database:
    """Threads of one process share it; processes share the file.

    `durable` waits for the disk at each commit: batch the writes (a group commit).
    """

    def __init__(
        self,
        path: Path,
        schema: str,
        *,
        upgrades: Sequence[Sequence[str]] = (),
        durable: bool = True,
    ) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = connect(path, durable=durable)
        self._connection.row_factory = sqlite3.Row
        with plain_errors(path):
            self._bring_to(1, tuple(_statements(schema)))
            for version, statements in enumerate(upgrades, start=2):
                self._bring_to(version, statements)

    def _bring_to(self, version: int, statements: Sequence[str]) -> None:
        """Take the step to a version, once; several processes may come at once.

        The version is looked at again inside: another may have gone on to a later one meanwhile.
        """
        if self._version() >= version:
            return
        with self.writing() as connection:
            if self._version() < version:
                for statement in statements:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version={version}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, seen whole or not at all."""
        with self._lock, plain_errors(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One snapshot for all reads inside."""
        with self._lock, plain_errors(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def scrub(self) -> None:
        """Write the file anew, so that nothing that was deleted is left in it.

        SQLite does not wipe what it frees, and its write-ahead file keeps it for a while.
        """
        with self._lock, plain_errors(self.path):
            self._connection.execute("VACUUM")
            (held, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if held:
            msg = f"{self.path}: another process reads it all the time; deleted text may be left"
            raise Transient(f"{msg} beside it: run the command again")

    def ping(self) -> None:
        with self.reading() as connection:
            connection.execute("SELECT 1").fetchone()

    def close(self) -> None:
        with self._lock:
            self._connection.close()
