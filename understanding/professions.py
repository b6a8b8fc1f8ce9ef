"""Which profession a name means, and which a posting is for."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from understanding import titles, vocabulary
from understanding.analysis import Line, content, fold, lines, tokens, words
from understanding.phrases import Match, Phrases
from understanding.titles import GENERIC
from understanding.vocabulary import Profession

__all__ = ["Profession", "classify", "professions", "resolve", "suggest"]

_ALIKE: Final = 0.4
"""Share of common trigrams from which a name is worth suggesting."""

_SOUGHT: Final = 3
"""Words after "we look for" among which the name of the profession begins."""


def professions() -> tuple[Profession, ...]:
    return tuple(vocabulary.professions().values())


def resolve(name: str) -> Profession | None:
    """Return what exactly this name stands for: an id, a title or an alias, at any level."""
    asked = tokens(name)
    for wanted in (asked, [word for word in asked if word not in _levels()]):
        found = _by_words().get(frozenset(wanted))
        if found:
            return vocabulary.professions()[found]
    return None


def suggest(name: str, limit: int = 5) -> tuple[Profession, ...]:
    """Return the professions with the most similar names, for "did you mean"."""
    asked = _trigrams(name)
    scored = [
        (max(_overlap(asked, spelling) for spelling in spellings), profession)
        for profession, spellings in _spellings().items()
    ]
    near = sorted((-score, profession) for score, profession in scored if score >= _ALIKE)
    return tuple(vocabulary.professions()[profession] for _, profession in near[:limit])


def classify(title: str, description: str, skills: Iterable[str]) -> tuple[str, ...]:
    """Return ids, the best first; the description speaks only where the title says nothing."""
    return classify_lines(title, lines(description), skills)


def classify_lines(
    title: str, description: Sequence[Line], skills: Iterable[str]
) -> tuple[str, ...]:
    found = titles.named(title) or _sought(description)
    if found[:1] != (GENERIC,):
        return found
    return titles.technology(title) or _by_skills(skills) or found


def mentioned(found: Sequence[str]) -> list[Match[str]]:
    """Return ids with the words of running text that name them."""
    return _names().find(found)


def _sought(description: Sequence[Line]) -> tuple[str, ...]:
    """Return what stands right after a word such as "looking for"."""
    for line in description:
        for place, word in enumerate(line.words):
            if word in _seeking():
                following = content(line.words[place + 1 :])
                for match in _names().find(following):
                    if match.start < _SOUGHT:
                        return (match.value,)
    return ()


def _by_skills(skills: Iterable[str]) -> tuple[str, ...]:
    """Return the one developer whose technology the skills name; of several none."""
    developers = {_developers()[skill] for skill in skills if skill in _developers()}
    return tuple(developers) if len(developers) == 1 else ()


@cache
def _levels() -> frozenset[str]:
    return frozenset(
        tokens(
            "intern trainee junior middle regular strong senior lead principal chief head remote"
            " стажер стажист молодший старший провідний головний помічник"
            " стажер младший старший ведущий главный помощник"
        )
    )


@cache
def _seeking() -> frozenset[str]:
    return frozenset(
        words(
            "looking hiring seeking шукаємо шукає запрошуємо запрошує потрібен потрібна потрібні"
            " ищем ищет приглашаем приглашает требуется нужен нужна"
        )
    )


@cache
def _by_words() -> dict[frozenset[str], str]:
    names = {frozenset(tokens(each)): each for each in vocabulary.professions()}
    for alias in titles.aliases():
        names.setdefault(frozenset(alias.words), alias.profession)
    return names


@cache
def _names() -> Phrases[str]:
    return Phrases((alias.words, alias.profession) for alias in titles.aliases())


@cache
def _developers() -> dict[str, str]:
    """Return the profession of each skill that only one developer's stack holds."""
    stacks = {
        tuple(tokens(name)): each.id
        for each in vocabulary.professions().values()
        for name in each.stack
    }
    return {
        skill.id: stacks[name]
        for skill in vocabulary.skills().values()
        for name in (tuple(tokens(written)) for written in reversed(skill.names))
        if name in stacks
    }


@cache
def _spellings() -> dict[str, list[frozenset[str]]]:
    return {
        each.id: [_trigrams(name) for name in (*each.titles.values(), *each.aliases)]
        for each in vocabulary.professions().values()
    }


def _trigrams(name: str) -> frozenset[str]:
    spelt = f"  {' '.join(fold(name).replace('-', ' ').split())} "
    return frozenset(spelt[place : place + 3] for place in range(len(spelt) - 2))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
