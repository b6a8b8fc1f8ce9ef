"""What a source is: it says which pages answer a watch, and it reads a page. Pure: bytes in.

To add one: a class like `sources.work_ua.WorkUa`, its line in `sources.registry`, and pages of its
own in the tests.
"""

from typing import Protocol

from msgspec import Struct

from contracts.frontier import Request
from contracts.records import Page, Parsed
from contracts.subjects import WatchSpec


class Card(Struct, frozen=True, kw_only=True):
    """What people should know of a source before they use it."""

    yields: tuple[str, ...] = ("postings",)
    """Among postings, documents, observations."""
    terms: str = ""
    """Where its terms of use stand, or what they say of programs."""
    needs: str = ""
    """The consent or token it needs, and the setting that holds it; "": none."""
    personal: str = ""
    """Personal data that its pages show, and what becomes of them."""
    interval_ms: int = 1000
    slots: int = 2
    """How it is asked when no setting says otherwise."""


class Source(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def summary(self) -> str:
        """One line for people."""

    @property
    def card(self) -> Card: ...

    @property
    def base_url(self) -> str:
        """Where it is asked, without a slash at the end."""

    def matches(self, url: str) -> bool:
        """Tell whether an address is this site's."""

    def requests(self, spec: WatchSpec) -> tuple[Request, ...]:
        """Return the first page of every listing that answers the watch; none if it cannot."""

    def parse(self, page: Page) -> Parsed:
        """Read a page. Never raises: what cannot be read is `changed`, with the reason."""
