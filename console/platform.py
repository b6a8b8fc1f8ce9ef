"""The one interface behind every command: in process on a home now, over REST later."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

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
from contracts.config import Run
from contracts.declared import DeclaredSource
from contracts.documents import DocumentFilters
from contracts.events import DeadLetter
from contracts.index import Filters
from contracts.prospects import Prospect
from contracts.records import Parsed
from contracts.subjects import Watch
from stream.dead_letters import SentBack, Wanted
from stream.replay.run import Wanted as Replaying


class Platform(Protocol):
    def status(self) -> Status: ...

    def progress(self) -> Progress: ...

    def apply(
        self, watches: Sequence[Watch], sources: Sequence[DeclaredSource] = ()
    ) -> list[tuple[str, str]]:
        """Keep them; return (kind/name, `created`, `configured` or `unchanged`)."""

    def watches(self) -> list[WatchRow]: ...

    def watch(self, name: str) -> WatchCard: ...

    def delete_watch(self, name: str) -> Watch: ...

    def runs(self, watch: str, limit: int) -> list[Run]:
        """The newest first; "" is every watch."""

    def run(self, number: int) -> Run: ...

    def sources(self) -> list[SourceRow]: ...

    def source(self, name: str) -> SourceCard: ...

    def delete_source(self, name: str) -> DeclaredSource: ...

    def check_source(self, name: str, pages: Sequence[tuple[str, bytes, str]]) -> list[Check]:
        """Try its contract on it; `pages` are (name, body, address) that are read well."""

    def crawl(self, names: Sequence[str], report: Report, *, settle: bool = True) -> CrawlReport:
        """Sweep the listings of these watches; with `settle`, end when all is searchable."""

    def settle(self, report: Report) -> None:
        """Wait until all that is on the log now is searchable."""

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
        """Take the rows the way of a crawl; with `settle`, end when all are searchable."""

    def export(self, filters: Filters) -> Iterator[dict[str, Any]]: ...

    def search(
        self,
        text: str,
        *,
        limit: int = 10,
        offset: int = 0,
        filters: Filters,
        facets: Sequence[str] = (),
    ) -> SearchAnswer: ...

    def search_documents(
        self, text: str, *, limit: int = 10, offset: int = 0, filters: DocumentFilters
    ) -> DocumentAnswer: ...

    def mentions(self, name: str, weeks: int) -> MentionsAnswer:
        """What documents of the last weeks say of a subject, by week and source."""

    def results(self, watch: str, *, limit: int = 10, offset: int = 0) -> SearchAnswer:
        """What a watch found, by its spec."""

    def prospect(self, name: str, horizon: int) -> Prospect: ...

    def train(self) -> str:
        """Train now; return what came of it in one line."""

    def parse(
        self,
        source: str | DeclaredSource,
        body: bytes,
        *,
        url: str,
        now: datetime | None,
    ) -> Parsed:
        """Read a saved page by a source that is there, or by one that is only declared."""

    def replay(self, wanted: Replaying | None, report: ReplayStage) -> ReplayReport:
        """Fill a second index and put it in use; None goes on with the one that is unfinished."""

    def abort_replay(self) -> str:
        """Drop the unfinished one; return what it was, "" when there is none."""

    def plan_erasure(self, wanted: Erasing) -> ErasureReport:
        """What it would take out; nothing is done."""

    def erase(self, wanted: Erasing, report: Report) -> ErasureReport: ...

    def erasures(self) -> list[KnownErasure]: ...

    def lift_erasure(self, name: str, report: Report) -> Lifted: ...

    def dead_letters(self, wanted: Wanted) -> list[DeadLetter]:
        """The newest first."""

    def dead_letter(self, name: str) -> tuple[DeadLetter, bytes | None]:
        """With its message's bytes; None when they are not kept any more."""

    def replay_dead_letters(self, ids: Iterable[str]) -> SentBack: ...
