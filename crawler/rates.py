"""Published exchange rates, kept in the config store on their way to the log."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from contracts.codec import decode
from contracts.config import Rate
from contracts.events import Observed
from contracts.log import Entry
from contracts.names import OBSERVATIONS, PUBLIC
from crawler.ports import LogWriter
from understanding.rates import rate_of


class RateBook(Protocol):
    def put(self, rates: Sequence[Rate]) -> None:
        """Keep them; a repetition changes nothing."""


class WithRates:
    """A log that hands on the rates first, so a page is not done before both have it."""

    def __init__(self, events: LogWriter, book: RateBook) -> None:
        self._events = events
        self._book = book

    def append(self, entries: Sequence[Entry]) -> None:
        rates = list(_rates(entries))
        if rates:
            self._book.put(rates)
        self._events.append(entries)


def _rates(entries: Sequence[Entry]) -> Iterator[Rate]:
    """Those of public sources: what a tenant's own source says is true for that tenant alone."""
    for entry in entries:
        event = decode(entry.value) if entry.topic == OBSERVATIONS else None
        if isinstance(event, Observed) and event.space == PUBLIC:
            rate = rate_of(event.source, event.observation)
            if rate:
                yield rate
