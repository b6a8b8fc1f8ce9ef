"""What an ad says of its day and its place: the day that a page names is the day that is told."""

from datetime import UTC, datetime

import pytest

from crawler.reading.ads import kyiv_moment, where

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("18 вересня 2026", datetime(2026, 9, 18, tzinfo=UTC)),
        ("2026-11-02", datetime(2026, 11, 2, tzinfo=UTC)),
        ("2026-09-18 09:41:00", datetime(2026, 9, 18, 6, 41, tzinfo=UTC)),
        ("2026-11-02T00:00:00+02:00", datetime(2026, 11, 1, 22, tzinfo=UTC)),
    ],
    ids=["words", "iso-day", "clock-of-kyiv", "a-zone-is-told"],
)
def test_a_day_without_an_hour_is_not_the_day_before(said: str, told: datetime) -> None:
    assert kyiv_moment(said, NOW) == told


@pytest.mark.parametrize(
    ("text", "places", "remote"),
    [
        ("Київ, Львів, віддалено", ("Київ", "Львів"), True),
        ("Remote", (), True),
        ("Remote in Austin, TX", ("Austin", "TX"), True),
        ("Віддалено в Умань", ("Умань",), True),
        ("Hybrid work in Austin, TX 78701", ("Austin", "TX 78701"), None),
        ("Hybrid remote in Kyiv", ("Kyiv",), None),
        ("Віддалена робота (Київ)", ("Київ",), True),
        ("Львів / віддалено", ("Львів",), True),
        ("Харків, робота у віддаленому режимі", ("Харків",), True),
        ("Стара Вижва, в області", ("Стара Вижва", "в області"), None),
        ("", (), None),
    ],
)
def test_a_place_is_kept_beside_the_way_of_working(
    text: str, places: tuple[str, ...], *, remote: bool | None
) -> None:
    assert where(text) == {"places": places, "remote": remote}
