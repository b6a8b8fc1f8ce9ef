"""The answer as a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.prospects import Change
from model_service import wording


@pytest.mark.parametrize(
    ("chance", "word", "odds"),
    [
        (0.04, "almost no chance", "below 5%"),
        (0.05, "very unlikely", "5%"),
        (0.17, "very unlikely", "15%"),
        (0.18, "unlikely", "2 in 10"),
        (0.44, "roughly even", "45%"),
        (0.52, "roughly even", "5 in 10"),
        (0.55, "likely", "55%"),
        (0.70, "likely", "7 in 10"),
        (0.79, "very likely", "8 in 10"),
        (0.93, "very likely", "9 in 10"),
        (0.949, "very likely", "9 in 10"),
        (0.95, "almost certain", "95% or more"),
        (0.96, "almost certain", "95% or more"),
    ],
)
def test_a_chance_has_its_word_and_its_number(chance: float, word: str, odds: str) -> None:
    assert (wording.word(chance), wording.odds(chance)) == (word, odds)


@given(st.floats(0.02, 0.98))
def test_the_number_is_never_none_or_all(chance: float) -> None:
    assert not {"0%", "0 in 10", "100%", "10 in 10"} & {wording.odds(chance)}


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.09, "+9%"), (-0.124, "−12%"), (0.0, "0%"), (-0.001, "0%"), (1.5, "+150%")],
)
def test_a_change_is_signed(share: float, text: str) -> None:
    assert wording.percent(share) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (2.625, "2.62"), (19.94, "19.9"), (1234.5, "1,234")]
)
def test_three_digits_say_enough(value: float, text: str) -> None:
    assert wording.number(value) == text


def test_the_answer_says_both_sides_the_change_and_what_now_is() -> None:
    change = Change(p10=-0.12, p50=0.09, p90=0.35)
    assert wording.note(0.71, change, 12, 23.0, "weekly demand") == (
        "Likely (7 in 10) that weekly demand in 12 weeks is higher than now; lower: 3 in 10. "
        "Expected change +9%, in 8 of 10 cases between −12% and +35%. "
        "Now is the mean of the last 4 complete weeks: 23."
    )


def test_a_range_over_both_sides_names_no_direction() -> None:
    change = Change(p10=-0.31, p50=0.09, p90=0.35)
    said = wording.note(0.6, change, 1, 23.0, "weekly demand")
    assert said.startswith(
        "The direction is unclear: weekly demand in 1 week is higher than now (6 in 10) or lower "
        "(4 in 10); the change lies in 8 of 10 cases between −31% and +35%."
    )


def test_without_a_share_of_nothing_only_the_chance_is_told() -> None:
    said = wording.note(0.97, None, 12, 0.0, "weekly demand")
    assert said == (
        "Almost certain (95% or more) that weekly demand in 12 weeks is higher than now; "
        "lower: below 5%. Now is the mean of the last 4 complete weeks: 0."
    )
