"""A config store of any age becomes today's when it is opened, or is refused in one line."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from contracts.config import Model, Run
from contracts.errors import Misconfigured, Transient
from contracts.subjects import Metadata, Watch, WatchSpec
from engines.moments import stored
from engines.sql import schema
from engines.sql.config import open_config
from engines.sql.settings import ConfigSettings
from engines.sql.tables import METADATA
from tests.builders import NOW
from tests.contract.config_rig import Processes
from tests.contract.config_stores import database, opened
from tests.contract.config_workers import open_and_close
from tests.engines.postgres import postgres_server
from tests.engines.servers import free_port

FORMER = """
CREATE TABLE watches (name TEXT PRIMARY KEY, version INTEGER NOT NULL, body BLOB NOT NULL)
    WITHOUT ROWID;
CREATE TABLE watch_versions (last INTEGER NOT NULL);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, watch TEXT NOT NULL, started_at INTEGER NOT NULL,
    ended_at INTEGER, outcome TEXT NOT NULL DEFAULT '', counts TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_of_watch ON runs (watch, id);
CREATE TABLE models (
    id TEXT NOT NULL, kind TEXT NOT NULL, blob TEXT NOT NULL, trained_at INTEGER NOT NULL,
    promoted_at INTEGER, promotion INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE forecasts (
    subject TEXT NOT NULL, as_of TEXT NOT NULL, model TEXT NOT NULL, horizon INTEGER NOT NULL,
    prospect BLOB NOT NULL, PRIMARY KEY (subject, as_of, model, horizon)
);
PRAGMA user_version = 1;
"""
WATCH = Watch(
    api_version="prospekt.dev/v1alpha1",
    kind="Watch",
    metadata=Metadata(name="w"),
    spec=WatchSpec(subject="data engineer"),
)


@pytest.fixture
def former(tmp_path: Path) -> str:
    """A store as the first release left it."""
    path = tmp_path / "config.db"
    at = stored(NOW)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(FORMER)
        db.execute("INSERT INTO watch_versions VALUES (7)")
        db.execute("INSERT INTO watches VALUES ('w', 5, ?)", [msgspec.json.encode(WATCH)])
        counts = '{"done":3,"dead":0}'
        db.execute("INSERT INTO runs VALUES (4, 'w', ?, ?, 'done', ?)", [at, at, counts])
        db.execute("INSERT INTO models VALUES ('m', 'professions', 'ref', ?, ?, 1)", [at, at])
        db.execute("INSERT INTO forecasts VALUES ('s', '2026-11-02', 'm', 12, x'7b7d')")
        db.commit()
    return str(path)


def test_a_store_of_the_first_release_keeps_what_it_had_and_goes_on(former: str) -> None:
    with opened(former) as config:
        (kept,) = config.watches.all()
        assert (kept.watch, kept.version) == (WATCH, 5)
        told = Run(
            id=4,
            watch="w",
            started_at=NOW,
            ended_at=NOW,
            outcome="done",
            counts={"done": 3, "dead": 0},
        )
        assert config.runs.of("w") == [told]
        model = Model(id="m", kind="professions", blob="ref", trained_at=NOW, promoted_at=NOW)
        assert config.models.all("professions") == [model]
        assert config.models.champion("professions") == ("m", "ref")
        assert config.forecasts.forecasts("s") == [("m", date(2026, 11, 2), b"{}")]
        config.watches.delete("w")
        config.watches.put(WATCH)
        assert [each.version for each in config.watches.all()] == [8]
        assert config.runs.start("w", NOW) == 5
        config.forecasts.record_forecast("s", "m", date(2026, 11, 2), 12, b"amended")
        assert len(config.forecasts.forecasts("s")) == 1
    with opened(former) as again:
        assert len(again.watches.all()) == 1


def test_several_processes_may_adopt_it_at_once(former: str, processes: Processes) -> None:
    assert processes.at_once(open_and_close, former) == [1, 1, 1]


def test_the_steps_lead_to_the_tables_that_the_code_knows(address: str) -> None:
    with opened(address), closing(database(address)) as found, found.reading() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_heads() == (schema.NEWEST,)


def test_the_newest_step_is_the_one_that_the_code_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.NEWEST]


def test_what_a_newer_release_has_changed_is_refused(address: str) -> None:
    with opened(address), closing(database(address)) as found:
        with found.writing() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Misconfigured, match=r"newer Prospekt .*9999"):
            schema.bring_up_to_date(found)


def test_a_step_that_fails_leaves_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(database(address)) as found:
        with monkeypatch.context() as patch:
            patch.setattr(schema, "NEWEST", "0003")
            with pytest.raises(Exception, match="0003"):
                schema.bring_up_to_date(found)
        with found.reading() as connection:
            assert sa.inspect(connection).get_table_names() == []
    with opened(address) as config:
        assert config.watches.all() == []


def _settings(url: str, **fields: object) -> ConfigSettings:
    address = sa.make_url(url)
    told = {
        "host": address.host,
        "port": address.port,
        "user": address.username,
        "password": address.password,
        "name": address.database,
    }
    return ConfigSettings.model_validate({**told, **fields})


def test_the_settings_name_a_postgres(postgres_url: str, tmp_path: Path) -> None:
    with closing(open_config(_settings(postgres_url), tmp_path / "config.db")) as config:
        config.watches.put(WATCH)
        config.ping()
    with opened(postgres_url) as same:
        assert len(same.watches.all()) == 1
    assert not (tmp_path / "config.db").exists()


def test_no_settings_are_the_file_in_the_home(tmp_path: Path) -> None:
    with closing(open_config(ConfigSettings(), tmp_path / "config.db")) as config:
        config.ping()
    assert (tmp_path / "config.db").exists()


@pytest.mark.parametrize(
    ("wrong", "mend"),
    [
        ({"password": "sesame"}, "PROSPEKT_CONFIG_DB_USER, _PASSWORD"),
        ({"user": "nobody-at-all"}, "PROSPEKT_CONFIG_DB_USER, _PASSWORD"),
        ({"name": "nowhere"}, "PROSPEKT_CONFIG_DB_USER, _NAME"),
        ({"password": None}, "set PROSPEKT_CONFIG_DB_PASSWORD"),
    ],
    ids=["password", "user", "name", "no password"],
)
def test_a_postgres_that_refuses_is_said_with_the_setting_to_mend(
    wrong: dict[str, str], mend: str, postgres_url: str, tmp_path: Path
) -> None:
    with pytest.raises(Misconfigured) as caught:
        open_config(_settings(postgres_url, **wrong), tmp_path / "config.db")
    said = str(caught.value)
    assert said.startswith("PostgreSQL 127.0.0.1:")
    assert mend in said
    assert "sesame" not in said
    assert "\n" not in said


def test_a_postgres_that_is_away_may_come_back(tmp_path: Path) -> None:
    settings = ConfigSettings(host="127.0.0.1", port=free_port())
    with pytest.raises(Transient, match=rf"PostgreSQL 127\.0\.0\.1:{settings.port}/prospekt: "):
        open_config(settings, tmp_path / "config.db")


def test_an_open_store_outlives_a_restart_of_its_postgres() -> None:
    with postgres_server() as server, opened(server.url) as config:
        config.watches.put(WATCH)
        server.restart()
        assert len(config.watches.all()) == 1
        server.kill()
        with pytest.raises(Transient):
            config.watches.all()
        server.start()
        assert len(config.watches.all()) == 1
