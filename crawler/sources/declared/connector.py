"""What a connector is, whatever it reads."""

from typing import Protocol

from contracts.frontier import Request
from contracts.records import Page
from crawler.sources.declared.asker import State
from crawler.sources.declared.rows import Reading


class Connector(Protocol):
    """How one kind of source is asked and read."""

    def used(self) -> set[str]:
        """Return the placeholders that a watch fills."""

    def first(self, state: State) -> Request:
        """Return the first page of the listing that the placeholders name."""

    def read(self, page: Page) -> Reading:
        """Raise Changed when the page is not as declared."""
