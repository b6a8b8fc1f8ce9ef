"""The real processes of a home under their real supervisor: started, held still, struck, ended."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

import psutil

from operators import running
from operators.supervision import answers
from tests.eventually import eventually
from tests.faults.place import Place

SUPERVISOR = "supervisor"
ROLES = ("stream", "api", "predictions", "crawler", SUPERVISOR)


class Fleet:
    def __init__(self, place: Place) -> None:
        self._place = place
        self._supervisor: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the supervisor, which ends what an earlier one left and starts the roles."""
        place = self._place
        place.home.logs.mkdir(parents=True, exist_ok=True)
        with (place.home.logs / "supervisor.log").open("ab") as log:
            self._supervisor = subprocess.Popen(
                place.module("operators.main"),
                env=place.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def note(self) -> running.Running | None:
        """Return what the present supervisor says about itself."""
        found = running.read(self._place.home.run)
        ours = found and self._supervisor and found.pid == self._supervisor.pid
        return found if ours else None

    def pid(self, role: str) -> int | None:
        """Return the process of a role, if it runs."""
        note = self.note()
        if note is None:
            return None
        pid = note.pid if role == SUPERVISOR else note.pids.get(role)
        return pid if pid and runs(pid) else None

    def url(self, role: str) -> str:
        note = self.note()
        return note.urls[role] if note else ""

    def ready(self) -> bool:
        note = self.note()
        return bool(note and note.pids and all(answers(url) for url in note.urls.values()))

    def strike(self, role: str) -> None:
        """SIGKILL; a struck supervisor is started again here, the others by the supervisor."""
        pid = self.pid(role)
        assert pid is not None, f"{role} does not run"
        os.kill(pid, signal.SIGKILL)
        if role == SUPERVISOR:
            assert self._supervisor is not None
            self._supervisor.wait()
            self.start()
        else:
            eventually(lambda: not runs(pid))

    @contextmanager
    def still(self, roles: Sequence[str]) -> Iterator[None]:
        """Let these processes stand still, so that what is read holds for as long as they do."""
        pids = [pid for pid in map(self.pid, roles) if pid is not None]
        try:
            for pid in pids:
                _signal(pid, signal.SIGSTOP)
            eventually(lambda: all(map(_stands, pids)), pause=0.001)
            yield
        finally:
            for pid in pids:
                _signal(pid, signal.SIGCONT)

    def stop(self) -> int:
        """End in good order; return the supervisor's exit code."""
        assert self._supervisor is not None
        self._supervisor.send_signal(signal.SIGTERM)
        return self._supervisor.wait(timeout=180)

    def close(self) -> None:
        """End the supervisor, however the test went; its children end with their home."""
        if self._supervisor is not None:
            self._supervisor.kill()
            self._supervisor.wait()


def runs(pid: int) -> bool:
    return _status(pid) not in {"", psutil.STATUS_ZOMBIE}


def _stands(pid: int) -> bool:
    """One that is gone stands still enough."""
    return _status(pid) in {"", psutil.STATUS_ZOMBIE, psutil.STATUS_STOPPED}


def _status(pid: int) -> str:
    try:
        return psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return ""


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
