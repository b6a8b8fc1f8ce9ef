"""What every config store promises of declared sources, their health, edits and rates."""

from datetime import date, timedelta
from typing import Any

from contracts.config import Applied, Edit, Health, KeptSource, Rate
from engines.sql.config import SqlConfig
from tests.builders import NOW

HOUR = timedelta(hours=1)
FRIDAY = date(2026, 11, 20)


def _health(**fields: Any) -> Health:
    return Health(**{"source": "board", "outcome": "ok", "at": NOW, **fields})


def test_a_source_comes_out_as_it_went_in(config: SqlConfig) -> None:
    assert config.sources.put("feed", b'{"kind":"rss"}') == Applied.CREATED
    assert config.sources.get("feed") == KeptSource(name="feed", body=b'{"kind":"rss"}', version=1)
    assert config.sources.get("other") is None


def test_only_a_change_moves_the_version_of_a_source(config: SqlConfig) -> None:
    config.sources.put("a", b"1")
    config.sources.put("b", b"1")
    assert config.sources.put("a", b"1") == Applied.UNCHANGED
    assert config.sources.put("a", b"2") == Applied.CONFIGURED
    assert [(each.name, each.version) for each in config.sources.all()] == [("a", 3), ("b", 2)]


def test_a_source_that_is_made_again_is_news(config: SqlConfig) -> None:
    config.sources.put("a", b"1")
    assert config.sources.delete("a")
    assert not config.sources.delete("a")
    config.sources.put("a", b"1")
    assert [each.version for each in config.sources.all()] == [2]


def test_health_is_kept_as_it_was_judged_last(config: SqlConfig) -> None:
    assert config.health.get("board") is None
    config.health.put(_health(since=NOW, ok_at=NOW, ok_blob="good"))
    turned = _health(
        outcome="changed",
        at=NOW + HOUR,
        reason="no cards",
        blob="bad",
        ok_at=NOW,
        ok_blob="good",
        since=NOW + HOUR,
    )
    config.health.put(turned)
    assert config.health.get("board") == turned


def test_the_health_of_every_source_is_told_by_its_name(config: SqlConfig) -> None:
    for source in ("b", "a"):
        config.health.put(_health(source=source))
    assert [each.source for each in config.health.all()] == ["a", "b"]


def test_the_last_edit_of_a_term_stands(config: SqlConfig) -> None:
    config.edits.put("skill", "пайтон", "pythn", NOW, "olena")
    other = config.edits.put("stopword", "пайтон", "", NOW)
    kept = config.edits.put("skill", "пайтон", "python", NOW + HOUR, "ivan")
    assert kept == Edit(
        id=kept.id, kind="skill", term="пайтон", target="python", at=NOW + HOUR, by="ivan"
    )
    assert config.edits.all() == [kept, other]
    assert config.edits.all("stopword") == [other]


def test_an_edit_can_be_taken_back(config: SqlConfig) -> None:
    edit = config.edits.put("skill", "go", "", NOW)
    assert config.edits.delete(edit.id)
    assert not config.edits.delete(edit.id)
    assert config.edits.all() == []


def _rate(day: date, value: float, currency: str = "USD", base: str = "UAH") -> Rate:
    return Rate(currency=currency, base=base, date=day, value=value, source="nbu")


def test_a_rate_is_the_newest_of_that_day_or_before(config: SqlConfig) -> None:
    monday = FRIDAY + timedelta(days=3)
    config.rates.put([_rate(FRIDAY, 41.25), _rate(monday, 41.5), _rate(monday, 48.1, "EUR")])
    saturday = config.rates.rate("USD", "UAH", FRIDAY + timedelta(days=1))
    assert saturday == _rate(FRIDAY, 41.25)
    assert config.rates.rate("USD", "UAH", monday) == _rate(monday, 41.5)
    assert config.rates.rate("USD", "UAH", FRIDAY - timedelta(days=1)) is None
    assert config.rates.rate("USD", "EUR", monday) is None


def test_a_rate_that_is_published_again_stands_in_place_of_the_former(config: SqlConfig) -> None:
    config.rates.put([])
    config.rates.put([_rate(FRIDAY, 41.0), _rate(FRIDAY, 41.1)])
    config.rates.put([_rate(FRIDAY, 41.2)])
    assert config.rates.rate("USD", "UAH", FRIDAY) == _rate(FRIDAY, 41.2)
