"""Light stemming: only endings of case, number and gender go, so that few words fall together.

One rule for Ukrainian and Russian, because a word does not say which of the two it is, and an
index must treat it like its query. English loses its plural only: what more it could lose
("marketing", "accounting") tells jobs apart.
"""

import re
from typing import Final

_SHORTEST: Final = 3
"""Letters that must remain."""

_CYRILLIC: Final = re.compile("[а-яіїє]+")
_VOWEL: Final = re.compile("[аеиоуюяыэіїєaeiouy]")
_ENDING: Final = re.compile(
    f"(?<=[а-яіїє]{{{_SHORTEST}}})(?:"
    "(?<=н)(?:иями|ием|иям|иях|ия|ие|ии|ию)"
    "|ями|ами|ими|ыми|ого|его|ому|ему"
    "|ий|ый|ой|ая|яя|ое|ее|ые|ие|ую|юю|ою|ею|єю|ої|єї|их|ых|им|ым"
    "|ів|їв|ов|ев|єв|ей|ам|ям|ах|ях|ом|ем|єм"
    "|[аяеиіїуюыьй])$"
)
_NO_ENDING: Final = re.compile("(?:[гкпб][рл]|сист)[аое]м")
"""Telegram, programme, diploma, system: here -am, -om and -em belong to the word."""


def stem(word: str) -> str:
    """Cut the ending of a folded word; what is no plain word of the three languages stays."""
    if len(word) <= _SHORTEST or not word.isalpha():
        return word
    if word.isascii():
        return _english(word)
    return _slavic(word) if _CYRILLIC.fullmatch(word) else word


def _english(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or not _VOWEL.search(word):
        return word
    if word.endswith("ies") and len(word) > _SHORTEST + 2:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "ches", "shes")) else word[:-1]


def _slavic(word: str) -> str:
    whole = _NO_ENDING.search(word)
    ending = _ENDING.search(word, whole.end() if whole else 0)
    if ending and _VOWEL.search(word, 0, ending.start()):
        word = word[: ending.start()]
    return word[:-1] if word.endswith("нн") else word
