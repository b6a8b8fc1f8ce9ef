"""The fleet of one machine: starts each role, starts the fallen again, ends all of them."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from engines.last_words import MISCONFIGURED
from operators import logs
from operators.children import spawn, undisturbed
from operators.roles import Falls, Role

GRACE_SECONDS: Final = 15.0


class Failed(Struct, frozen=True):
    """A role that a person must mend."""

    role: str
    said: str


class _Child:
    """One role's process, past and present."""

    def __init__(self, role: Role, log: Path) -> None:
        self.role = role
        self.log = log
        self.falls = Falls()
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0
        self.begins = 0
        """Where in the log it began to speak."""
        self.start_at = 0.0
        self.ended = False

    def start(self, now: float) -> None:
        """Start it; a machine that cannot do so now (no space, no process left) is a fall."""
        try:
            self.begins = logs.size(self.log)
            with undisturbed():
                self.process = spawn(self.role.command, self.log)
            self.started = now
        except OSError:
            self.falls = self.falls.after(0.0)
            self.start_at = now + self.falls.pause

    def fallen(self, code: int, now: float) -> list[Failed]:
        """Book an end: of its own accord, by a fault, or until a person mends something."""
        self.process = None
        if code == MISCONFIGURED:
            self.ended = True
            return [Failed(self.role.name, logs.last_line(self.log, self.begins))]
        self.falls = self.falls.after(now - self.started) if code else Falls()
        self.start_at = now + self.falls.pause
        return []

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process and self.process.poll() is None else None


class LocalFleet:
    """Keeps one process per role, its output in `folder`; `tick` is called twice a second."""

    def __init__(
        self,
        roles: Sequence[Role],
        folder: Path,
        *,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self._grace = grace
        self._children = [_Child(role, folder / f"{role.name}.log") for role in roles]

    def tick(self) -> list[Failed]:
        """Start what is due; return the roles that cannot run until a person mends something."""
        now = time.monotonic()
        failed = []
        for child in self._children:
            logs.bound(child.log)
            if child.process is None:
                if now >= child.start_at and not child.ended:
                    child.start(now)
            elif (code := child.process.poll()) is not None:
                failed += child.fallen(code, now)
        return failed

    def pids(self) -> dict[str, int]:
        return {child.role.name: pid for child in self._children if (pid := child.pid)}

    def falls(self) -> dict[str, int]:
        return {child.role.name: child.falls.count for child in self._children}

    def stop(self) -> None:
        """Ask all to end, wait, then insist."""
        alive = [child.process for child in self._children if child.process and child.pid]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace
        for process in alive:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _kill_group(process)
                process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that does not listen, with the children it made (its own session)."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
