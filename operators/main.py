"""The supervisor of one machine: `python -m operators.main` runs every role until SIGTERM."""

import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from contracts.errors import Misconfigured
from engines.embedded.home import Home
from engines.last_words import ended
from engines.settings import HomeSettings, read
from operators import logs, running
from operators.addresses import free_port
from operators.local import LocalFleet
from operators.roles import embedded_roles
from operators.settings import FleetSettings

TICK_SECONDS = 0.5


def main() -> int:
    try:
        home = Home(read(HomeSettings).home)
        settings = read(FleetSettings)
        with running.only_one(home.run):
            return _supervise(home, settings)
    except Misconfigured as error:
        return ended(error)


def _supervise(home: Home, settings: FleetSettings) -> int:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    running.end_orphans(home.run)
    wanted = {"api": settings.api_port, "predictions": settings.predictions_port}
    ports: dict[str, int] = {}
    for service, port in wanted.items():
        ports[service] = free_port(port, {*ports.values()})
    platform = running.Running(
        pid=os.getpid(),
        started_at=running.now(),
        urls={service: f"http://127.0.0.1:{port}" for service, port in ports.items()},
        remarks=tuple(
            f"port {port} is taken: {service} listens on {ports[service]}"
            for service, port in wanted.items()
            if port not in (0, ports[service])
        ),
    )
    roles = embedded_roles(
        api_port=ports["api"],
        predictions_port=ports["predictions"],
        stream_workers=settings.stream_workers,
    )
    _run(LocalFleet(roles, home.logs), home, platform, stopping)
    return 0


def _run(
    fleet: LocalFleet, home: Home, platform: running.Running, stopping: threading.Event
) -> None:
    failed: dict[str, str] = {}
    told: running.Running | None = None
    try:
        while not stopping.is_set():
            logs.bound(home.logs / running.LOG)
            failed |= {failure.role: failure.said for failure in fleet.tick()}
            pids = fleet.pids()
            note = replace(
                platform,
                pids=pids,
                born=running.births(pids),
                falls=fleet.falls(),
                failed=dict(failed),
            )
            if note != told and _written(home.run, note):
                told = note
            stopping.wait(TICK_SECONDS)
    finally:
        fleet.stop()
        running.note(home.run).unlink(missing_ok=True)


def _written(run: Path, note: running.Running) -> bool:
    """Try to write the note; a full disk stops no process, and the next tick tries again."""
    try:
        running.write(run, note)
    except OSError as error:
        with suppress(OSError):  # its log may stand on the same disk
            sys.stderr.write(f"{run}: {error.strerror}; the note of what runs is not written\n")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
