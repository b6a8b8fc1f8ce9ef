"""A home of its own for the real processes: its settings, its clock, and what is in its files."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import psutil

from contracts.codec import decode
from contracts.events import DeadLetter, Event
from contracts.frontier import HostPolicy, Ledger
from contracts.index import Filters, Hit
from contracts.names import DEAD_LETTERS, INDEXER, PUBLIC
from engines.embedded.blobs import FolderBlobs
from engines.embedded.frontier import SqliteFrontier
from engines.embedded.home import Home
from engines.embedded.index.engine import SqliteIndex
from engines.embedded.log import SqliteLog
from tests.faults.boards import Boards

WATCH = "boards"


class Place:
    def __init__(self, folder: Path, home: Path | None = None) -> None:
        self.home = Home(home or folder / "home")
        self.clock = folder / "clock"
        self._watch = folder / "watch.yaml"
        self._settings = _named({"API_PORT": 0, "PREDICTIONS_PORT": 0, "STREAM_SESSION_S": 1})
        """Any free ports; and a killed reader is waited for a second only."""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: said for name, said in os.environ.items() if not name.startswith("PROSPEKT_")}
        ours = {"PROSPEKT_HOME": str(self.home.root), "COLUMNS": "120"}
        return {**kept, **ours, **self._settings}

    def travel(self, moment: datetime) -> None:
        partial = self.clock.with_suffix(".part")
        partial.write_text(moment.isoformat())
        partial.replace(self.clock)

    def settle(self, boards: Boards, pace: HostPolicy, **more: object) -> None:
        """Set where the boards are, how fast they are asked, and `more`."""
        sources = {
            name: {"base_url": url, "interval_ms": pace.interval_ms, "slots": pace.slots}
            for name, url in boards.urls.items()
        }
        settings = {
            "CLOCK": self.clock,
            "CRAWLER_SOURCES": json.dumps(sources),
            "NET_ALLOW": json.dumps({PUBLIC: [f"127.0.0.1:{port}" for port in boards.ports]}),
            **more,
        }
        self._settings |= _named(settings)

    def applying(self, boards: Boards, *names: str, every: str = "") -> list[str]:
        """Return the command that applies a watch of all that these boards show."""
        sites = "".join(f"    - {boards.urls[name]}/\n" for name in names)
        schedule = f"  schedule:\n    every: {every}\n" if every else ""
        self._watch.write_text(
            "apiVersion: prospekt.dev/v1alpha1\nkind: Watch\n"
            f"metadata:\n  name: {WATCH}\n"
            f"spec:\n  websites:\n{sites}  sources: [{', '.join(names)}]\n{schedule}"
        )
        return self.command("apply", "-f", str(self._watch))

    def module(self, name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", name, *arguments]

    def command(self, *arguments: str) -> list[str]:
        return self.module("console.main", *arguments)

    def start(self, command: Sequence[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(
        self, command: Sequence[str], *, seconds: float = 180
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def processes(self) -> list[psutil.Process]:
        """Every process that lives in this home, known to whomever or to nobody."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("PROSPEKT_HOME") == str(self.home.root):
                    found.append(process)
        return found

    def close(self) -> None:
        """End what a test that failed has left."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.kill()

    # What its files hold

    def ledger(self) -> Ledger:
        with closing(SqliteFrontier(self.home.frontier)) as frontier:
            return frontier.ledger()

    def set_pace(self, boards: Boards, pace: HostPolicy) -> None:
        with closing(SqliteFrontier(self.home.frontier)) as frontier:
            for url in boards.urls.values():
                frontier.configure_host(url.partition("//")[2], pace)

    def lag(self) -> int:
        with closing(SqliteLog(self.home.log)) as log:
            return sum(log.lag(INDEXER).values())

    def events(self, topic: str) -> list[Event]:
        with closing(SqliteLog(self.home.log)) as log:
            return [decode(message.value) for message in log.read(topic)]

    def dead_letters(self) -> list[DeadLetter]:
        return [event for event in self.events(DEAD_LETTERS) if isinstance(event, DeadLetter)]

    def hits(self) -> list[Hit]:
        with closing(SqliteIndex(self.home.index)) as index:
            return list(index.scan([PUBLIC], Filters()))

    def indexed(self) -> list[tuple[str, str]]:
        """(Board, external id) of each record, in order; one that is there twice, twice."""
        return sorted((hit.record.source, hit.record.external_id) for hit in self.hits())

    def blob(self, ref: str) -> bytes:
        with closing(FolderBlobs(self.home.blobs)) as blobs:
            return blobs.get(ref)

    def damaged(self) -> dict[str, str]:
        """What SQLite finds wrong with any of the files."""
        found = {}
        for file in sorted(self.home.root.glob("*.db")):
            with closing(sqlite3.connect(file)) as connection:
                (said,) = connection.execute("PRAGMA integrity_check").fetchone()
            if said != "ok":
                found[file.name] = said
        return found


def _named(settings: dict[str, object]) -> dict[str, str]:
    return {f"PROSPEKT_{name}": str(value) for name, value in settings.items()}
