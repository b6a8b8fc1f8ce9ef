"""Places under one name."""

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding import places


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kyiv", "Київ"),
        ("Киев", "Київ"),
        ("у Києві", "Київ"),
        ("Київ, вул. Хрещатик 22", "Київ"),
        ("м. Дніпро", "Дніпро"),
        ("во Львове", "Львів"),
        ("Львові", "Львів"),
        ("в Одесі", "Одеса"),
        ("Кривому Розі", "Кривий Ріг"),
        ("Ivano-Frankivsk", "Івано-Франківськ"),
        ("Івано-Франківську", "Івано-Франківськ"),
        ("Warsaw", "Варшава"),
        ("Кам’янець-Подільський", "Кам'янець-Подільський"),
    ],
)
def test_every_spelling_and_case_is_one_name(text: str, name: str) -> None:
    assert places.canonical(text) == (name,)


@pytest.mark.parametrize("text", ["Київська область", "вул. Одеська", "", "дистанційно", "суть"])
def test_what_only_sounds_like_a_place_is_none(text: str) -> None:
    assert places.canonical(text) == ()


def test_a_country_counts_only_where_no_city_is_named() -> None:
    assert places.canonical("Київ, Україна") == ("Київ",)
    assert places.canonical("Ukraine") == ("Україна",)


def test_a_posting_keeps_unknown_places_as_written_and_none_for_remote_work() -> None:
    assert places.of(["Київ, Україна", "Remote", " Жмеринка ", "Kyiv", ""]) == ("Київ", "Жмеринка")


@pytest.mark.parametrize(
    "text", ["Remote", "віддалено", "Дистанційно", "Удалённая работа", "Київ, remote"]
)
def test_remote_work_is_known_in_three_languages(text: str) -> None:
    assert places.is_remote(text)


@pytest.mark.parametrize("text", ["", "Київ", "no remote", "без віддаленої роботи", "remotely.io"])
def test_remote_work_is_not_read_where_it_is_denied_or_not_said(text: str) -> None:
    assert not places.is_remote(text)


@given(anything)
@settings(deadline=None)
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(places.is_remote(text), bool)
    assert all(places.canonical(name) == (name,) for name in places.canonical(text))
