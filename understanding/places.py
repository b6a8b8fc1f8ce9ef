"""Places under one name, in Ukrainian, and the words for work that has none."""

from collections.abc import Iterable
from functools import cache

from understanding import vocabulary
from understanding.analysis import fold, tokens, words
from understanding.phrases import Phrases


def canonical(text: str) -> tuple[str, ...]:
    """Return the known places that a text names, in order; a country only where no city is."""
    found = tuple(dict.fromkeys(match.value for match in _names().find(words(fold(text)))))
    cities = tuple(name for name in found if name not in _countries())
    return cities or found


def of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return a posting's places: known ones by their one name, others as they are written."""
    found: dict[str, None] = {}
    for text in texts:
        known = canonical(text)
        if not known and text.strip() and not is_remote(text):
            known = (" ".join(text.split()),)
        found |= dict.fromkeys(known)
    return tuple(found)


def is_remote(text: str) -> bool:
    return any(match.value for match in _remote().find(words(fold(text))))


@cache
def _names() -> Phrases[str]:
    data = vocabulary.read("places")
    known = data["cities"] | data["countries"]
    return Phrases(
        (tokens(name), place) for place, names in known.items() for name in (place, *names)
    )


@cache
def _countries() -> frozenset[str]:
    return frozenset(vocabulary.read("places")["countries"])


@cache
def _remote() -> Phrases[bool]:
    data = vocabulary.read("places")["remote"]
    said = [(tokens(name), True) for name in data["words"]]
    return Phrases(said + [(tokens(name), False) for name in data["not"]])
