"""A replay from its beginning to its end, or from where the last process stopped."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from contracts.errors import Misconfigured, Permanent, ProspektError, Transient
from contracts.events import ReplayMoved
from stream.outcome import why
from stream.replay import book
from stream.replay.book import Book
from stream.replay.stages import Stages
from stream.replay.tools import Tools

EMBED: Final = "embed"
_HOW: Final = "`prospekt replay` goes on with it, `prospekt replay --abort` drops it"

Report = Callable[[str, int, int], None]
"""Hears the stage, and how many of how many are done in it."""


class Wanted(Struct, frozen=True, kw_only=True):
    since: datetime
    reparse: bool = False
    step: str = ""


class Replay:
    """`led` holds the lead while a replay runs; what it gives raises when the lead is lost."""

    def __init__(self, tools: Tools, now: Callable[[], datetime]) -> None:
        self._tools = tools
        self._now = now
        self._book = Book(tools.log, tools.log, now=now)

    def unfinished(self) -> ReplayMoved | None:
        return self._book.unfinished()

    def run(self, wanted: Wanted | None, report: Report, still: Callable[[], None]) -> ReplayMoved:
        """Begin what is wanted, or go on; `still` raises when it must end."""
        moved = self._begun(wanted)
        tally = book.tally(moved)
        while moved.stage not in book.ENDED:
            still()
            moved = self._stage(moved, tally, report, still)
        return moved

    def abort(self) -> ReplayMoved | None:
        """Drop the unfinished one; None when there is none."""
        moved = self.unfinished()
        if moved and self._tools.builds.live() == moved.name:
            msg = f"{book.called(moved)} is in use already: `prospekt replay` only has to end it"
            raise Permanent(msg)
        return self._drop(moved, "aborted") if moved else None

    def _begun(self, wanted: Wanted | None) -> ReplayMoved:
        there = self.unfinished()
        if there:
            same = (there.since, there.reparse, there.step)
            if wanted and same != (wanted.since, wanted.reparse, wanted.step):
                msg = f"{book.called(there)} is unfinished ({there.stage}): {_HOW}"
                raise Permanent(msg)
            return there
        if not wanted:
            msg = "no replay is unfinished; name the date that a new one begins at: --from DATE"
            raise Permanent(msg)
        self._check(wanted)
        return self._book.begin(wanted.since, reparse=wanted.reparse, step=wanted.step)

    def _check(self, wanted: Wanted) -> None:
        now = self._now()
        if wanted.since > now:
            since = f"--from {wanted.since:%Y-%m-%d %H:%M} UTC"
            raise Permanent(f"{since} is in the future; it is {now:%Y-%m-%d %H:%M}")
        if wanted.step and wanted.reparse:
            msg = f"--step {wanted.step} understands nothing anew: leave out --reparse"
            raise Permanent(msg)
        if wanted.step not in ("", EMBED):
            msg = f"--step {wanted.step}: no such step; {EMBED} is the one that can be alone"
            raise Permanent(msg)

    def _stage(
        self, moved: ReplayMoved, tally: book.Tally, report: Report, still: Callable[[], None]
    ) -> ReplayMoved:
        last = moved

        def count(done: int, total: int) -> None:
            still()
            report(moved.stage, done, total)

        def note(word: ReplayMoved) -> None:
            nonlocal last
            last = self._book.note(word, tally)

        stages = Stages(self._tools, note=note, tally=tally, count=count)
        count(0, 0)
        try:
            done = _WORK[moved.stage](stages, moved)
        except (KeyboardInterrupt, SystemExit):
            with suppress(ProspektError):  # it goes on all the same, and counts from its last word
                note(last)
            raise
        except Transient:
            raise
        except Exception as error:
            if moved.stage in book.BEFORE_THE_SWAP:
                self._drop(moved, why(error))
                raise _failed(moved, error) from error
            raise
        return self._book.note(done, tally)

    def _drop(self, moved: ReplayMoved, reason: str) -> ReplayMoved:
        """The files first: they may be what fills the disk."""
        self._tools.builds.clear()
        log = self._tools.log
        self._tools.patience("log", lambda: log.forget(book.groups(moved), book.own(moved)))
        return self._book.note(replace(moved, stage=book.DROPPED, reason=reason))


def _failed(moved: ReplayMoved, error: Exception) -> Misconfigured | Permanent:
    kind = Misconfigured if isinstance(error, Misconfigured) else Permanent
    said = error if isinstance(error, Misconfigured) else why(error)
    return kind(f"{book.called(moved)} failed while {moved.stage} and is dropped whole: {said}")


_WORK: Final = {
    book.COPYING: Stages.copy,
    book.PARSING: Stages.parse,
    book.FILLING: Stages.fill,
    book.COMPARING: Stages.compare,
    book.SWAPPING: Stages.swap,
    book.TELLING: Stages.tell,
}
