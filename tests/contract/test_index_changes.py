"""A file of an earlier release is brought up to date where it is opened, and keeps what it has."""

import sqlite3
from contextlib import closing
from pathlib import Path

from contracts.erasures import Erasure
from contracts.records import Observation
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.index.schema import SCHEMA
from tests.builders import an_indexed
from tests.contract.index_rig import SPACE, day


def test_an_index_of_the_first_version_takes_versions_of_observations(tmp_path: Path) -> None:
    file = tmp_path / "index.db"
    with closing(sqlite3.connect(file)) as first:
        first.executescript(SCHEMA)
        first.execute("INSERT INTO observations VALUES ('public', 'a', 'm', 0, 's', 5.0)")
        first.execute("PRAGMA user_version=1")
        first.commit()
    later = Observation(subject="a", metric="m", at=day(1), value=2.0)
    for _ in range(2):
        with closing(SqliteIndex(file)) as index:
            index.upsert([an_indexed()])
            index.put_observations([(SPACE, "s", later, 7)])
            values = [each.value for each in index.observations([SPACE], "a", "m")]
    assert values == [5.0, 2.0]


def test_clusters_of_an_older_index_are_counted_and_inherited(tmp_path: Path) -> None:
    file = tmp_path / "index.db"
    with closing(SqliteIndex(file)) as index:
        index.upsert([an_indexed(name, cluster="head") for name in ("head", "copy", "again")])
    with closing(sqlite3.connect(file)) as second:
        second.execute("DROP INDEX records_by_cluster")
        second.execute("CREATE INDEX records_by_cluster ON records (cluster, space)")
        second.execute("PRAGMA user_version=2")
    with closing(SqliteIndex(file)) as index:
        assert [hit.similar for hit in index.get([SPACE], ["head", "copy"])] == [2, 2]
        index.erase([Erasure(id="e", posting="head", at=day(1), spaces=(SPACE,))])
        assert [(hit.record.cluster, hit.similar) for hit in index.get([SPACE], ["copy"])] == [
            ("again", 1)
        ]
