"""The paragraphs that say what a job asks for, apart from the boilerplate around them.

A heading opens a section, and its lines follow it unless they clearly speak of something else. A
line that no heading governs is judged by its cue words and by the skills it names. What says
nothing either way is kept: a lost requirement costs more than a paragraph too many.
"""

from collections.abc import Sequence
from enum import Enum
from functools import cache
from itertools import compress
from typing import Final

from understanding import skills, vocabulary
from understanding.analysis import Line, fold, lines, tokens, words
from understanding.phrases import Phrases

_HEADING_WORDS: Final = 6
"""A heading has no more."""

_LABEL: Final = 48
"""Characters before a colon that may be a heading in front of its text."""

_PLAIN: Final = 2
"""Signs of something else that outweigh the heading a line stands under."""


class Section(Enum):
    ASKS = "asks"
    OTHER = "other"


def requirements(text: str) -> str:
    split = lines(text)
    keep = asking(split, [len(skills.in_line(line)) for line in split])
    return "\n".join(line.text for line in compress(split, keep))


def asking(split: Sequence[Line], named: Sequence[int]) -> list[bool]:
    """Tell which lines to keep; `named` counts the skills that each of them names.

    A text that seems to be boilerplate alone is kept whole: it was not understood.
    """
    keep = []
    section: Section | None = None
    for line, skills_named in zip(split, named, strict=True):
        heading, alone = _heading(line)
        if heading:
            section = heading
        keep.append(not (heading and alone) and _asks(line, section, skills_named))
        if heading and not alone:
            section = None
    return keep if any(keep) else [True] * len(split)


def _heading(line: Line) -> tuple[Section | None, bool]:
    """Return the section that a line opens, and whether it does no more than that."""
    label, colon, rest = line.text.partition(":")
    if not colon:
        return _opens(line.words, whole=True), True
    opened = _opens(words(fold(label)), whole=False) if len(label) <= _LABEL else None
    return opened, not rest.strip()


def _opens(found: list[str], *, whole: bool) -> Section | None:
    """Look a heading up; before a colon its beginning is enough ("Requirements for drivers:")."""
    if len(found) > _HEADING_WORDS:
        return None
    shortest = len(found) if whole else 1
    known = (_headings().get(tuple(found[:end])) for end in range(len(found), shortest - 1, -1))
    return next((section for section in known if section), None)


def _asks(line: Line, section: Section | None, skills_named: int) -> bool:
    said = [match.value for match in _cues().find(line.words)]
    asks, other = said.count(Section.ASKS) + skills_named, said.count(Section.OTHER)
    if section is Section.ASKS:
        return other < _PLAIN or asks > 0
    return asks > other or (asks == other and section is None)


@cache
def _headings() -> dict[tuple[str, ...], Section]:
    names = vocabulary.read("relevance")["headings"]
    return {tuple(words(fold(name))): each for each in Section for name in names[each.value]}


@cache
def _cues() -> Phrases[Section]:
    cues = vocabulary.read("relevance")["cues"]
    return Phrases((words(fold(cue)), each) for each in Section for cue in cues[each.value])


@cache
def common_words() -> frozenset[str]:
    """Return words that every second ad uses, whatever the job."""
    cues = vocabulary.read("relevance")["cues"]
    return frozenset(word for each in Section for cue in cues[each.value] for word in tokens(cue))
