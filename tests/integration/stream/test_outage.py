"""An engine that is out of reach for a while delays messages and loses none."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engines.embedded import database
from stream.patience import Patience
from tests.integration.stream.platform import a_platform, entries, found


@pytest.mark.parametrize("locked", ["index.db", "signatures.db"])
def test_a_locked_database_is_waited_for_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.02)
    pauses: list[float] = []
    with (
        a_platform(tmp_path) as platform,
        closing(sqlite3.connect(tmp_path / locked, isolation_level=None)) as other,
    ):

        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                other.execute("ROLLBACK")

        platform.patience = Patience(sleep=sleep, say=platform.said.append)
        platform.log.append(entries([found(str(n)) for n in range(20)]))
        other.execute("BEGIN IMMEDIATE")
        platform.drain(batch=8)

        assert pauses == [0.1, 0.2, 0.4]
        assert all(locked in said and "attempt" in said for said in platform.said)
        assert len(platform.hits()) == 20
        assert platform.letters.find() == []
        assert platform.lag() == 0
