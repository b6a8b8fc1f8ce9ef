"""The professions that a job's title names: levels, places, pay and brackets around it are noise.

An alias fits when all its words stand together in any order, or in its own order with others
between them ("менеджер активних продажів"). Where several fit, English puts the head of a name
last ("Data Science Recruiter"), Ukrainian and Russian first ("викладач Python").
"""

import re
from collections import Counter, defaultdict
from functools import cache
from typing import Final, NamedTuple

from understanding import vocabulary
from understanding.analysis import STOP_WORDS, fold, tokens, words

GENERIC: Final = "software-engineer"
"""Any developer: a technology beside it says more."""

_PARTS: Final = re.compile(
    r"[,;:|()\[\]–—$€₴]| - |(?<!\w)(?:в|у|для|до|на|від|от|in|for|at|with)(?!\w)"
)
_ALTERNATIVES: Final = re.compile(r"[/&]| \+ |(?<!\w)(?:та|і|й|або|чи|и|или|and|or)(?!\w)")


class _Word(NamedTuple):
    place: int
    """Neighbours differ by one; a stroke between them is a gap."""
    text: str


class _Alias(NamedTuple):
    profession: str
    words: tuple[str, ...]


class _Fit(NamedTuple):
    """The greatest fits best."""

    adjacent: bool
    head: int
    length: int
    start: int
    alias: _Alias


def named(title: str) -> tuple[str, ...]:
    """Return ids, the best first: of the first part of the title that names any."""
    folded = fold(title)
    for part in _PARTS.split(folded):
        several = bool(_ALTERNATIVES.search(part))
        fits = _fits(_words(part))
        if fits:
            return _all(fits) if several else (max(fits).alias.profession,)
    whole = _fits(_words(folded), loose=True)
    return (max(whole).alias.profession,) if whole else ()


def technology(title: str) -> tuple[str, ...]:
    """Return the developer whose technology stands anywhere in a developer's title."""
    fits = _fits(_words(fold(title)), loose=True)
    known = [fit for fit in fits if vocabulary.professions()[fit.alias.profession].stack]
    return (max(known).alias.profession,) if known else ()


def _words(part: str) -> list[_Word]:
    found: list[_Word] = []
    place = 0
    for alternative in _ALTERNATIVES.split(part):
        for word in words(alternative):
            if word not in STOP_WORDS:
                found.append(_Word(place, word))
                place += 1
        place += 1
    return found


def _fits(part: list[_Word], *, loose: bool = False) -> list[_Fit]:
    places = {word.text: word.place for word in reversed(part)}
    latin = all(word.text.isascii() for word in part)
    candidates = [alias for word in places for alias in _by_rarest().get(word, ())]
    fits = [_fit(alias, places, latin=latin) for alias in candidates]
    return [fit for fit in fits if fit and (fit.adjacent or loose or _in_order(fit, places))]


def _fit(alias: _Alias, places: dict[str, int], *, latin: bool) -> _Fit | None:
    if not all(word in places for word in alias.words):
        return None
    taken = [places[word] for word in alias.words]
    start, end = min(taken), max(taken)
    length = len(alias.words)
    return _Fit(end - start < length, end if latin else -start, length, start, alias)


def _in_order(fit: _Fit, places: dict[str, int]) -> bool:
    taken = [places[word] for word in fit.alias.words]
    return taken == sorted(taken)


def _all(fits: list[_Fit]) -> tuple[str, ...]:
    """Return every alternative; an alias inside a longer one is none of its own."""
    taken = [set(fit.alias.words) for fit in fits]
    whole = [fit for fit in fits if not any(set(fit.alias.words) < other for other in taken)]
    ordered = sorted(whole, key=lambda fit: (not fit.adjacent, fit.start))
    return tuple(dict.fromkeys(fit.alias.profession for fit in ordered))


@cache
def aliases() -> tuple[_Alias, ...]:
    return tuple(
        _Alias(each.id, tuple(dict.fromkeys(tokens(name))))
        for each in vocabulary.professions().values()
        for name in dict.fromkeys((*each.titles.values(), *each.aliases))
    )


@cache
def _by_rarest() -> dict[str, list[_Alias]]:
    """Each alias under its rarest word: few are looked at for a title."""
    common = Counter(word for alias in aliases() for word in alias.words)
    index: defaultdict[str, list[_Alias]] = defaultdict(list)
    for alias in aliases():
        index[min(alias.words, key=lambda word: (common[word], word))].append(alias)
    return dict(index)
