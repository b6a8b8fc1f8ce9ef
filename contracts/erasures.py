"""What shall not be kept: an erasure stands for ever as a tombstone, until it is lifted (pure)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Erasure(Struct, frozen=True, kw_only=True):
    """One of `posting`, `document`, `company` and `url` says what it covers."""

    id: str
    spaces: tuple[str, ...]
    """Records of these only."""
    posting: str = ""
    """A posting's id."""
    company: str = ""
    """A company's name, in any case of letters and with any white space."""
    url: str = ""
    """What the address begins with, of postings and of documents."""
    document: str = ""
    """A document's id."""
    at: datetime
    lifted_at: datetime | None = None
    """Since then it covers nothing, and a later crawl may bring back what it covered."""


class KnownDocument(Protocol):
    """A document, as far as an erasure asks."""

    @property
    def id(self) -> str: ...

    @property
    def space(self) -> str: ...

    @property
    def url(self) -> str: ...


class Known(KnownDocument, Protocol):
    """A posting, as far as an erasure asks."""

    @property
    def company(self) -> str: ...


class Subject(Struct, frozen=True):
    """A posting or a document, as far as an erasure asks."""

    id: str
    space: str
    company: str = ""
    url: str = ""


class Tombstones:
    """Erasures that stand, put in order for many records."""

    def __init__(self, erasures: Iterable[Erasure]) -> None:
        standing = [each for each in erasures if not each.lifted_at]
        self._postings = {
            (s, each.posting) for each in standing for s in each.spaces if each.posting
        }
        self._documents = {
            (s, each.document) for each in standing for s in each.spaces if each.document
        }
        self._companies = {
            (s, plain(each.company)) for each in standing for s in each.spaces if each.company
        }
        self._urls = [(s, each.url) for each in standing for s in each.spaces if each.url]

    def cover(self, posting: Known) -> bool:
        space, company = posting.space, plain(posting.company)
        return (
            (space, posting.id) in self._postings
            or (space, company) in self._companies
            or self.cover_address(space, posting.url)
        )

    def cover_document(self, document: KnownDocument) -> bool:
        space = document.space
        return (space, document.id) in self._documents or self.cover_address(space, document.url)

    def cover_address(self, space: str, address: str) -> bool:
        return any(space == s and address.startswith(url) for s, url in self._urls)


def plain(name: str) -> str:
    return " ".join(name.casefold().split())


def overlap(one: Erasure, other: Erasure) -> bool:
    """Whether both say the same, or one address begins as the other; else the records know."""
    if not set(one.spaces) & set(other.spaces):
        return False
    if one.url and other.url:
        return one.url.startswith(other.url) or other.url.startswith(one.url)
    return words(one) == words(other)


def words(erasure: Erasure) -> tuple[str, ...]:
    """What it covers, in the words that it is known by; the spaces come last."""
    named = (erasure.posting, plain(erasure.company), erasure.url, erasure.document)
    return (*named, *erasure.spaces)


def latest(erasures: Iterable[Erasure]) -> dict[str, Erasure]:
    """By id; one that is lifted stays lifted, in whatever order its words come."""
    found: dict[str, Erasure] = {}
    for each in erasures:
        if each.id not in found or each.lifted_at:
            found[each.id] = each
    return found


def nothing(_: list[str]) -> None:
    """Nobody else keeps anything of what is erased."""
