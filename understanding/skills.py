"""Skills named in a text, as canonical ids.

A name that is also an everyday word ("Go", "Excel", "React", "R") counts only with a sign that
the skill is meant: another technology close by, a word such as "developer" beside it, Cyrillic
text around it, or its exact spelling where no sentence begins.
"""

import difflib
import re
from functools import cache
from typing import Final, NamedTuple

from understanding import vocabulary
from understanding.analysis import Line, fold, lines, tokens, words
from understanding.phrases import Match, Phrases
from understanding.vocabulary import SOFT, Care, Skill

_NEAR: Final = 6
"""Words between a careful name and the technology that vouches for it."""

_CYRILLIC: Final = "а"
"""What sorts from here on is no Latin word."""


class _Name(NamedTuple):
    skill: Skill
    written: str
    care: Care | None


def resolve(name: str) -> Skill | None:
    """Return what exactly this name stands for: an id, or a name in any form."""
    known = vocabulary.skills()
    found = known.get(name.strip().lower())
    return found or known.get(_by_words().get(tuple(tokens(name)), ""))


def suggest(name: str, limit: int = 3) -> tuple[Skill, ...]:
    """Return the skills with the most similar names, for "did you mean"."""
    spelt = {fold(each): skill for skill in vocabulary.skills().values() for each in skill.names}
    near = difflib.get_close_matches(fold(name), spelt, n=limit)
    return tuple(dict.fromkeys(spelt[each] for each in near))


def find(text: str) -> tuple[str, ...]:
    """Return ids in the order of their first mention."""
    return tuple(dict.fromkeys(skill for line in lines(text) for skill in in_line(line)))


def in_line(line: Line) -> list[str]:
    """Return ids in order, repeats among them."""
    return [match.value for match in mentioned(line)]


def mentioned(line: Line) -> list[Match[str]]:
    """Return ids with the words that name them."""
    matches = [match for match in _names().find(line.words) if not _vetoed(line, match)]
    shown = [match for match in matches if match.value.care is None or _shown(line, match)]
    if len(shown) < len(matches):
        shown = [match for match in matches if match in shown or _vouched(match, shown)]
    return [Match(match.start, match.end, match.value.skill.id) for match in shown]


@cache
def _by_words() -> dict[tuple[str, ...], str]:
    names: dict[tuple[str, ...], str] = {}
    for skill in vocabulary.skills().values():
        for name in skill.names:
            names.setdefault(tuple(tokens(name)), skill.id)
    return names


@cache
def _names() -> Phrases[_Name]:
    return Phrases(
        (tokens(name), _Name(skill, name, _care(skill, name)))
        for skill in vocabulary.skills().values()
        for name in skill.names
    )


def _care(skill: Skill, name: str) -> Care | None:
    return skill.care if skill.care and name in skill.care.names else None


@cache
def _cues() -> frozenset[str]:
    return frozenset(
        tokens(
            "developer engineer programmer language framework library stack coding programming"
            " skill proficiency proficient"
            " розробник програміст мова фреймворк бібліотека стек розробка програмування"
            " разработчик программист язык библиотека разработка программирование"
        )
    )


@cache
def _vetoes(care: Care) -> tuple[frozenset[str], frozenset[str]]:
    before, after = care.not_after, care.not_before
    return frozenset(words(fold(" ".join(before)))), frozenset(words(fold(" ".join(after))))


def _beside(line: Line, match: Match[_Name]) -> tuple[str, str]:
    before = line.words[match.start - 1] if match.start else ""
    return before, line.words[match.end] if match.end < len(line.words) else ""


def _vetoed(line: Line, match: Match[_Name]) -> bool:
    if match.value.care is None:
        return False
    before, after = _beside(line, match)
    not_after, not_before = _vetoes(match.value.care)
    return before in not_after or after in not_before


def _shown(line: Line, match: Match[_Name]) -> bool:
    """Tell whether a careful name alone in its line, or what stands around it, shows a skill."""
    beside = _beside(line, match)
    return (
        not any(beside)
        or not _cues().isdisjoint(beside)
        or (len(match.value.written) > 1 and _stands_out(line, match.value.written))
    )


def _stands_out(line: Line, written: str) -> bool:
    cyrillic = sum(word >= _CYRILLIC for word in line.words)
    if 2 * cyrillic >= len(line.words):
        return True
    return bool(re.search(rf"[\w,:;(/]\s?(?<!\w){re.escape(written)}(?!\w)", line.text))


def _vouched(match: Match[_Name], shown: list[Match[_Name]]) -> bool:
    return any(
        other.value.skill.kind != SOFT
        and max(match.start - other.end, other.start - match.end) <= _NEAR
        for other in shown
    )


@cache
def name_words(skill: str) -> tuple[str, ...]:
    """Words of the name by which a skill is shown."""
    return tuple(tokens(vocabulary.skills()[skill].names[0]))
