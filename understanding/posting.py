"""A posting understood: every rule in its order, on words that are split once."""

from datetime import datetime
from itertools import chain, compress

from msgspec import Struct
from msgspec.structs import replace

from contracts.errors import Permanent
from contracts.records import Posting, Salary
from understanding import (
    contacts,
    employment,
    language,
    money,
    near_duplicates,
    places,
    professions,
    relevance,
    skills,
)
from understanding.analysis import Line, content, fold, lines, words


class Understood(Struct, frozen=True, kw_only=True):
    title: str
    company: str
    places: tuple[str, ...]
    """Known ones by their canonical name, others as written."""
    remote: bool | None
    salary: Salary | None
    employment: str
    language: str
    posted_at: datetime | None
    description: str
    """Without contacts."""
    requirements: str
    """The paragraphs that say what the job asks for."""
    skills: tuple[str, ...]
    """Canonical ids, in order of their first mention in the title and the requirements."""
    professions: tuple[str, ...]
    """Canonical ids, the best first."""
    tokens: str
    """What full text is matched on, joined by single spaces; the title counts twice."""
    bands: tuple[int, ...]
    """Near-duplicates share one."""


def understand(posting: Posting) -> Understood:
    title, company = _plain(posting.title), _plain(posting.company)
    if not title:
        raise Permanent(
            f"posting {posting.external_id!r} has no title; "
            "mend the source's parser or the imported file"
        )
    description = contacts.strip(posting.description).strip()
    split = lines(description)
    headline = Line(title, words(fold(title)))
    named = [skills.in_line(line) for line in split]
    asks = relevance.asking(split, [len(each) for each in named])
    asked = list(compress(split, asks))
    # English courses among the benefits ask for no English.
    found = _once(skills.in_line(headline), *compress(named, asks))
    where = places.of(posting.places)
    remote = _remote(posting, title)
    return Understood(
        title=title,
        company=company,
        places=where,
        remote=remote,
        salary=_salary(posting, title),
        employment=employment.canonical(posting.employment),
        language=_language(posting, title, description),
        posted_at=posting.posted_at,
        description=description,
        requirements="\n".join(line.text for line in asked),
        skills=found,
        professions=professions.classify_lines(title, split, found),
        tokens=_tokens(headline, company, found, where, split),
        bands=near_duplicates.bands_of(
            content([word for line in asked for word in line.words]),
            (*where, "") if remote or not where else where,
        ),
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _once(*lists: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(lists)))


def _remote(posting: Posting, title: str) -> bool | None:
    if posting.remote is not None:
        return posting.remote
    return any(map(places.is_remote, (*posting.places, title, posting.employment))) or None


def _salary(posting: Posting, title: str) -> Salary | None:
    given = posting.salary
    if given and (given.min or given.max):
        # Boards write 0 where nothing is stated.
        return replace(given, min=given.min or None, max=given.max or None)
    return money.parse_salary(posting.salary_text) or money.parse_salary(title)


def _language(posting: Posting, title: str, description: str) -> str:
    return language.detect(f"{title}\n{description}") or posting.language


def _tokens(
    headline: Line,
    company: str,
    found: tuple[str, ...],
    where: tuple[str, ...],
    split: list[Line],
) -> str:
    told = chain.from_iterable(line.words for line in split)
    said = [*headline.words, *words(fold(company)), *told]
    known = set(said)
    # A text that says "JS" is found by "JavaScript" too.
    names = [word for skill in found for word in skills.name_words(skill) if word not in known]
    return " ".join(content([*headline.words, *said, *names, *words(fold(" ".join(where)))]))
