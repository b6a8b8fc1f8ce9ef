"""Which of the three languages a text is written in; "" when it does not say, never a guess.

Ukrainian and Russian are told apart by letters that only one of them has; where a short title has
none of those, by function words and by names of professions that only one language has. English
is told from other Latin-written languages by its function words and its names of professions.
"""

import re
from functools import cache
from typing import Final

from understanding import vocabulary

_SAMPLE: Final = 1000
"""Characters that are enough to tell."""

_UKRAINIAN_LETTERS: Final = "іїєґ"
_RUSSIAN_LETTERS: Final = "ыэё"
_FOREIGN_LETTERS: Final = "ўәғқңөұүһјљњћђџąćęłńóśźżäöüßñãõşţğı"
_CYRILLIC_VOWELS: Final = "аеиіоую"
_LATIN_VOWELS: Final = "aeiou"
_WORD: Final = re.compile(r"[^\W\d_]+")

_FUNCTION_WORDS: Final[dict[str, str]] = {
    "uk": "з із зі та й чи або що щоб це від ми ви наш ваш",
    "ru": "и с со или что чтобы от об ко во мы вы",
    "en": "the and of to in for with you we our your are is will as at or from who have be this"
    " that their has it its can",
    "": "und der das mit für wir sie ein eine auf von el los las y para con una les des et du pour"
    " dans vous nous il di che na się w z jest oraz do pracy",
}
_ENOUGH: Final = 0.06
"""Share of known words from which a longer Latin text is English."""

_LETTERS: Final = 2
"""What is no longer than this in a name may be a mark, as in "1C"."""

_SHORT: Final = 8
"""Words up to which one known word is enough."""

_RARE: Final = 0.01
"""Share of foreign letters that names and borrowed words explain."""


def detect(text: str) -> str:
    sample = text[:_SAMPLE].lower()
    if _count(sample, _FOREIGN_LETTERS) > _RARE * len(sample):
        return ""
    cyrillic, latin = _count(sample, _CYRILLIC_VOWELS), _count(sample, _LATIN_VOWELS)
    # An ad may name its whole stack in Latin letters; its sentences are still Ukrainian.
    if 6 * cyrillic > latin:
        return _slavic(sample)
    return _english(sample) if latin else ""


def _count(sample: str, letters: str) -> int:
    return sum(map(sample.count, letters))


def _slavic(sample: str) -> str:
    ukrainian, russian = _count(sample, _UKRAINIAN_LETTERS), _count(sample, _RUSSIAN_LETTERS)
    if ukrainian == russian:
        words = set(_WORD.findall(sample))
        ukrainian, russian = len(words & _telling("uk", "ru")), len(words & _telling("ru", "uk"))
    if ukrainian == russian:
        return ""
    return "uk" if ukrainian > russian else "ru"


def _english(sample: str) -> str:
    words = _WORD.findall(sample)
    known = sum(map(_telling("en", "").__contains__, words))
    foreign = sum(map(_words("").__contains__, words))
    enough = known >= 1 if len(words) <= _SHORT else known >= _ENOUGH * len(words)
    return "en" if enough and known > foreign else ""


@cache
def _telling(language: str, other: str) -> frozenset[str]:
    """Return words of one language that the other does not have."""
    return _words(language) - _words(other)


@cache
def _words(language: str) -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS[language].split()) | frozenset(
        word for word in _in_names(language) if word.isascii() == (language == "en")
    )


def _in_names(language: str) -> set[str]:
    names = {
        each: {
            word for name in given for word in _WORD.findall(name.lower()) if len(word) > _LETTERS
        }
        for each, given in vocabulary.names_by_language().items()
    }
    # "Data", "QA" or "Python" stand in Ukrainian and Russian names as well.
    return (
        names["en"] - names["uk"] - names["ru"] if language == "en" else names.get(language, set())
    )
