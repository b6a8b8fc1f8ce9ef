"""A document understood: its kept text, and what its sentences name and how they judge it.

Whatever comes, the work is bounded: so much text is kept, a sentence is cut where it grows
too long, and no rule looks further than its sentence.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct

from contracts.documents import Mention
from contracts.errors import Permanent
from contracts.records import Document
from understanding import contacts, language, mentions, near_duplicates, sentiment
from understanding.analysis import content, placed
from understanding.mentions import Keywords

KEPT: Final = 50_000
"""Code points of a text; the rest of a longer one is not kept."""
MOST_MENTIONS: Final = 1_000
LONGEST_SENTENCE: Final = 1_000
_TITLE: Final = 500

_END: Final = re.compile(r"(?<=[.!?…])[\"'»”)\]]? ")
"""Of a sentence: a mark and a space; so "Node.js" and "3.5" stay whole."""


class UnderstoodDocument(Struct, frozen=True, kw_only=True):
    title: str
    text: str
    """The title on its first line; without contacts."""
    language: str
    published_at: datetime | None
    mentions: tuple[Mention, ...]
    sentiment: float | None
    tokens: str
    """The title counts twice."""
    bands: tuple[int, ...]
    """Near-duplicates share one."""


class _Said(Struct, frozen=True):
    """A sentence, read."""

    words: list[str]
    mentions: list[Mention]
    sentiment: float | None


def understand_document(document: Document, space: str, watched: Keywords) -> UnderstoodDocument:
    """Near-duplicates are looked for among the documents of its own space only."""
    title, body = _plain(document.title[:_TITLE]), _kept(document.text)
    if not title and not body:
        raise Permanent(
            f"document {document.external_id!r} has neither title nor text; "
            "mend the source's parser or leave it out"
        )
    title = title or body.partition("\n")[0][:_TITLE].strip()
    text = body if body.partition("\n")[0] == title else f"{title}\n{body}".strip()
    spoken = language.detect(text) or document.language
    said = [_said(text, start, end, spoken, watched) for start, end in sentences(text)]
    named = [mention for each in said for mention in each.mentions]
    found = [word for each in said for word in each.words]
    headline = content([each.word for each in placed(title)])
    return UnderstoodDocument(
        title=title,
        text=text,
        language=spoken,
        published_at=document.published_at,
        mentions=tuple(named[:MOST_MENTIONS]),
        sentiment=sentiment.of_text(each.sentiment for each in said),
        tokens=" ".join([*headline, *found]),
        bands=near_duplicates.bands_of(found, (f"documents of {space}",)),
    )


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; together they are the text without what parts them."""
    start = 0
    for line in text.split("\n"):
        first = 0
        for mark in (*_END.finditer(line), None):
            last = mark.end() if mark else len(line)
            yield from _pieces(line, first, last, start)
            first = last
        start += len(line) + 1


def _pieces(line: str, first: int, last: int, start: int) -> Iterator[tuple[int, int]]:
    """Cut a long one at a space, or, where there is none, anywhere."""
    while first < last:
        end = min(last, first + LONGEST_SENTENCE)
        if end < last:
            end = line.rfind(" ", first + 1, end) + 1 or end
        yield start + first, start + end
        first = end


def _said(text: str, start: int, end: int, spoken: str, watched: Keywords) -> _Said:
    sentence = text[start:end]
    words = placed(sentence)
    judged = sentiment.of_sentence(sentence, words, spoken)
    named = mentions.in_sentence(sentence, words, watched)
    return _Said(
        content([each.word for each in words]),
        [
            Mention(
                subject=each.subject,
                start=start + each.start,
                end=start + each.end,
                sentiment=judged,
            )
            for each in named
        ],
        judged,
    )


def _kept(text: str) -> str:
    lines = (_plain(line) for line in text[:KEPT].split("\n"))
    return contacts.strip("\n".join(line for line in lines if line)).strip()


def _plain(text: str) -> str:
    return " ".join(text.split())
