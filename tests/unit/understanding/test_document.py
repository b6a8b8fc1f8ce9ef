"""A document understood: sentences, offsets into the kept text, bounds for whatever comes."""

from typing import Any

import pytest
from hypothesis import given

from contracts.errors import Permanent
from contracts.records import Document
from tests.unit.understanding.texts import anything
from understanding.analysis import tokens
from understanding.document import (
    KEPT,
    LONGEST_SENTENCE,
    MOST_MENTIONS,
    UnderstoodDocument,
    sentences,
    understand_document,
)
from understanding.mentions import NONE, keywords


def _understood(
    text: str, title: str = "", space: str = "public", **more: Any
) -> UnderstoodDocument:
    document = Document(external_id="d", title=title, text=text, **more)
    return understand_document(document, space, NONE)


def _written(found: UnderstoodDocument, subject: str) -> list[str]:
    return [found.text[m.start : m.end] for m in found.mentions if m.subject == subject]


def test_mentions_point_into_the_kept_text_with_its_title() -> None:
    found = _understood(
        "🎓  Курс для бухгалтерів чудовий.\n\nПишіть: hr@acme.ua, +380671234567. Python не є.",
        "Кого шукають: бухгалтер",
    )
    assert found.text.startswith("Кого шукають: бухгалтер\n🎓 Курс для бухгалтерів чудовий.\n")
    assert "acme" not in found.text
    assert _written(found, "profession:accountant") == ["бухгалтер", "бухгалтерів"]
    assert _written(found, "skill:python") == ["Python"]


def test_each_mention_bears_the_sentiment_of_its_own_sentence() -> None:
    found = _understood("Python is excellent. SQL is terrible. Java is a language.", "A review")
    felt = {mention.subject: mention.sentiment for mention in found.mentions}
    assert found.language == "en"
    assert (felt["skill:python"] or 0) > 0 > (felt["skill:sql"] or 0)
    assert felt["skill:java"] is None
    assert found.sentiment == pytest.approx(0)


def test_a_text_in_no_known_language_has_mentions_but_no_sentiment() -> None:
    found = _understood(
        "Das Unternehmen sucht und bietet Python für die Entwicklung. good", "Titel"
    )
    assert found.language == ""
    assert _written(found, "skill:python") == ["Python"]
    assert found.sentiment is None
    assert all(mention.sentiment is None for mention in found.mentions)


def test_the_language_of_the_page_is_taken_where_the_text_does_not_say() -> None:
    assert _understood("42", language="uk").language == "uk"
    assert _understood("The pay is good.", language="uk").language == "en"


def test_a_title_that_begins_the_text_is_not_said_twice() -> None:
    assert _understood("One line\nAnother", "One line").text == "One line\nAnother"
    assert _understood("One line\nAnother").title == "One line"


def test_a_document_of_nothing_is_refused() -> None:
    with pytest.raises(Permanent, match="document 'd' has neither title nor text"):
        _understood(" \n ")


def test_keywords_of_watches_are_mentions_too() -> None:
    document = Document(external_id="d", title="Вода", text="Новими тарифами незадоволені.")
    found = understand_document(document, "public", keywords(["нові тарифи"]))
    (mention,) = found.mentions
    assert found.text[mention.start : mention.end] == "Новими тарифами"
    assert (mention.sentiment or 0) < 0


def test_copies_meet_within_their_space_only() -> None:
    text = (
        "The plant hired thirty welders this week and plans to take on forty more in spring when "
        "its second hall opens beside the old railway station of the river town"
    )
    one, copy = _understood(f"{text}, said its head of staff."), _understood(f"{text}, it said.")
    other = _understood(f"{text}, said its head of staff.", space="tenant")
    assert set(one.bands) & set(copy.bands)
    assert not set(one.bands) & set(other.bands)


def test_names_with_dots_do_not_end_a_sentence() -> None:
    text = "Node.js 3.5 is good. It is! Really?"
    assert [text[a:b] for a, b in sentences(text)] == [
        "Node.js 3.5 is good. ",
        "It is! ",
        "Really?",
    ]


@given(anything)
def test_sentences_are_the_whole_text_but_its_line_ends(text: str) -> None:
    pieces = [text[start:end] for start, end in sentences(text)]
    assert "".join(pieces) == text.replace("\n", "")
    assert all(len(piece) <= LONGEST_SENTENCE for piece in pieces)


@given(anything, anything)
def test_any_document_is_understood_or_refused_and_its_offsets_hold(title: str, text: str) -> None:
    try:
        found = _understood(text, title)
    except Permanent:
        return
    assert all(0 <= m.start < m.end <= len(found.text) for m in found.mentions)
    assert [m.start for m in found.mentions] == sorted(m.start for m in found.mentions)
    assert found == _understood(text, title)
    assert set(found.tokens.split()) <= set(tokens(f"{found.title} {found.text}")) | {
        word for start, end in sentences(found.text) for word in tokens(found.text[start:end])
    }


HOSTILE = (
    *("a", " ", ".", "1.", "(", "(,", "sql go ", "python of ", "not ", "good ", "🐍", "и\u0306"),
    *("\u0301", "-", "@", "a@b.", "\n", "+380", "c++/", "не поганий, ", "\u202e", "\x00", "ﷺ"),
)


@pytest.mark.parametrize("piece", [*HOSTILE, "".join(HOSTILE)], ids=repr)
def test_huge_and_hostile_texts_end_within_their_bounds(piece: str) -> None:
    found = _understood(piece * (2 * KEPT // len(piece)) + "A word", "A title")
    assert len(found.text) <= KEPT + 600
    assert len(found.mentions) <= MOST_MENTIONS
