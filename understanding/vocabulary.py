"""Names of professions and skills in three languages: data, read when first asked for."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Final

from msgspec import Struct

TECHNOLOGY: Final = "technology"
METHOD: Final = "method"
SOFT: Final = "soft"
LANGUAGES: Final = ("uk", "ru", "en")


class Care(Struct, frozen=True):
    """Names that are everyday words too, and the words beside which the skill is not meant."""

    names: tuple[str, ...]
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


class Skill(Struct, frozen=True):
    id: str
    kind: str
    names: tuple[str, ...]
    """The first is the one to show."""
    care: Care | None = None


class Profession(Struct, frozen=True):
    id: str
    titles: dict[str, str]
    """By language."""
    aliases: tuple[str, ...]
    """Every other name, whatever its language."""
    stack: tuple[str, ...] = ()
    """What such a developer works with; each stands beside a word for "developer"."""


@cache
def skills() -> dict[str, Skill]:
    data = read("skills")
    return {
        skill_id: Skill(skill_id, kind, tuple(names), _care(data["careful"].get(skill_id), names))
        for kind in (TECHNOLOGY, METHOD, SOFT)
        for skill_id, names in data[kind].items()
    }


def _care(given: dict[str, list[str]] | None, names: list[str]) -> Care | None:
    if given is None:
        return None
    return Care(
        tuple(given.get("names", names[:1])),
        tuple(given.get("not_before", ())),
        tuple(given.get("not_after", ())),
    )


@cache
def professions() -> dict[str, Profession]:
    data = read("professions")
    return {
        each: _profession(each, given, data["developers"])
        for each, given in data.items()
        if each != "developers"
    }


@cache
def names_by_language() -> dict[str, tuple[str, ...]]:
    """Return every name of a profession that is written in the language."""
    data = [given for each, given in read("professions").items() if each != "developers"]
    return {
        language: tuple(name for given in data for name in given[language])
        for language in LANGUAGES
    }


def _profession(name: str, given: dict[str, list[str]], developers: list[str]) -> Profession:
    stack = given.get("stack", [])
    return Profession(
        id=name,
        titles={language: given[language][0] for language in LANGUAGES},
        aliases=(
            *(alias for language in LANGUAGES for alias in given[language][1:]),
            *(f"{thing} {developer}" for thing, developer in product(stack, developers)),
        ),
        stack=tuple(stack),
    )


@cache
def version() -> str:
    """What changes when a name does: vectors and answers made with another one differ."""
    hasher = hashlib.blake2b(digest_size=4)
    for name in ("professions", "skills"):
        hasher.update(_file(name))
    return hasher.hexdigest()


@cache
def read(name: str) -> dict[str, Any]:
    """Return one data file of this package."""
    return tomllib.loads(_file(name).decode())


def _file(name: str) -> bytes:
    return (files("understanding") / "data" / f"{name}.toml").read_bytes()
