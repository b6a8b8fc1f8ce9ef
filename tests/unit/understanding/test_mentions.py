"""Mentions of subjects: any form of a name, and the very code points that bear it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.analysis import fold, placed, words
from understanding.mentions import NONE, find, keyword, keywords, subject_of


def _named(text: str, *watched: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in find(text, keywords(watched)):
        found.setdefault(each.subject, []).append(text[each.start : each.end])
    return found


@pytest.mark.parametrize(
    ("text", "subject", "written"),
    [
        ("Шукаємо інженерів даних у Києві", "profession:data-engineer", "інженерів даних"),
        ("Спрос на инженеров данных растёт", "profession:data-engineer", "инженеров данных"),
        ("We hire Data Engineers now", "profession:data-engineer", "Data Engineers"),
        ("Потрібні бухгалтери з досвідом", "profession:accountant", "бухгалтери"),
        ("🎉🎉 Досвід з PYTHON 🐍 потрібен", "skill:python", "PYTHON"),
        ("Пишуть на С++ і Node.js.", "skill:cpp", "С++"),
        ("Пишуть на С++ і Node.js.", "skill:nodejs", "Node.js"),
    ],
)
def test_a_name_in_any_form_is_found_where_it_stands(text: str, subject: str, written: str) -> None:
    assert _named(text)[subject] == [written]


def test_offsets_are_code_points_whatever_folding_does_to_the_text() -> None:
    text = "\u0406нженер\u0438\u0306 \ufb01rst 👩‍💻 İ об’єкт, а бухга\u0301лтер — Python"
    assert _named(text)["profession:accountant"] == ["бухга\u0301лтер"]
    assert _named(text)["skill:python"] == ["Python"]
    assert _named(text, "об'єкт")["keyword:обєкт"] == ["об’єкт"]


def test_a_keyword_of_a_watch_is_found_inflected() -> None:
    assert _named("Новими тарифами на воду незадоволені", "нові тарифи") == {
        "keyword:нові тарифи": ["Новими тарифами"]
    }


def test_a_keyword_of_function_words_alone_names_nothing() -> None:
    assert _named("і та або", "і та", " ") == {}


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("інженер даних", "profession:data-engineer"),
        ("data-engineer", "profession:data-engineer"),
        ("profession:data-engineer", "profession:data-engineer"),
        ("PYTHON", "skill:python"),
        ("cpp", "skill:cpp"),
        ("Нові  Тарифи", "keyword:нові тарифи"),
        ("keyword:Нові Тарифи", "keyword:нові тарифи"),
    ],
)
def test_people_name_a_subject_as_they_like(name: str, subject: str) -> None:
    assert subject_of(name) == subject


@given(anything)
def test_a_word_in_its_place_is_the_word_of_the_analysis(text: str) -> None:
    line = text.replace("\n", " ")
    for each in placed(line):
        assert each.word in words(fold(line[each.start : each.end])) or "." in each.word


@given(anything, st.lists(st.text(max_size=8), max_size=3))
def test_any_text_has_mentions_inside_of_it_in_order(text: str, watched: list[str]) -> None:
    found = find(text, keywords(watched))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert found == sorted(found, key=lambda each: each.start)


def test_a_keyword_means_itself() -> None:
    assert keyword("Ґанок") == keyword("ганок")
    assert find("", NONE) == []
