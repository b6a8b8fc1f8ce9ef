"""Replays on a platform in a folder, with pages to parse anew and a way to stop at any stage."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from contracts.codec import decode_as, encode
from contracts.events import PostingFound, ReplayMoved
from contracts.log import Entry, Message
from contracts.names import PAGES_RAW, POSTINGS_RAW
from engines.elasticsearch.beside import ElasticBuilds
from engines.embedded.builds import SqliteBuilds
from engines.embedded.home import Home
from engines.embedded.signatures import SqliteSignatures
from stream.documents import Documents
from stream.ports import Embedder
from stream.replay.run import Replay, Report, Wanted
from stream.replay.tools import Tools, Workplace
from stream.steps import Steps
from stream.watched import Watched
from tests.builders import NOW
from tests.integration.stream.platform import Platform, a_platform, days, entries, found, identity

LONG_AGO = NOW - days(9999)
ALL = Wanted(since=LONG_AGO)
REPARSE = Wanted(since=LONG_AGO, reparse=True)
EMBED = Wanted(since=LONG_AGO, step="embed")

Parser = Callable[[PostingFound], PostingFound]


class Killed(BaseException):
    """Stands for a process that ends in the midst of it."""


def nothing(*_: object) -> None:
    """Nobody looks."""


class Replays:
    """Pages are archived as the event that they show; `parser` is today's."""

    def __init__(
        self, platform: Platform, folder: Path, builds: SqliteBuilds | ElasticBuilds | None = None
    ) -> None:
        self.platform = platform
        self.home = Home(folder)
        self.builds = builds or SqliteBuilds(self.home)
        self.parser: Parser = lambda event: event
        self.stages: list[str] = []
        self.meanwhile: Callable[[str], None] = nothing
        """Called at each report, with the stage."""
        self.embedder: Embedder = platform.embedder
        self.now: Callable[[], datetime] = lambda: NOW
        self.replay = Replay(
            Tools(
                log=platform.log,
                builds=self.builds,
                workplace=self._workplace,
                again=self._again,
                embedder=self,
                delivered=self._delivered,
                patience=platform.patience,
                batch=8,
            ),
            self._moment,
        )

    def _moment(self) -> datetime:
        return self.now()

    def archive(self, events: Sequence[PostingFound]) -> None:
        pages = [Entry(topic=PAGES_RAW, key="p", value=encode(event)) for event in events]
        self.platform.log.append(pages)

    def run(self, wanted: Wanted | None = ALL) -> ReplayMoved:
        return self.replay.run(wanted, self._report, nothing)

    def killed_at(
        self,
        stage: str,
        wanted: Wanted | None = ALL,
        *,
        report: int = 2,
        by: type[BaseException] = Killed,
    ) -> None:
        """Run until this report of a stage: the first comes as it begins."""
        seen = 0

        def kill(at: str) -> None:
            nonlocal seen
            seen += at == stage
            if at == stage and seen == report:
                raise by

        self.meanwhile = kill
        try:
            self.run(wanted)
        except by:
            return
        finally:
            self.meanwhile = nothing
        msg = f"it ended before report {report} of {stage}"
        raise AssertionError(msg)

    def embed(self, texts: Sequence[str]) -> list[bytes]:
        return self.embedder.embed(texts)

    def left(self) -> set[str]:
        """What there is of builds and of a replay's own topics and groups."""
        files = {path.name for path in self.home.root.glob("builds/*")} - {self.builds.live()}
        topics = {each.topic for each in self.platform.log.ends() if ".raw.r" in each.topic}
        with self.platform.log._database.reading() as db:
            rows = db.execute("SELECT name FROM consumer_groups WHERE name LIKE 'replay%'")
            return files | topics | {row[0] for row in rows}

    @property
    def _report(self) -> Report:
        def report(stage: str, done: int, total: int) -> None:
            assert 0 <= done <= total
            if stage not in self.stages[-1:]:
                self.stages.append(stage)
            self.meanwhile(stage)

        return report

    def _again(self, message: Message) -> list[Entry]:
        event = self.parser(decode_as(message.value, PostingFound))
        return [Entry(topic=POSTINGS_RAW, key=identity(event), value=encode(event))]

    def _delivered(self, done: Callable[[], bool]) -> None:
        while not done():
            self.platform.drain()

    @contextmanager
    def _workplace(self, name: str) -> Iterator[Workplace]:
        platform = self.platform
        with (
            self.builds.open(name) as build,
            closing(SqliteSignatures(build.signatures)) as signatures,
        ):
            steps = Steps(
                records=build.index,
                observations=build.index,
                documents=Documents(
                    index=build.documents,
                    signatures=signatures,
                    embedder=self,
                    watched=Watched(platform.watches, seconds=lambda: 0.0, say=nothing),
                    meter=platform.metrics,
                ),
                signatures=signatures,
                embedder=self,
                meter=platform.metrics,
            )
            yield Workplace(build.index, build.documents, steps)


@contextmanager
def replays(folder: Path) -> Iterator[Replays]:
    with a_platform(folder) as platform:
        yield Replays(platform, folder)


def fill(there: Replays, many: int = 30) -> None:
    events = [found(str(number)) for number in range(many)]
    there.archive(events)
    there.platform.log.append(entries(events))
    there.platform.drain()


def mended(event: PostingFound) -> PostingFound:
    posting = replace(event.posting, title=f"{event.posting.title} (mended)")
    return replace(event, posting=posting, generation=1)
