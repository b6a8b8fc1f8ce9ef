"""Erase records for good, in process: what would go, the tombstone, and every copy."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, Protocol

from msgspec.structs import asdict, replace

from console.answers import Erasing, ErasureReport, KnownErasure, Lifted
from contracts.clock import Clock
from contracts.codec import encode
from contracts.documents import DocumentFilters, DocumentHit, IndexedDocument
from contracts.erasures import Erasure, Tombstones, overlap, words
from contracts.errors import Permanent
from contracts.events import Erased, ErasureEnded
from contracts.identity import digest
from contracts.index import Filters, Hit, Indexed
from contracts.log import Entry
from contracts.names import ERASURES
from stream.ports import BlobEraser, LogEraser, LogWriter
from stream.purge import ended, erasures, purge

TITLES: Final = 5
_ID: Final = re.compile(r"[0-9a-f]{32}")


class Index(Protocol):
    def scan(self, spaces: Sequence[str], filters: Filters) -> Iterator[Hit]: ...


class Documents(Protocol):
    def scan(self, spaces: Sequence[str], filters: DocumentFilters) -> Iterator[DocumentHit]: ...


class Log(LogEraser, LogWriter, Protocol):
    """Both sides of the log, and what overwrites in it."""


class LocalErasing:
    """`scrubs` write files anew where what was deleted would stay in them."""

    def __init__(
        self,
        *,
        index: Index,
        documents: Documents,
        log: Log,
        blobs: BlobEraser,
        spaces: tuple[str, ...],
        scrubs: Iterable[Callable[[], None]],
        clock: Clock,
    ) -> None:
        self._index = index
        self._documents = documents
        self._log = log
        self._blobs = blobs
        self._spaces = spaces
        self._scrubs = tuple(scrubs)
        self._clock = clock

    def plan(self, wanted: Erasing) -> tuple[list[Erasure], ErasureReport]:
        """What would be told, and what it would take out of the index."""
        told = self._told(wanted)
        postings, documents = self._postings(told), self._texts(told)
        if not (postings or documents):
            self._refuse_other_kind(told)
        titles = [f"{each.title} · {each.company} · {each.source}" for each in postings[:TITLES]]
        titles += [f"{each.title} · {each.source}" for each in documents[:TITLES]]
        return told, ErasureReport(
            ids=tuple(each.id for each in told),
            named=tuple(each.posting or each.document or each.company or each.url for each in told),
            postings=len(postings),
            documents=len(documents),
            titles=tuple(titles[:TITLES]),
        )

    def _postings(self, told: Sequence[Erasure]) -> list[Indexed]:
        if all(each.document for each in told):
            return []
        ids = tuple(each.posting for each in told) if all(each.posting for each in told) else ()
        hits, covered = self._index.scan(self._spaces, Filters(ids=ids)), Tombstones(told)
        return [hit.record for hit in hits if covered.cover(hit.record)]

    def _texts(self, told: Sequence[Erasure]) -> list[IndexedDocument]:
        if all(each.posting or each.company for each in told):
            return []
        ids = tuple(each.document for each in told) if all(each.document for each in told) else ()
        hits = self._documents.scan(self._spaces, DocumentFilters(ids=ids))
        covered = Tombstones(told)
        return [hit.record for hit in hits if covered.cover_document(hit.record)]

    def _refuse_other_kind(self, told: Sequence[Erasure]) -> None:
        """A posting's id covers no document, and the other way round."""
        postings = tuple(each.document for each in told if each.document)
        if postings and list(self._index.scan(self._spaces, Filters(ids=postings))):
            raise Permanent(f"--document {postings[0]}: is a posting's id; use --posting")
        texts = tuple(each.posting for each in told if each.posting)
        if texts and list(self._documents.scan(self._spaces, DocumentFilters(ids=texts))):
            raise Permanent(f"--posting {texts[0]}: is a document's id; use --document")

    def tell(self, told: Sequence[Erasure]) -> None:
        self._log.append(
            [
                Entry(topic=ERASURES, key=each.id, value=encode(Erased(erasure=each)))
                for each in told
            ]
        )

    def purge(self, report: ErasureReport) -> ErasureReport:
        """Take the copies, of earlier erasures as well; all that stand are ended then."""
        standing = [each.id for each in erasures(self._log) if not each.lifted_at]
        done = purge(self._log, self._blobs, self._clock())
        for scrub in self._scrubs:
            scrub()
        now = self._clock()
        self._log.append(
            [
                Entry(
                    topic=ERASURES,
                    key=f"ended/{each}",  # of its own: where the last word of a key is kept only
                    value=encode(ErasureEnded(erasure=each, at=now)),
                )
                for each in standing
            ]
        )
        return replace(
            report,
            messages=done.messages,
            kept_until=done.kept_until,
            pages=done.pages,
            letters=done.letters,
        )

    def all(self) -> list[KnownErasure]:
        done = ended(self._log)
        known = erasures(self._log)
        return [KnownErasure(**asdict(each), ended_at=done.get(each.id)) for each in known]

    def lift(self, name: str) -> Lifted:
        known = {each.id: each for each in erasures(self._log)}
        if name not in known:
            msg = f"no erasure {name!r}; `prospekt erase list` names them all"
            raise Permanent(msg)
        lifted = known[name]
        if not lifted.lifted_at:
            lifted = replace(lifted, lifted_at=self._clock())
            self.tell([lifted])
        standing = [each for each in known.values() if each.id != name and not each.lifted_at]
        still = tuple(each for each in standing if overlap(each, lifted))
        return Lifted(**asdict(lifted), still=still)

    def _told(self, wanted: Erasing) -> list[Erasure]:
        if wanted.posting:
            hits = self._index.scan(self._spaces, Filters())
            ids = _named("posting", wanted.posting, hits)
            return [self._erasure(posting=each) for each in ids]
        if wanted.document:
            texts = self._documents.scan(self._spaces, DocumentFilters())
            ids = _named("document", wanted.document, texts)
            return [self._erasure(document=each) for each in ids]
        if wanted.url and not wanted.url.startswith(("http://", "https://")):
            msg = f"--url {wanted.url}: is no address; begin it with http:// or https://"
            raise Permanent(msg)
        return [self._erasure(company=wanted.company, url=wanted.url)]

    def _erasure(
        self, *, posting: str = "", document: str = "", company: str = "", url: str = ""
    ) -> Erasure:
        """The same words give the same erasure, unless it was lifted meanwhile.

        A company's are the same in any case of letters, so the erasure that stands has its own.
        """
        new = Erasure(
            id="",
            spaces=self._spaces,
            posting=posting,
            document=document,
            company=company,
            url=url,
            at=self._clock(),
        )
        same = [each for each in erasures(self._log) if words(each) == words(new)]
        standing = [each.id for each in same if not each.lifted_at]
        return replace(new, id=(standing or [digest(*words(new), str(len(same)))[:12]])[0])


def _named(what: str, named: str, hits: Iterable[Hit | DocumentHit]) -> list[str]:
    """Its id, or the ids of those that stand at an address."""
    if "://" not in named:
        return [_id(what, named)]
    found = [hit.record.id for hit in hits if hit.record.url == named]
    if not found:
        raise Permanent(f"no {what} has the address {named}; for all below an address, use --url")
    return found


def _id(what: str, named: str) -> str:
    """An erasure of what cannot be an id would stand for ever and cover nothing."""
    found = named.strip().lower()
    if not _ID.fullmatch(found):
        msg = f"--{what} {named!r}: is no id (32 of 0-9 and a-f: `prospekt search --json` shows it)"
        raise Permanent(f"{msg} and no whole address")
    return found
