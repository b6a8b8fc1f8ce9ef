"""How the platform stands: its processes, its engines' books, and what waits for a person."""

from console import books
from console.answers import ProcessState, Status
from console.engines import SPACES, Engines
from operators import running
from stream.dead_letters import Wanted


def status(engines: Engines) -> Status:
    note = running.read(engines.home / "run") if running.is_up(engines.home / "run") else None
    roles = sorted({*note.pids, *note.failed}) if note else []
    return Status(
        home=engines.home,
        up=note is not None,
        since=note.started_at if note else None,
        now=engines.clock(),
        urls=note.urls if note else {},
        processes=tuple(_process(note, role) for role in roles if note),
        ledger=engines.frontier.ledger(),
        lag=books.lag(engines),
        indexed=engines.index.count(SPACES),
        documents=engines.documents.count(SPACES),
        dead_letters=len(engines.repairs.letters(Wanted(unreplayed=True))),
        replay=engines.repairs.unfinished_replay(),
        watches=len(engines.watches.all()),
        model=engines.answers.champion(),
        disk_bytes=books.size(engines.home),
    )


def _process(note: running.Running, role: str) -> ProcessState:
    return ProcessState(
        role=role,
        pid=note.pids.get(role),
        falls=note.falls.get(role, 0),
        failed=note.failed.get(role, ""),
    )
