"""What every config store promises."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contracts.config import Applied, KeptWatch, Model, Run
from contracts.errors import Permanent
from contracts.subjects import Metadata, Schedule, Watch, WatchFilters, WatchSpec
from engines.sql.config import SqlConfig
from model_service.ports import ForecastLedger, ModelPointer
from tests.builders import NOW
from tests.contract.config_stores import opened

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 2)


@pytest.fixture
def models(config: SqlConfig) -> ModelPointer:
    return config.models


@pytest.fixture
def ledger(config: SqlConfig) -> ForecastLedger:
    return config.forecasts


def _watch(name: str = "data-engineers", **spec: Any) -> Watch:
    return Watch(
        api_version="prospekt.dev/v1alpha1",
        kind="Watch",
        metadata=Metadata(name=name),
        spec=WatchSpec(**{"subject": "data engineer", **spec}),
    )


def _kept(config: SqlConfig, name: str = "data-engineers") -> KeptWatch:
    kept = config.watches.get(name)
    assert kept
    return kept


def test_a_watch_comes_out_as_it_went_in(config: SqlConfig) -> None:
    watch = _watch(
        keywords=("інженер даних",),
        languages=("uk", "en"),
        filters=WatchFilters(places=("Київ",), remote=True, salary_min=1000.5),
        schedule=Schedule(every="6h"),
    )
    assert config.watches.put(watch) == Applied.CREATED
    assert _kept(config).watch == watch


def test_only_a_change_moves_the_version_of_a_watch(config: SqlConfig) -> None:
    config.watches.put(_watch())
    config.watches.put(_watch("other"))
    before = _kept(config).version
    assert config.watches.put(_watch()) == Applied.UNCHANGED
    assert _kept(config).version == before
    assert config.watches.put(_watch(keywords=("python",))) == Applied.CONFIGURED
    assert _kept(config).version > _kept(config, "other").version > before


def test_a_watch_that_is_made_again_is_news(config: SqlConfig) -> None:
    config.watches.put(_watch())
    before = _kept(config).version
    assert config.watches.delete("data-engineers")
    config.watches.put(_watch())
    assert _kept(config).version > before


def test_a_suspended_watch_says_so(config: SqlConfig) -> None:
    config.watches.put(_watch("on"))
    config.watches.put(_watch("off", suspend=True))
    assert {kept.watch.name: kept.suspended for kept in config.watches.all()} == {
        "off": True,
        "on": False,
    }


def test_watches_are_told_by_name_until_they_are_deleted(config: SqlConfig) -> None:
    for name in ("b", "a", "c"):
        config.watches.put(_watch(name))
    assert config.watches.delete("b")
    assert not config.watches.delete("b")
    assert config.watches.get("b") is None
    assert [kept.watch.name for kept in config.watches.all()] == ["a", "c"]


def test_a_run_is_told_as_it_began_and_as_it_ended(config: SqlConfig) -> None:
    assert config.runs.last("w") is None
    run = config.runs.start("w", NOW)
    under_way = Run(id=run, watch="w", started_at=NOW)
    assert config.runs.last("w") == under_way
    assert config.runs.finish(run, "complete", NOW + HOUR, {"pages": 12})
    assert config.runs.last("w") == Run(
        id=run,
        watch="w",
        started_at=NOW,
        ended_at=NOW + HOUR,
        outcome="complete",
        counts={"pages": 12},
    )


def test_the_first_end_of_a_run_stands(config: SqlConfig) -> None:
    run = config.runs.start("w", NOW)
    assert config.runs.finish(run, "complete", NOW)
    assert not config.runs.finish(run, "blocked", NOW + HOUR)
    assert not config.runs.finish(run + 1, "complete", NOW)
    (told,) = config.runs.of("w")
    assert told.outcome == "complete"


def test_runs_are_told_by_watch_the_newest_first(config: SqlConfig) -> None:
    ids = [config.runs.start(watch, NOW) for watch in ("w", "other", "w", "w")]
    assert [run.id for run in config.runs.of("w")] == [ids[3], ids[2], ids[0]]
    assert [run.id for run in config.runs.of("w", 2)] == [ids[3], ids[2]]
    last = config.runs.last("other")
    assert last
    assert last.id == ids[1]


def test_the_champion_is_what_was_promoted_last(models: ModelPointer) -> None:
    assert models.champion("professions") is None
    for name in ("m1", "m2"):
        models.add_model(name, "professions", f"blob of {name}", NOW)
    models.add_model("m1", "films", "a film's", NOW)
    assert models.champion("professions") is None
    for name in ("m1", "m2", "m1"):
        models.promote("professions", name, NOW)
        assert models.champion("professions") == (name, f"blob of {name}")
    assert models.champion("films") is None


def test_a_model_that_nobody_added_cannot_be_promoted(config: SqlConfig) -> None:
    with pytest.raises(Permanent, match="'ghost'"):
        config.models.promote("professions", "ghost", NOW)


def test_every_model_is_told_the_last_trained_first(config: SqlConfig) -> None:
    config.models.add_model("m1", "professions", "b1", NOW)
    config.models.add_model("m2", "professions", "b2", NOW + HOUR)
    config.models.add_model("m1", "professions", "another", NOW + 2 * HOUR)
    config.models.promote("professions", "m1", NOW + HOUR)
    assert config.models.all("professions") == [
        Model(id="m2", kind="professions", blob="b2", trained_at=NOW + HOUR),
        Model(id="m1", kind="professions", blob="b1", trained_at=NOW, promoted_at=NOW + HOUR),
    ]


def test_what_was_forecast_first_on_a_day_is_not_amended(ledger: ForecastLedger) -> None:
    ledger.record_forecast("s", "m2", TODAY, 12, b"second model")
    ledger.record_forecast("s", "m1", TODAY - timedelta(days=7), 12, b"a week ago")
    ledger.record_forecast("s", "m2", TODAY, 12, b"amended")
    ledger.record_forecast("other", "m2", TODAY, 12, b"other")
    assert ledger.forecasts("s") == [
        ("m1", TODAY - timedelta(days=7), b"a week ago"),
        ("m2", TODAY, b"second model"),
    ]
    assert ledger.forecasts("unknown") == []


def test_what_was_kept_survives_a_restart(address: str) -> None:
    moment = datetime.fromisoformat("2026-11-02T12:00:00.123456+02:00")
    with opened(address) as before:
        before.watches.put(_watch())
        before.runs.start("w", moment)
    with opened(address) as again:
        assert again.watches.put(_watch()) == Applied.UNCHANGED
        last = again.runs.last("w")
        assert last
        assert last.started_at == moment
