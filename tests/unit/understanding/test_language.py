"""Languages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Шукаємо досвідченого бухгалтера для роботи з первинними документами", "uk"),
        ("Требуется опытный бухгалтер для работы с первичными документами", "ru"),
        ("We are looking for an accountant who knows the local tax law", "en"),
        ("Менеджер з продажу", "uk"),
        ("Менеджер по продажам", "ru"),
        ("Водій", "uk"),
        ("Водитель", "ru"),
        ("Кухар", "uk"),
        ("Повар", "ru"),
        ("Data Engineer", "en"),
        ("Senior Python Developer", "en"),
        ("Працюємо з Python, Django, FastAPI, Celery та PostgreSQL", "uk"),
        ("Работаем с Python, Django, FastAPI", "ru"),
    ],
)
def test_texts_and_titles_tell_their_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 !!!",
        "Менеджер",
        "Бухгалтер",
        "Python",
        "Entwickler gesucht für unser Team in Berlin",
        "Desarrollador de software para la empresa",
        "Programista Java w Krakowie",
        "Шофьор търсим за работа в София",
    ],
)
def test_what_does_not_say_is_never_guessed(text: str) -> None:
    assert detect(text) == ""


@given(anything)
@settings(deadline=None)
def test_any_text_is_one_of_three_or_unknown(text: str) -> None:
    assert detect(text) in {"uk", "ru", "en", ""}


@given(st.text(alphabet="bcdfgjklmnpqrstvwxz0123456789 .,-", max_size=40))
@settings(deadline=None)
def test_consonants_and_figures_are_no_language(text: str) -> None:
    assert detect(text) == ""
