"""Erase records for good, in process: what would go, the tombstone, and every copy."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol

from msgspec.structs import replace

from console.answers import Erasing, ErasureReport
from contracts.clock import Clock
from contracts.codec import encode
from contracts.erasures import Erasure, Tombstones
from contracts.errors import Permanent
from contracts.events import Erased
from contracts.identity import digest
from contracts.index import Filters, Hit
from contracts.log import Entry
from contracts.names import ERASURES
from stream.ports import BlobEraser, LogEraser, LogWriter
from stream.purge import erasures, purge

TITLES: Final = 5


class Index(Protocol):
    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]: ...


class Log(LogEraser, LogWriter, Protocol):
    """Both sides of the log, and what overwrites in it."""


class LocalErasing:
    """`scrubs` write files anew where what was deleted would stay in them."""

    def __init__(
        self,
        *,
        index: Index,
        log: Log,
        blobs: BlobEraser,
        spaces: tuple[str, ...],
        scrubs: Iterable[Callable[[], None]],
        clock: Clock,
    ) -> None:
        self._index = index
        self._log = log
        self._blobs = blobs
        self._spaces = spaces
        self._scrubs = tuple(scrubs)
        self._clock = clock

    def plan(self, wanted: Erasing) -> tuple[list[Erasure], ErasureReport]:
        """What would be told, and what it would take out of the index."""
        told = self._told(wanted)
        covered = Tombstones(told)
        ids = tuple(each.posting for each in told) if wanted.posting else ()
        hits = self._index.scan(self._spaces, Filters(ids=ids))
        found = [hit.record for hit in hits if covered.cover(hit.record)]
        titles = [f"{each.title} · {each.company} · {each.source}" for each in found[:TITLES]]
        return told, ErasureReport(
            ids=tuple(each.id for each in told), postings=len(found), titles=tuple(titles)
        )

    def tell(self, told: Sequence[Erasure]) -> None:
        self._log.append(
            [
                Entry(topic=ERASURES, key=each.id, value=encode(Erased(erasure=each)))
                for each in told
            ]
        )

    def purge(self, report: ErasureReport) -> ErasureReport:
        """Take the copies; what it finds of earlier erasures goes as well."""
        done = purge(self._log, self._blobs, self._clock())
        for scrub in self._scrubs:
            scrub()
        return replace(report, messages=done.messages, pages=done.pages, letters=done.letters)

    def all(self) -> list[Erasure]:
        return erasures(self._log)

    def lift(self, name: str) -> Erasure:
        known = {each.id: each for each in self.all()}
        if name not in known:
            msg = f"no erasure {name!r}; `prospekt erase list` names them all"
            raise Permanent(msg)
        lifted = known[name]
        if not lifted.lifted_at:
            lifted = replace(lifted, lifted_at=self._clock())
            self.tell([lifted])
        return lifted

    def _told(self, wanted: Erasing) -> list[Erasure]:
        if wanted.posting:
            return [self._erasure(posting=each) for each in self._named(wanted.posting)]
        return [self._erasure(company=wanted.company, url=wanted.url)]

    def _named(self, posting: str) -> list[str]:
        """A record's id, or those that stand at an address."""
        if "://" not in posting:
            return [posting]
        hits = self._index.scan(self._spaces, Filters())
        found = [hit.record.id for hit in hits if hit.record.url == posting]
        if not found:
            msg = f"no posting has the address {posting}; for all below an address, use --url"
            raise Permanent(msg)
        return found

    def _erasure(self, *, posting: str = "", company: str = "", url: str = "") -> Erasure:
        """The same words give the same erasure, unless it was lifted meanwhile."""
        words = (posting, company, url, *self._spaces)
        lifted = [
            each
            for each in self.all()
            if each.lifted_at and (each.posting, each.company, each.url, *each.spaces) == words
        ]
        return Erasure(
            id=digest(*words, str(len(lifted)))[:12],
            spaces=self._spaces,
            posting=posting,
            company=company,
            url=url,
            at=self._clock(),
        )
