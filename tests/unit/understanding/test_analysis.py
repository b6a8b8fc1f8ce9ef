"""Tokens: the same for a text and for a query."""

import time

import pytest
from hypothesis import given, settings

from tests.unit.understanding.texts import anything
from understanding.analysis import STOP_WORDS, fold, lines, tokens, words


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("C++", "c++"),
        ("С++", "c++"),  # Cyrillic letter
        ("C++17", "c++"),
        ("c#", "c#"),
        ("С#", "c#"),  # Cyrillic letter
        ("F#", "f#"),
        (".NET", ".net"),
        ("ASP.NET", "asp.net"),
        ("Node.js", "node.js"),
        ("Next.js,", "next.js"),
        ("1С", "1c"),  # Cyrillic letter
        ("1C", "1c"),
        ("CI/CD", "ci/cd"),
        ("A/B", "a/b"),
        ("T-SQL", "t-sql"),
        ("e-mail", "e-mail"),
        ("R&D", "r&d"),
        ("3.11", "3.11"),
    ],
)
def test_identifiers_stay_whole(text: str, whole: str) -> None:
    assert tokens(f"знаємо {text} добре")[1] == whole


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("C/C++", ["c", "c++"]),
        ("C#/.NET", ["c#", ".net"]),
        ("1С:Бухгалтерія", ["1c", "бухгалтері"]),
        ("React-developer", ["react", "developer"]),
        ("Python.", ["python"]),
        ("snake_case", ["snake", "case"]),
        ("5+ years", ["5", "year"]),
        ("(SQL,Python;Go)", ["sql", "python", "go"]),
    ],
)
def test_what_only_stands_together_is_parted(text: str, parted: list[str]) -> None:
    assert tokens(text) == parted


@pytest.mark.parametrize("mark", list("'’ʼ`´‘"))
def test_every_apostrophe_is_the_same_and_may_be_left_out(mark: str) -> None:
    assert tokens(f"об{mark}єкт") == tokens("обєкт")


def test_letters_that_are_written_both_ways_match() -> None:
    assert tokens("Ґанок учёт") == tokens("ганок учет")


def test_forms_of_one_word_match() -> None:
    assert tokens("Менеджер з продажу") == tokens("менеджер по продажам")
    assert tokens("developers") == tokens("Developer")


def test_function_words_are_no_tokens() -> None:
    assert tokens("the and для та или в") == []


def test_a_line_keeps_its_text_beside_its_words() -> None:
    first, second = lines("  Вимоги:\n\n—\n• Знання SQL\u00a0 ")
    assert (first.text, first.words) == ("Вимоги:", ["вимог"])
    assert second.words == ["знан", "sql"]


@given(anything)
@settings(deadline=None)
def test_a_token_holds_letters_digits_and_the_signs_of_identifiers_only(text: str) -> None:
    for token in tokens(text):
        assert token
        assert token == token.lower()
        assert all(sign.isalnum() or sign in "+#./&-" for sign in token)
        assert token not in STOP_WORDS


@given(anything)
@settings(deadline=None)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(anything)
@settings(deadline=None)
def test_lines_hold_all_words_of_the_text(text: str) -> None:
    assert [word for line in lines(text) for word in line.words] == words(fold(text))


@given(anything, anything)
@settings(deadline=None)
def test_a_query_made_of_a_part_of_a_text_finds_that_part(one: str, other: str) -> None:
    assert tokens(f"{one}\n{other}") == tokens(one) + tokens(other)


def test_an_ad_is_split_within_its_budget() -> None:
    ad = "Шукаємо досвідченого інженера даних, який знає Python, SQL та Apache Airflow. " * 20
    tokens(ad)
    started = time.process_time()
    for _ in range(20):
        tokens(ad)
    per_ad = (time.process_time() - started) / 20
    assert per_ad < 1e-3, f"{len(ad.split())} words took {per_ad * 1e6:.0f} µs"
