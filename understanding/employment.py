"""Kinds of employment, whatever a board calls them."""

from functools import cache
from typing import Final

from understanding.analysis import fold, tokens, words
from understanding.phrases import Phrases

FULL_TIME: Final = "full-time"
PART_TIME: Final = "part-time"
CONTRACT: Final = "contract"
TEMPORARY: Final = "temporary"
INTERNSHIP: Final = "internship"
VOLUNTEER: Final = "volunteer"

_NAMES: Final[dict[str, str]] = {
    FULL_TIME: "full time|fulltime|FULL_TIME|full day|повна зайнятість|полная занятость"
    "|повний робочий день|полный рабочий день|повний день|полный день",
    PART_TIME: "part time|parttime|неповна зайнятість|частичная занятость|неполная занятость"
    "|часткова зайнятість|неповний робочий день|неполный рабочий день|неповний день|підробіток"
    "|подработка",
    CONTRACT: "contract|contractor|freelance|фріланс|фриланс|проєктна робота|проектна робота"
    "|проектная работа|контракт|підряд|подряд|self employed",
    TEMPORARY: "temporary|seasonal|тимчасова робота|временная работа|сезонна робота"
    "|сезонная работа|per diem",
    INTERNSHIP: "internship|intern|стажування|стажировка|практика",
    VOLUNTEER: "volunteer|волонтерство|волонтёрство",
}

KINDS: Final = tuple(_NAMES)


def canonical(text: str) -> str:
    """Return the kind that is named first; "" when none is."""
    found = _phrases().find(words(fold(text).replace("_", " ")))
    return found[0].value if found else ""


@cache
def _phrases() -> Phrases[str]:
    return Phrases(
        (tokens(name), kind) for kind, names in _NAMES.items() for name in names.split("|")
    )
