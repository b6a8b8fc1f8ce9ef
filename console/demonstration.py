"""The demo as a user of the platform: boards on loopback, their past and their present.

Every step is kept in the home, so that a demo that was interrupted goes on where it stopped.
"""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from console import boards
from console.answers import Progress, Report
from console.counts import counted
from console.declarations import parse_declarations
from console.env_file import put
from console.platform import Platform
from contracts.errors import Misconfigured
from contracts.names import PUBLIC
from demo import schedule
from operators.addresses import free_port

PORTS: Final = (8401, 8402)
BOARDS: Final = ("work_ua", "robota")
LISTINGS: Final = {"work_ua": "work_ua:/jobs/", "robota": "robota:/vacancy/search"}
ARCHIVES: Final = {"work_ua": "work_ua.csv", "robota": "robota.jsonl"}
PROFESSIONS: Final = ("інженер даних", "business analyst", "бухгалтер")
WATCH: Final = "demo-boards"

Say = Callable[[str], None]


class Stage(Struct, kw_only=True):
    """How far the demo of a home has come."""

    ports: tuple[int, ...]
    imported: tuple[str, ...] = ()
    sweeps: int = 0


class _Interrupted(Exception):  # noqa: N818 - a word of this file
    """The import is no longer wanted; it begins anew when the demo goes on."""


class Demonstration:
    def __init__(self, home: Path, say: Say, *, in_use: Callable[[], bool]) -> None:
        self._home = home
        self._say = say
        self._file = home / "demo.json"
        self._stopping = threading.Event()
        self.stage = self._begun(in_use)

    def _begun(self, in_use: Callable[[], bool]) -> Stage:
        if self._file.exists():
            stage = msgspec.json.decode(self._file.read_bytes(), type=Stage)
            self._say(
                f"going on with the demo in {self._home}: "
                f"{len(stage.imported)} of {len(BOARDS)} archives imported, "
                f"{stage.sweeps} of {len(schedule.sweep_times())} sweeps done"
            )
            return self._with_free_ports(stage)
        if in_use():
            msg = (
                f"{self._home} holds data that is not the demo's; "
                "name another folder: PROSPEKT_HOME=~/prospekt-demo"
            )
            raise Misconfigured(msg)
        self._say(f"a new demo in {self._home}")
        return self._with_free_ports(Stage(ports=PORTS))

    def _with_free_ports(self, stage: Stage) -> Stage:
        taken: set[int] = set()
        for port in stage.ports:
            taken.add(free_port(port, taken))
        if taken != set(stage.ports):
            ports = " and ".join(map(str, sorted(taken)))
            self._say(f"a port of the boards is taken; they listen on {ports} instead")
            stage.ports = tuple(sorted(taken))
        return stage

    def prepare(self) -> None:
        """Tell every command on this home where the boards are and what time it is.

        Time goes on from where it stood: a page of an interrupted sweep is still of that day.
        """
        if not self._clock.exists():
            self.travel(schedule.archive_end(schedule.END))
        put(
            self._home / ".env",
            {
                "PROSPEKT_CRAWLER_SOURCES": json.dumps(self.sources),
                "PROSPEKT_NET_ALLOW": json.dumps({PUBLIC: self._addresses}),
                "PROSPEKT_CLOCK": str(self._clock),
            },
        )
        self.keep()

    def keep(self) -> None:
        _write(self._file, msgspec.json.encode(self.stage))

    def travel(self, moment: datetime) -> None:
        """Move the clock of the boards and of every process on this home."""
        _write(self._clock, moment.isoformat().encode())

    @property
    def _clock(self) -> Path:
        return (self._home / "clock").absolute()

    @property
    def base_urls(self) -> dict[str, str]:
        return {
            board: f"http://127.0.0.1:{port}"
            for board, port in zip(BOARDS, self.stage.ports, strict=True)
        }

    @property
    def _addresses(self) -> list[str]:
        return [url.removeprefix("http://") for url in self.base_urls.values()]

    @property
    def sources(self) -> dict[str, dict[str, object]]:
        """The boards as settings of the crawler: ours to ask as fast as they answer."""
        return {
            board: {"base_url": url, "interval_ms": 0, "slots": 16}
            for board, url in self.base_urls.items()
        }

    def archive(self) -> AbstractContextManager[Callable[[], None]]:
        """Have the past written, unless it is imported already; gives how to wait for it."""
        if set(self.stage.imported) == set(BOARDS):
            return nullcontext(lambda: None)
        return boards.archiving(self._home, self._home / "demo", self.base_urls)

    def fill(self, platform: Platform, report: Report) -> None:
        """Import the past and crawl the present, side by side."""
        platform.apply(parse_declarations(self.watch(), "the demo's watch").watches)
        with ThreadPoolExecutor(max_workers=1) as importer:
            past = importer.submit(self._import, platform)
            try:
                self._crawl(platform, report)
            except BaseException:
                self._stopping.set()
                raise
            past.result()
        platform.settle(report)
        self.travel(schedule.as_of())

    def _import(self, platform: Platform) -> None:
        for board in BOARDS:
            if board in self.stage.imported:
                continue
            done = platform.import_file(
                self._home / "demo" / ARCHIVES[board],
                source=board,
                mapping={},
                as_of=schedule.archive_end(schedule.END),
                listing=LISTINGS[board],
                report=self._unless_stopping,
                settle=False,
            )
            self.stage.imported = (*self.stage.imported, board)
            self.keep()
            taken = f"{counted(done.taken, 'posting')} taken, {done.refused} refused"
            self._say(f"archive of {board}: {taken}")

    def _unless_stopping(self, _: Progress) -> None:
        if self._stopping.is_set():
            raise _Interrupted

    def _crawl(self, platform: Platform, report: Report) -> None:
        times = schedule.sweep_times()
        for number in range(self.stage.sweeps, len(times)):
            self.travel(times[number])
            done = platform.crawl([WATCH], report, settle=False)
            self.stage.sweeps = number + 1
            self.keep()
            self._say(
                f"sweep {number + 1} of {len(times)} ({times[number]:%a %d %b %Y}): "
                f"{counted(done.ledger.done, 'page')} so far, {done.ledger.dead} dead"
            )

    def watch(self) -> str:
        sites = "".join(f"    - {url}/\n" for url in self.base_urls.values())
        names = ", ".join(BOARDS)
        return (
            "apiVersion: prospekt.dev/v1alpha1\nkind: Watch\n"
            f"metadata:\n  name: {WATCH}\n"
            f"spec:\n  websites:\n{sites}  sources: [{names}]\n"
        )


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f"{file.name}.part")
    partial.write_bytes(content)
    partial.replace(file)
