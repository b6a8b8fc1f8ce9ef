"""The platform in process, on a home: every command's work on this machine."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from console import (
    applying,
    books,
    document_searching,
    filling,
    importing,
    runs,
    searching,
    sourcing,
    standing,
    watch_searching,
    watching,
)
from console.answers import (
    Check,
    CrawlReport,
    DocumentAnswer,
    Erasing,
    ErasureReport,
    ImportReport,
    KnownErasure,
    Lifted,
    MentionsAnswer,
    Progress,
    ReplayReport,
    ReplayStage,
    Report,
    SearchAnswer,
    SourceCard,
    SourceRow,
    Status,
    WatchCard,
    WatchRow,
)
from console.engines import SPACES, Engines
from console.workers import CRAWLER, STREAM, wait, workers
from contracts.config import Run
from contracts.declared import DeclaredSource
from contracts.documents import DocumentFilters
from contracts.erasures import Tombstones
from contracts.events import DeadLetter
from contracts.index import Filters
from contracts.prospects import Prospect
from contracts.records import Parsed
from contracts.subjects import Watch
from crawler.readings import reading
from crawler.sources.declared.source import declared_source
from model_service.trainer import told
from stream.dead_letters import SentBack, Wanted
from stream.replay.run import Wanted as Replaying


class LocalPlatform:
    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def progress(self) -> Progress:
        return books.progress(self._engines)

    def status(self) -> Status:
        return standing.status(self._engines)

    # Watches and sources

    def apply(
        self, watches: Sequence[Watch], sources: Sequence[DeclaredSource] = ()
    ) -> list[tuple[str, str]]:
        return applying.apply(self._engines, watches, sources)

    def watches(self) -> list[WatchRow]:
        return [watching.row(self._engines, kept.watch) for kept in self._engines.watches.all()]

    def watch(self, name: str) -> WatchCard:
        (watch,) = watching.picked(self._engines, [name])
        return watching.card(self._engines, watch)

    def runs(self, watch: str, limit: int) -> list[Run]:
        names = (
            [each.name for each in watching.picked(self._engines, [watch])]
            if watch
            else self._names()
        )
        return watching.runs(self._engines, names, limit)

    def run(self, number: int) -> Run:
        return watching.run(self._engines, number)

    def _names(self) -> list[str]:
        return [kept.watch.name for kept in self._engines.watches.all()]

    def delete_watch(self, name: str) -> Watch:
        (watch,) = watching.picked(self._engines, [name])
        self._engines.watches.delete(name)
        return watch

    def sources(self) -> list[SourceRow]:
        return sourcing.rows(self._engines)

    def source(self, name: str) -> SourceCard:
        return sourcing.card(self._engines, name)

    def delete_source(self, name: str) -> DeclaredSource:
        return applying.delete_source(self._engines, name)

    def check_source(self, name: str, pages: Sequence[tuple[str, bytes, str]]) -> list[Check]:
        return sourcing.check(self._engines, name, pages)

    # Filling

    def crawl(self, names: Sequence[str], report: Report, *, settle: bool = True) -> CrawlReport:
        watches = watching.picked(self._engines, names)
        with workers(self._engines.home, CRAWLER, STREAM) as tick:
            before = books.ledger(self._engines, watches)
            opened, busy = runs.begin(self._engines, watches)
            ended = books.crawling(self._engines, watches)
            wait(ended, tick, lambda: report(self.progress()))
            if settle:
                wait(books.searchable(self._engines), tick, lambda: report(self.progress()))
        runs.book(self._engines)
        after = books.ledger(self._engines, watches)
        return CrawlReport(
            watches=tuple(watch.name for watch in watches),
            listings=opened,
            already_under_way=busy,
            pages=after.done - before.done,
            dead=after.dead - before.dead,
            waiting=after.outstanding,
            troubled=runs.troubled(self._engines, watches),
            ledger=self._engines.frontier.ledger(),
            indexed=self._engines.index.count(SPACES),
            documents=self._engines.documents.count(SPACES),
        )

    def settle(self, report: Report) -> None:
        with workers(self._engines.home, STREAM) as tick:
            wait(books.searchable(self._engines), tick, lambda: report(self.progress()))

    def import_file(
        self,
        file: Path,
        *,
        source: str,
        mapping: dict[str, str],
        as_of: datetime | None,
        listing: str,
        report: Report,
        settle: bool = True,
    ) -> ImportReport:
        engines = self._engines
        as_of = importing.dated(file, as_of, engines.clock())
        erased = Tombstones(engines.erasures.all())
        taken = importing.Taken(source=source, as_of=as_of, listing=listing, erased=erased)
        with workers(engines.home, STREAM) as tick:
            append = engines.log.append
            counts = filling.fill(file, mapping, taken, append, lambda: report(self.progress()))
            if settle:
                wait(books.searchable(engines), tick, lambda: report(self.progress()))
        return ImportReport(
            source=source,
            read=counts.read,
            taken=counts.taken,
            refused=counts.refused,
            refusals=tuple(counts.refusals),
            indexed=engines.index.count(SPACES),
        )

    # Asking

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Filters,
        facets: Sequence[str] = (),
    ) -> SearchAnswer:
        return searching.ask(
            self._engines.index,
            self._engines.embedder,
            text,
            spaces=SPACES,
            limit=limit,
            offset=offset,
            filters=filters,
            facets=facets,
        )

    def search_documents(
        self, text: str, *, limit: int = 10, offset: int = 0, filters: DocumentFilters
    ) -> DocumentAnswer:
        return document_searching.search(
            self._engines, text, limit=limit, offset=offset, filters=filters
        )

    def mentions(self, name: str, weeks: int) -> MentionsAnswer:
        return document_searching.mentions(self._engines, name, weeks)

    def results(self, watch: str, *, limit: int = 10, offset: int = 0) -> SearchAnswer:
        return watch_searching.found_by(
            self._engines, watch, self.search, limit=limit, offset=offset
        )

    def export(self, filters: Filters) -> Iterator[dict[str, Any]]:
        for hit in self._engines.index.scan(SPACES, filters):
            row = msgspec.structs.asdict(searching.shown(hit))
            del row["score"], row["snippet"], row["similar"]
            yield {**row, "description": hit.record.description, "cluster": hit.record.cluster}

    def prospect(self, name: str, horizon: int) -> Prospect:
        return self._engines.answers.prospect(name, horizon)

    def train(self) -> str:
        return told(self._engines.answers.train())

    def parse(
        self,
        source: str | DeclaredSource,
        body: bytes,
        *,
        url: str,
        now: datetime | None,
    ) -> Parsed:
        engines = self._engines
        if isinstance(source, str):
            found = sourcing.picked(engines, source)
        else:
            found = declared_source(source)
        _, parsed = reading(found, body, url, now or engines.clock())
        return parsed

    # Mending

    def replay(self, wanted: Replaying | None, report: ReplayStage) -> ReplayReport:
        return self._engines.repairs.replay(wanted, report)

    def abort_replay(self) -> str:
        return self._engines.repairs.abort_replay()

    def plan_erasure(self, wanted: Erasing) -> ErasureReport:
        _, report = self._engines.erasures.plan(wanted)
        return report

    def erase(self, wanted: Erasing, report: Report) -> ErasureReport:
        """The word first, then the index by it, then the copies: it may be cut off and repeated."""
        told, planned = self._engines.erasures.plan(wanted)
        self._engines.erasures.tell(told)
        self.settle(report)
        done = self._engines.erasures.purge(planned)
        self.settle(report)
        return done

    def erasures(self) -> list[KnownErasure]:
        return self._engines.erasures.all()

    def lift_erasure(self, name: str, report: Report) -> Lifted:
        lifted = self._engines.erasures.lift(name)
        self.settle(report)
        return lifted

    def dead_letters(self, wanted: Wanted) -> list[DeadLetter]:
        return self._engines.repairs.letters(wanted)

    def dead_letter(self, name: str) -> tuple[DeadLetter, bytes | None]:
        return self._engines.repairs.letter(name)

    def replay_dead_letters(self, ids: Iterable[str]) -> SentBack:
        return self._engines.repairs.replay_letters(ids)
