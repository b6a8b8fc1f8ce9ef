"""A disk that is full: said in one clear line, nothing half-written, all well after space is made.

No file may grow beyond a limit here: that is how a full disk looks to a process.
"""

import multiprocessing
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from contracts.errors import Misconfigured
from contracts.log import Entry
from engines.embedded.blobs import FolderBlobs
from engines.embedded.log import SqliteLog
from engines.embedded.signatures import SqliteSignatures
from engines.sql.config import SqlConfig
from engines.sql.sqlite import sqlite
from tests.builders import NOW

SPAWN = multiprocessing.get_context("spawn")
LIMIT = 300_000
BATCH = 20


@contextmanager
def _full_disk() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _config(path: Path) -> SqlConfig:
    return SqlConfig(sqlite(path))


def fill_log(folder: Path) -> str:
    path, said, appended = folder / "log.db", "", 0
    batch = [Entry(topic="t", key=str(number), value=bytes(2_000)) for number in range(BATCH)]
    with closing(SqliteLog(path)) as log:
        with _full_disk():
            while not said:
                said = _said(log.append, batch)
                appended += BATCH * (not said)
        assert len(list(log.read("t"))) == appended > 0
        log.append(batch)
    with closing(SqliteLog(path)) as log:
        assert len(list(log.read("t"))) == appended + BATCH
    assert _is_sound(path)
    return said


def fill_signatures(folder: Path) -> str:
    path, said, joined = folder / "signatures.db", "", 0
    with closing(SqliteSignatures(path)) as signatures:
        with _full_disk():
            while not said:
                items = [(f"{joined}.{n}", range(joined * 99 + n, 30), NOW) for n in range(BATCH)]
                said = _said(signatures.join, items)
                joined += 1
        assert signatures.join([("0.0", (), NOW)]) == ["0.0"]
    assert _is_sound(path)
    return said


def fill_config(folder: Path) -> str:
    path, said, models = folder / "config.db", "", 0
    with closing(_config(path)) as config:
        with _full_disk():
            while not said:
                models += 1
                said = _said(config.models.add_model, str(models), "kind", "x" * 5_000, NOW)
        assert len(config.models.all("kind")) == models - 1
        config.models.add_model("after", "kind", "all", NOW)
    assert _is_sound(path)
    return said


def fill_blobs(folder: Path) -> str:
    with closing(FolderBlobs(folder / "blobs")) as blobs:
        bodies = [b"small", bytes(range(256)) * 10_000 + b"incompressible, nearly"]
        incompressible = b"".join(number.to_bytes(4, "big") for number in range(LIMIT))
        with _full_disk():
            said = _said(blobs.put, [*bodies, incompressible])
        left = [path for path in (folder / "blobs").rglob("*") if path.is_file()]
        assert left == []
        refs = blobs.put(bodies)
        assert [blobs.get(ref) for ref in refs] == bodies
    return said


def _said(write: Callable[..., object], *args: object) -> str:
    try:
        write(*args)
    except Misconfigured as error:
        return str(error)
    return ""


def _is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as db:
        (verdict,) = db.execute("PRAGMA integrity_check").fetchone()
    return bool(verdict == "ok")


def tell(connection: Connection, fill: Callable[[Path], str], folder: Path) -> None:
    connection.send(fill(folder))


@pytest.mark.parametrize("fill", [fill_log, fill_signatures, fill_config, fill_blobs])
def test_a_full_disk_is_said_and_corrupts_nothing(
    fill: Callable[[Path], str], tmp_path: Path
) -> None:
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=tell, args=(theirs, fill, tmp_path))
    process.start()
    theirs.close()
    process.join()
    assert process.exitcode == 0
    said = ours.recv()
    assert said.startswith(str(tmp_path))
    assert "disk" in said
    assert "space" in said
    assert "\n" not in said


@pytest.mark.parametrize("engine", [SqliteLog, SqliteSignatures, _config])
def test_a_folder_that_cannot_be_made_is_named(
    engine: Callable[[Path], object], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Misconfigured, match=r"file/home/x\.db"):
        engine(tmp_path / "file" / "home" / "x.db")
