"""What only the builds in a home promise: one pointer, files that go, a disk that is full."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contracts.errors import Misconfigured, Transient
from contracts.index import Filters
from engines.embedded import builds as module
from engines.embedded.builds import SqliteBuilds
from engines.embedded.database import Database
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.live import LiveDatabase, folder
from tests.builders import an_indexed
from tests.contract.index_rig import SPACE


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def index(home: Home) -> Iterator[SqliteIndex]:
    with closing(SqliteIndex(home.index)) as index:
        index.upsert([an_indexed(f"r{number:04}") for number in range(1_200)])
        yield index


def names(home: Home) -> set[str]:
    return {path.relative_to(home.root).as_posix() for path in home.root.rglob("*.db")}


def test_the_old_files_go_and_whoever_walks_in_them_walks_on(
    home: Home, index: SqliteIndex
) -> None:
    builds = SqliteBuilds(home)
    builds.begin("r1")
    walk = index.scan([SPACE], Filters())
    seen = [next(walk)]
    builds.swap("r1")
    builds.clear()
    assert names(home) == {"builds/r1/index.db"}
    index.upsert([an_indexed("later")])
    seen += list(walk)
    assert len({hit.record.id for hit in seen}) == len(seen) == 1_200
    assert index.count([SPACE]) == 1_201
    assert not home.index.exists(), "nobody makes the old one anew"


def test_a_process_that_starts_after_a_swap_opens_the_new_one(
    home: Home, index: SqliteIndex
) -> None:
    builds = SqliteBuilds(home)
    builds.begin("r1")
    with builds.open("r1") as build:
        build.index.upsert([an_indexed("new")])
    builds.swap("r1")
    builds.clear()
    with closing(SqliteIndex(home.index)) as started:
        assert started.count([SPACE]) == index.count([SPACE]) == 1_201


def test_writers_and_readers_in_threads_lose_nothing_to_many_swaps(
    home: Home, index: SqliteIndex
) -> None:
    builds, ended = SqliteBuilds(home), threading.Event()
    faults: list[BaseException] = []

    def look() -> None:
        try:
            while not ended.is_set():
                assert index.count([SPACE]) == 1_200
                assert sum(1 for _ in index.scan([SPACE], Filters())) == 1_200
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(10):
        builds.begin(f"r{number}")
        builds.swap(f"r{number}")
        builds.clear()
    ended.set()
    for thread in threads:
        thread.join()
    assert faults == []


def test_a_build_that_goes_while_it_is_opened_is_looked_for_anew(
    home: Home, index: SqliteIndex
) -> None:
    del index
    builds, asked = SqliteBuilds(home), list[Path]()
    builds.begin("r1")
    builds.swap("r1")
    builds.begin("r2")

    def opened(file: Path) -> Database:
        asked.append(file)
        if len(asked) == 1:
            builds.swap("r2")
            builds.clear()
            raise Transient(f"{file}: it is gone")
        return Database(file, "")

    with closing(LiveDatabase(home.index, opened)) as database:
        assert database.path == folder(home.root, "r2") / home.index.name
    assert len(asked) == 2
    with pytest.raises(Transient, match="for good"):
        LiveDatabase(home.index, never)


def never(_file: Path) -> Database:
    raise Transient("away for good")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_cut_off_in_a_swap_it_is_the_old_one_or_the_new_one(
    home: Home, index: SqliteIndex, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    builds = SqliteBuilds(home)
    builds.begin("r1")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if step == "fsync":
            patch.setattr(os, "fsync", killed)
        else:
            patch.setattr(module, "_kept", killed)
        with pytest.raises(KeyboardInterrupt):
            builds.swap("r1")
    assert builds.live() == ("" if step == "fsync" else "r1")
    assert index.count([SPACE]) == 1_200
    builds.swap("r1")
    builds.clear()
    assert names(home) == {"builds/r1/index.db"}
    assert index.count([SPACE]) == 1_200


def test_a_copy_that_was_cut_off_is_no_build(
    home: Home, index: SqliteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    del index
    builds = SqliteBuilds(home)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", killed)
        with pytest.raises(KeyboardInterrupt):
            builds.begin("r1")
    assert names(home) == {"index.db", "builds/r1.half/index.db"}
    builds.clear()
    assert names(home) == {"index.db"}


def test_a_disk_without_room_for_the_copy_is_said(
    home: Home, index: SqliteIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    del index

    def full(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path)
        if path.parent != home.root:
            connection.execute("PRAGMA max_page_count=10")
        return connection

    monkeypatch.setattr(module, "connect", full)
    with pytest.raises(Misconfigured, match="disk is full"):
        SqliteBuilds(home).begin("r1")
    shutil.rmtree(home.root / "builds")
