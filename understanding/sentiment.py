"""Whether a sentence praises or blames: words of a lexicon, turned by negation, stressed or eased.

A rule, not a model: it reads words one by one and knows neither irony nor what goes without saying.
`None` is "cannot tell": no word judges, or the language is none of the three.
docs/documents.md says how often it is right.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import fsum
from typing import Final

from msgspec import Struct

from understanding import vocabulary
from understanding.analysis import Placed, fold, words

_REACH: Final = 3
"""Words before a judging one among which a negation or a stress is its own."""

_TURNED: Final = -0.7
"""A negated word says the contrary, less strongly: "not bad" is not "excellent"."""

_STRESS: Final = {"more": 1.5, "less": 0.6}
_SHARES: Final = {"good": 1.0, "praise": 2.0, "bad": -1.0, "blame": -2.0}
_AFTER_BUT: Final = 1.5
_DAMP: Final = 1.0
"""What keeps one word from being a certainty: one plain word is 0.5, two are 0.67."""

_PARTING: Final = frozenset(",;:–—()")
_SHORTEST: Final = 3
"""Letters that the beginning of a word has at least."""


class _Entry(Struct, frozen=True):
    """What a word does."""

    weight: float = 0.0
    stress: float = 0.0
    denies: bool = False
    turns: bool = False
    """After it comes what counts more."""


_NOTHING: Final = _Entry()


class _Lexicon(Struct, frozen=True):
    whole: dict[str, _Entry]
    """By stem."""
    begun: dict[str, _Entry]
    """By the beginning of a word."""


def of_sentence(text: str, sentence: Sequence[Placed], language: str) -> float | None:
    """From -1 to 1. The words are those of `placed` on this text."""
    if language not in vocabulary.LANGUAGES:
        return None
    entries = [_entry(each.word, language) for each in sentence]
    weights: list[float] = []
    share, clause = 1.0, 0
    for place, entry in enumerate(entries):
        if place and not _PARTING.isdisjoint(text[sentence[place - 1].end : sentence[place].start]):
            clause = place
        if entry.turns:
            share, clause = _AFTER_BUT, place
        if entry.weight:
            before = entries[max(clause, place - _REACH) : place]
            weights.append(share * _in_place(entry, before))
    if not weights:
        return None
    return fsum(weights) / (_DAMP + fsum(map(abs, weights)))


def of_text(sentences: Iterable[float | None]) -> float | None:
    """Of a whole text: the mean of what its sentences say."""
    said = [each for each in sentences if each is not None]
    return fsum(said) / len(said) if said else None


def _in_place(entry: _Entry, before: Sequence[_Entry]) -> float:
    weight = entry.weight
    for each in before:
        weight *= each.stress or 1.0
    # Two negations of Slavic languages are one: "ніколи не було".
    return weight * _TURNED if any(each.denies for each in before) else weight


@lru_cache(maxsize=1 << 15)
def _entry(word: str, language: str) -> _Entry:
    lexicon = _lexicon(language)
    found = lexicon.whole.get(word)
    if found is not None:
        return found
    for length in range(len(word), _SHORTEST - 1, -1):
        found = lexicon.begun.get(word[:length])
        if found is not None:
            return found
    return _NOTHING


@cache
def _lexicon(language: str) -> _Lexicon:
    lexicon = _Lexicon({}, {})
    for kind, written in vocabulary.read("sentiment")[language].items():
        for name in written.split():
            known = lexicon.begun if name.endswith("*") else lexicon.whole
            key = fold(name[:-1]) if name.endswith("*") else words(fold(name))[0]
            known[key] = _merged(known.get(key, _NOTHING), kind)
    return lexicon


def _merged(known: _Entry, kind: str) -> _Entry:
    """One word may both blame and deny ("бракує")."""
    return _Entry(
        weight=_SHARES.get(kind, known.weight),
        stress=_STRESS.get(kind, known.stress),
        denies=known.denies or kind == "deny",
        turns=known.turns or kind == "but",
    )
