"""How far the work has come, by the books of the engines."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from console.answers import Progress
from console.engines import SPACES, Engines
from contracts.frontier import Ledger
from contracts.names import INDEXER
from contracts.subjects import Watch
from crawler.schedule.standstill import Standstill

PATIENCE_SECONDS: Final = 120.0


def progress(engines: Engines) -> Progress:
    books = engines.frontier.ledger()
    return Progress(
        done=books.done,
        queued=books.queued,
        leased=books.leased,
        dead=books.dead,
        indexed=engines.index.count(SPACES),
        documents=engines.documents.count(SPACES),
        lag=lag(engines),
    )


def lag(engines: Engines) -> int:
    return sum(engines.log.lag(INDEXER).values())


def ledger(engines: Engines, watches: Sequence[Watch]) -> Ledger:
    """Add up where the requests of these watches are."""
    books = [engines.frontier.ledger(watch.name) for watch in watches]
    return Ledger(
        discovered=sum(each.discovered for each in books),
        queued=sum(each.queued for each in books),
        leased=sum(each.leased for each in books),
        done=sum(each.done for each in books),
        dead=sum(each.dead for each in books),
    )


def crawling(engines: Engines, watches: Sequence[Watch]) -> Callable[[], bool]:
    """Make the question whether these watches are crawled, as far as it goes now.

    Every page has its end and the end of every walk is on the log; or what is left has waited
    for long for hosts that rest.
    """
    stands = Standstill(PATIENCE_SECONDS, time.monotonic)

    def ended() -> bool:
        books = ledger(engines, watches)
        if books.outstanding:
            return stands("", books)
        return not engines.frontier.ended_sweeps()

    return ended


def searchable(engines: Engines) -> Callable[[], bool]:
    """Make the question whether all that is on the log now is processed, whatever comes."""
    target = engines.log.ends()

    def reached() -> bool:
        ends, left = engines.log.ends(), engines.log.lag(INDEXER)
        return all(ends.get(part, 0) - less >= target.get(part, 0) for part, less in left.items())

    return reached


def size(folder: Path) -> int:
    """Bytes below a folder, some of whose files may go while we look."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.lstat().st_size
    return total
