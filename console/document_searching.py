"""Words to a query of the index of documents, and what it found to an answer."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from console.answers import DocumentAnswer, FoundDocument, MentionsAnswer
from console.engines import SPACES, Engines
from contracts.documents import (
    KEYWORD,
    SKILL,
    DocumentFilters,
    DocumentHit,
    DocumentQuery,
    IndexedDocument,
)
from contracts.errors import Permanent
from understanding import vocabulary
from understanding.analysis import tokens
from understanding.document import sentences
from understanding.mentions import keyword, subject_of

_SENTENCE: Final = 300


def search(
    engines: Engines, text: str, *, limit: int, offset: int, filters: DocumentFilters
) -> DocumentAnswer:
    asked = tuple(tokens(text))
    found = engines.documents.search(
        DocumentQuery(
            spaces=SPACES,
            tokens=asked,
            vector=engines.embedder.embed([text])[0] if text.strip() else b"",
            least_likeness=engines.embedder.noise,
            filters=filters,
            limit=limit,
            offset=offset,
        )
    )
    subjects = filters.subjects or ((subject_of(text),) if text.strip() else ())
    hits = tuple(_shown(hit, subjects, asked) for hit in found.hits)
    return DocumentAnswer(query=text, total=found.total, hits=hits)


def mentions(engines: Engines, name: str, weeks: int) -> MentionsAnswer:
    if not name.strip():
        raise Permanent("no subject: name a profession, a skill or a keyword of a watch")
    subject, now = subject_of(name), engines.clock()
    found = engines.documents.mentions(SPACES, subject, now - timedelta(weeks=weeks), now)
    note = "" if found else _unmentionable(engines, subject)
    return MentionsAnswer(subject=subject, weeks=tuple(found), note=note)


def _unmentionable(engines: Engines, subject: str) -> str:
    """Say why no document can mention it; "" where one may."""
    kind, _, name = subject.partition(":")
    if kind != KEYWORD:
        known = vocabulary.skills() if kind == SKILL else vocabulary.professions()
        return "" if name in known else f"there is no {kind} {name!r}"
    specs = [kept.watch.spec for kept in engines.watches.all()]
    if subject in {keyword(each) for spec in specs for each in (spec.subject, *spec.keywords)}:
        return ""
    return (
        f"{name!r} is no profession and no skill, and no watch has this keyword; "
        "documents are read for the keywords of watches alone"
    )


def _shown(hit: DocumentHit, subjects: Sequence[str], asked: Sequence[str]) -> FoundDocument:
    record = hit.record
    return FoundDocument(
        id=record.id,
        external_id=record.external_id,
        source=record.source,
        title=record.title,
        score=round(hit.score, 6),
        url=record.url,
        language=record.language,
        dated=hit.dated,
        published_at=record.published_at,
        fetched_at=record.fetched_at,
        sentiment=record.sentiment,
        subjects=tuple(dict.fromkeys(each.subject for each in record.mentions)),
        similar=hit.similar,
        sentence=_sentence(record, subjects, asked),
    )


def _sentence(record: IndexedDocument, subjects: Sequence[str], asked: Sequence[str]) -> str:
    """Where it mentions the subject, beyond its title if it can; else where it says the words."""
    body = len(record.title)
    places = [each.start for each in record.mentions if each.subject in subjects]
    pieces = [(start, record.text[start:end].strip()) for start, end in sentences(record.text)]
    told = [(start, piece) for start, piece in pieces if start >= body] or pieces
    wanted = next((place for place in places if place >= body), None)
    if wanted is not None:
        return max(each for each in told if each[0] <= wanted)[1][:_SENTENCE]
    words = set(asked)
    best = max(told, key=lambda each: len(words.intersection(tokens(each[1]))), default=(0, ""))
    return best[1][:_SENTENCE]
