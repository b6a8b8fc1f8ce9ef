"""What a search is narrowed by is understood in any form, or refused: never a silent nothing."""

from typing import Any

import pytest
from msgspec.structs import replace

from console import narrowing
from contracts.errors import Permanent
from contracts.index import Filters


def _read(field: str, *values: str, there: frozenset[str] = frozenset()) -> Any:
    asked = replace(Filters(), **{field: values})
    return getattr(narrowing.read(asked, lambda has: not there.isdisjoint(has.languages)), field)


@pytest.mark.parametrize(
    ("field", "values", "read"),
    [
        ("languages", ("EN", " uk"), ("en", "uk")),
        ("places", ("Kyiv", "київ", "Львов"), ("Київ", "Львів")),
        ("places", ("Київ, Одеса",), ("Київ", "Одеса")),
        ("places", ("Köln",), ("Köln",)),
        ("skills", ("Python", "пайтон", "C++", "1С"), ("python", "cpp", "1c")),
        ("professions", ("data engineer", "Бухгалтер"), ("data-engineer", "accountant")),
        ("sources", ("Nosuch",), ("Nosuch",)),
    ],
)
def test_a_name_is_read_in_any_form(field: str, values: tuple[str, ...], read: object) -> None:
    assert _read(field, *values) == read


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("languages", "English", "language 'English' is unknown; known: uk, ru, en"),
        ("languages", "", "language '' is unknown"),
        ("skills", "Pyton", "skill 'Pyton' is unknown; did you mean python"),
        ("skills", "", "skill '' is unknown; one is python"),
        ("professions", "data enginer", "profession 'data enginer' is unknown; did you mean data"),
        ("professions", "qwertyuiop", "profession 'qwertyuiop' is unknown; one is accountant"),
        ("places", "remote", "place 'remote' names no place"),
        ("places", " ", "place ' ' names no place"),
    ],
)
def test_what_means_nothing_is_refused(field: str, value: str, told: str) -> None:
    with pytest.raises(Permanent, match=f"^{told}"):
        _read(field, value)


def test_a_language_that_postings_are_of_is_known() -> None:
    assert _read("languages", "de", there=frozenset({"de"})) == ("de",)
