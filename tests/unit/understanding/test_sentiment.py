"""Sentiment: what the rule reads, and how often it is right beside the most frequent class."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.understanding.texts import anything
from understanding.analysis import placed
from understanding.sentiment import of_sentence, of_text

SENTENCES = Path(__file__).with_name("sentiment_sentences.tsv")
NEUTRAL = 0.1


def _judged(text: str, language: str = "en") -> float | None:
    return of_sentence(text, placed(text), language)


def _sign(text: str, language: str) -> str:
    judged = _judged(text, language)
    if judged is None or abs(judged) < NEUTRAL:
        return "0"
    return "+" if judged > 0 else "-"


@pytest.mark.parametrize(
    ("better", "worse", "language"),
    [
        ("very good pay", "good pay", "en"),
        ("good pay", "slightly good pay", "en"),
        ("not bad", "not good", "en"),
        ("excellent pay", "good pay", "en"),
        ("slow but excellent", "excellent but slow", "en"),
        ("дуже корисний курс", "корисний курс", "uk"),
        ("непоганий курс, не поганий", "поганий курс", "uk"),
        ("не плохой фильм", "плохой фильм", "ru"),
        ("хороший фильм", "не очень хороший фильм", "ru"),
    ],
)
def test_stress_negation_and_contrast_change_what_a_word_says(
    better: str, worse: str, language: str
) -> None:
    one, other = _judged(better, language), _judged(worse, language)
    assert one is not None
    assert other is not None
    assert one > other


def test_a_negation_reaches_no_further_than_its_clause() -> None:
    with_comma = _judged("I did not wait, good service")
    assert with_comma is not None
    assert with_comma > 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The shop moved.", "en"),
        ("good", ""),
        ("gut", "de"),
        ("", "uk"),
        ("Зустріч у середу", "uk"),
    ],
)
def test_what_says_nothing_or_is_in_another_language_cannot_be_told(
    text: str, language: str
) -> None:
    assert _judged(text, language) is None


def test_a_text_is_the_mean_of_what_its_sentences_say() -> None:
    assert of_text([None, 0.5, -0.1, None]) == pytest.approx(0.2)
    assert of_text([None, None]) is None


@given(anything, st.sampled_from(["uk", "ru", "en", "", "pl"]))
def test_any_text_is_judged_between_minus_one_and_one(text: str, language: str) -> None:
    judged = _judged(text, language)
    assert judged is None or -1 < judged < 1


def test_it_is_right_far_more_often_than_the_most_frequent_class() -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text("utf-8").splitlines()]
    for half, start in (("develop", 0), ("test", 1)):
        chosen = rows[start::2]
        right = Counter(lang for lang, label, text in chosen if _sign(text, lang) == label)
        asked = Counter(lang for lang, _, _ in chosen)
        naive = Counter(label for _, label, _ in chosen).most_common(1)[0][1] / len(chosen)
        reached = right.total() / len(chosen)
        print(f"\n{half}: {reached:.2f} of {len(chosen)}, most frequent class {naive:.2f}; {right}")
        assert reached > 0.9 > 2 * naive
        assert all(right[lang] > 0.85 * asked[lang] for lang in asked)
