"""Kinds of employment."""

import pytest

from understanding.employment import canonical


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Повна зайнятість", "full-time"),
        ("FULL_TIME", "full-time"),
        ("Полный рабочий день", "full-time"),
        ("Part-time", "part-time"),
        ("Неповна зайнятість", "part-time"),
        ("Частичная занятость", "part-time"),
        ("Стажування", "internship"),
        ("Contractor", "contract"),
        ("Тимчасова робота", "temporary"),
        ("", ""),
        ("за домовленістю", ""),
    ],
)
def test_a_kind_has_one_name(text: str, kind: str) -> None:
    assert canonical(text) == kind
