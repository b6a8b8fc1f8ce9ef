"""Phrases in running text."""

from understanding.phrases import Match, Phrases


def _found(text: str) -> list[Match[str]]:
    names = ["sql", "sql server", "ms sql server", "менеджер продаж", "server"]
    return Phrases((name.split(), name) for name in names).find(text.split())


def test_the_longest_phrase_wins_and_covers_its_words() -> None:
    assert _found("знання ms sql server добре") == [(1, 4, "ms sql server")]


def test_a_phrase_that_breaks_off_leaves_its_shorter_one() -> None:
    assert _found("ms sql sql") == [(1, 2, "sql"), (2, 3, "sql")]


def test_function_words_do_not_part_a_phrase_but_others_do() -> None:
    assert _found("менеджер з продаж") == [(0, 3, "менеджер продаж")]
    assert _found("менеджер великих продаж") == []


def test_nothing_is_found_in_nothing() -> None:
    assert _found("") == []
    assert Phrases[str]([]).find(["sql"]) == []


def test_of_two_meanings_of_one_phrase_the_first_given_counts() -> None:
    assert Phrases([(["a1"], 1), (["a1"], 2)]).find(["a1"])[0].value == 1
