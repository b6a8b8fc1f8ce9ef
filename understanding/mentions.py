"""Which subjects a sentence names, and where: professions, skills and the keywords of watches.

A name is met in any form that the analysis makes one of (endings, case, hyphens, apostrophes).
A longer name wins over a shorter one of its own kind; names of different kinds may overlap:
"Python-розробник" names the developer and the language.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from contracts.documents import KEYWORD, PROFESSION, SKILL
from understanding import professions, skills
from understanding.analysis import Line, Placed, fold, placed, tokens
from understanding.phrases import Phrases

Keywords = Phrases[str]
"""Words to the subject that they stand for."""

NONE: Final = Keywords(())


class Named(NamedTuple):
    """A subject and the code points that name it."""

    subject: str
    start: int
    end: int


def keyword(written: str) -> str:
    """The subject of a watch's keyword: one for all spellings that the analysis makes one."""
    return f"{KEYWORD}:{' '.join(fold(written).split())}"


def keywords(written: Iterable[str]) -> Keywords:
    """Those of only function words name nothing."""
    return Keywords((tokens(each), keyword(each)) for each in written)


def subject_of(name: str) -> str:
    """What people call a subject: its own id, a profession, a skill, or else a keyword."""
    kind, _, rest = name.partition(":")
    if rest and kind in (PROFESSION, SKILL, KEYWORD):
        return keyword(rest) if kind == KEYWORD else name
    profession = professions.resolve(name)
    if profession is not None:
        return f"{PROFESSION}:{profession.id}"
    skill = skills.resolve(name)
    return f"{SKILL}:{skill.id}" if skill else keyword(name)


def find(text: str, watched: Keywords) -> list[Named]:
    return in_sentence(text, placed(text), watched)


def in_sentence(text: str, sentence: Sequence[Placed], watched: Keywords) -> list[Named]:
    """In order of their beginning; the words are those of `placed` on this text."""
    line = Line(text, [each.word for each in sentence])
    matches = [
        *((PROFESSION + ":" + each.value, each) for each in professions.mentioned(line.words)),
        *((SKILL + ":" + each.value, each) for each in skills.mentioned(line)),
        *((each.value, each) for each in watched.find(line.words)),
    ]
    named = [
        Named(subject, sentence[each.start].start, sentence[each.end - 1].end)
        for subject, each in matches
    ]
    return sorted(named, key=lambda each: (each.start, each.end, each.subject))
