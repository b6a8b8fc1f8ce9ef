"""A file of signatures from before it was noted who holds which band."""

from contextlib import closing
from pathlib import Path

from engines.embedded.database import Database
from engines.embedded.signatures import _SCHEMA, SqliteSignatures
from engines.moments import stored
from tests.builders import NOW


def an_old_file(path: Path) -> None:
    with closing(Database(path, _SCHEMA)) as old, old.writing() as db:
        moment, day = stored(NOW), 1 << 20
        for number, name in enumerate(("alone", "first"), start=1):
            db.execute("INSERT INTO clusters VALUES (?, ?, ?)", (number, name, moment))
            db.execute("INSERT INTO records VALUES (?, ?)", (name, number))
            row = (number * 10, number, moment, moment, day)
            db.execute("INSERT INTO bands VALUES (?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO records VALUES ('second', 2)")


def test_it_serves_on_and_its_records_can_be_forgotten(tmp_path: Path) -> None:
    an_old_file(path := tmp_path / "signatures.db")
    with closing(SqliteSignatures(path)) as signatures:
        assert signatures.join([("a", (10,), NOW), ("second", (), NOW)]) == ["alone", "first"]
        signatures.forget(["alone", "a", "second"])
        assert signatures.join([("b", (10,), NOW), ("c", (20,), NOW)]) == ["b", "first"]
    with closing(SqliteSignatures(path)) as again:
        assert again.join([("d", (10, 20), NOW)]) == ["b"]
