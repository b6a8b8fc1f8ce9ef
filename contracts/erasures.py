"""What shall not be kept: an erasure stands for ever as a tombstone, until it is lifted (pure)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from msgspec import Struct


class Erasure(Struct, frozen=True, kw_only=True):
    """One of `posting`, `company` and `url` says whose records it covers."""

    id: str
    spaces: tuple[str, ...]
    """Records of these only."""
    posting: str = ""
    """A record's id."""
    company: str = ""
    """A company's name, in any case of letters and with any white space."""
    url: str = ""
    """What the address begins with."""
    at: datetime
    lifted_at: datetime | None = None
    """Since then it covers nothing, and a later crawl may bring back what it covered."""


class Known(Protocol):
    """A record, as far as an erasure asks."""

    @property
    def id(self) -> str: ...

    @property
    def space(self) -> str: ...

    @property
    def company(self) -> str: ...

    @property
    def url(self) -> str: ...


class Tombstones:
    """Erasures that stand, put in order for many records."""

    def __init__(self, erasures: Iterable[Erasure]) -> None:
        standing = [each for each in erasures if not each.lifted_at]
        self._postings = {
            (s, each.posting) for each in standing for s in each.spaces if each.posting
        }
        self._companies = {
            (s, plain(each.company)) for each in standing for s in each.spaces if each.company
        }
        self._urls = [(s, each.url) for each in standing for s in each.spaces if each.url]

    def cover(self, record: Known) -> bool:
        space, company = record.space, plain(record.company)
        return (
            (space, record.id) in self._postings
            or (space, company) in self._companies
            or any(space == s and record.url.startswith(url) for s, url in self._urls)
        )


def plain(name: str) -> str:
    return " ".join(name.casefold().split())


def latest(erasures: Iterable[Erasure]) -> dict[str, Erasure]:
    """By id; one that is lifted stays lifted, in whatever order its words come."""
    found: dict[str, Erasure] = {}
    for each in erasures:
        if each.id not in found or each.lifted_at:
            found[each.id] = each
    return found
