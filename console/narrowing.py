"""What people narrow a search by: names of skills, professions and places in any of their forms.

Skills and professions are those of the vocabulary: another one is a slip, and is refused. A place
or a source may be called anything: that no posting is of it is worth saying, no more.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from console.answers import DocumentAnswer, SearchAnswer
from contracts.documents import DocumentFilters
from contracts.errors import Permanent
from contracts.index import Filters
from understanding import places, professions, skills
from understanding.vocabulary import LANGUAGES

_OPEN: Final = {"sources": "source", "places": "place"}

Has = Callable[[Filters], bool]
Search = Callable[..., SearchAnswer]


def among_postings(search: Search) -> Has:
    return lambda filters: search("", limit=0, filters=filters).total > 0


def among_documents(search: Callable[..., DocumentAnswer]) -> Has:
    return lambda filters: search("", limit=0, filters=of_documents(filters)).total > 0


def of_documents(filters: Filters) -> DocumentFilters:
    """What documents know of it."""
    return DocumentFilters(sources=filters.sources, languages=filters.languages)


def read(asked: Filters, has: Has) -> Filters:
    """Put every value in the form that the index keeps; `has` tells whether anything is there."""
    return replace(
        asked,
        languages=_once(_language(each, has) for each in asked.languages),
        places=_once(place for each in asked.places for place in _places(each)),
        skills=_once(map(_skill, asked.skills)),
        professions=_once(map(_profession, asked.professions)),
    )


def absent(filters: Filters, search: Search) -> Iterator[str]:
    """Say which sources and places no posting is of, and of which most are."""
    has = among_postings(search)
    for field, what in _OPEN.items():
        for value in getattr(filters, field):
            if has(replace(Filters(), **{field: (value,)})):
                continue
            found = search("", limit=0, filters=Filters(), facets=(what,)).facets.get(what, ())
            there = ", ".join(bucket.value for bucket in found)
            said = f"no posting is of the {what} {value!r}"
            yield f"{said}; most are of: {there}" if there else said


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _language(name: str, has: Has) -> str:
    code = name.strip().lower()
    if code in LANGUAGES:
        return code
    if name and has(Filters(languages=(name,))):  # as a source has told it
        return name
    raise Permanent(f"language {name!r} is unknown; known: {', '.join(LANGUAGES)}")


def _places(name: str) -> tuple[str, ...]:
    found = places.of((name,))
    if not found:
        raise Permanent(f"place {name!r} names no place; give a city or a country")
    return found


def _skill(name: str) -> str:
    found = skills.resolve(name)
    if found is None:
        near = [skill.id for skill in skills.suggest(name)]
        raise Permanent(f"skill {name!r} is unknown; {_hint(near, 'python or Excel')}")
    return found.id


def _profession(name: str) -> str:
    found = professions.resolve(name)
    if found is None:
        near = [profession.id for profession in professions.suggest(name, 3)]
        raise Permanent(f"profession {name!r} is unknown; {_hint(near, 'accountant or кухар')}")
    return found.id


def _hint(near: list[str], such: str) -> str:
    return f"did you mean {', '.join(near)}?" if near else f"one is {such}"
