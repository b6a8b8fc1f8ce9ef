"""A server under test: started, waited for, ended by its own id, also when the tests are killed."""

import fcntl
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

START_SECONDS: Final = 60.0
END_SECONDS: Final = 20.0
_PORTS: Final = range(15_000, 32_000)
"""Below those that connections and servers without a wish are given."""

# It ends with its standard input, that is with the tests: however those end.
_WATCHER: Final = """
cat >/dev/null
if [ "$1" = docker ]; then docker rm -fv "$2" >/dev/null 2>&1
else
    kill -s "$1" -- "-$2" 2>/dev/null
    for _ in $(seq 100); do kill -0 -- "-$2" 2>/dev/null || break; sleep 0.1; done
    kill -s KILL -- "-$2" 2>/dev/null
fi
[ -z "$3" ] || rm -rf -- "$3"
"""


class Server(Protocol):
    def start(self) -> None: ...

    def stop(self) -> None:
        """In order, as an operator would."""

    def kill(self) -> None:
        """At once, as a power cut would."""

    def pause(self) -> None:
        """Let it stand still: what is connected stays so, and nothing is answered."""

    def resume(self) -> None: ...

    def running(self) -> bool: ...

    def pid(self) -> int:
        """Of the program while it runs, as this machine numbers it."""

    def told(self) -> str:
        """The end of what it printed."""


class Process:
    """A program of this machine, in a session of its own."""

    def __init__(
        self, command: Sequence[str], folder: Path, *, user: str | None = None, end: str = "TERM"
    ) -> None:
        self._command = list(command)
        self._folder = folder
        self._user = user
        self._end = end
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
                user=self._user,
            )
        self._watcher = _watcher(self._end, str(self._process.pid), ours(self._folder))

    def stop(self) -> None:
        self._signal(getattr(signal, f"SIG{self._end}"))

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def pause(self) -> None:
        os.kill(self.pid(), signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid(), signal.SIGCONT)

    def pid(self) -> int:
        if self._process is None:
            msg = "the server does not run"
            raise RuntimeError(msg)
        return self._process.pid

    def _signal(self, number: int) -> None:
        if self._process is None or self._watcher is None:
            return
        _dismiss(self._watcher)
        if self._process.poll() is None:
            self._process.send_signal(number)
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = self._watcher = None

    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def told(self) -> str:
        return _tail(self._log.read_text("utf-8", "replace"))


class Container:
    """The same from an image: on the host's network, with the same folder at the same path."""

    def __init__(
        self,
        image: str,
        arguments: Sequence[str],
        folder: Path,
        *,
        options: Sequence[str] = (),
    ) -> None:
        self._name = f"prospekt-test-{uuid.uuid4().hex[:12]}"
        mount = f"{folder}:{folder}"
        create = ["docker", "create", "--name", self._name, "--network", "host", "-v", mount]
        self._create = [*create, *options, image, *arguments]
        self._folder = folder
        self._watcher: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._watcher is None:
            self._watcher = _watcher("docker", self._name, ours(self._folder))
            _docker(*self._create[1:])
        _docker("start", self._name)

    def stop(self) -> None:
        _docker("stop", self._name)

    def kill(self) -> None:
        _docker("kill", self._name)

    def pause(self) -> None:
        _docker("pause", self._name)

    def resume(self) -> None:
        _docker("unpause", self._name)

    def pid(self) -> int:
        return int(_docker("inspect", "-f", "{{.State.Pid}}", self._name))

    def remove(self) -> None:
        _docker("rm", "-fv", self._name)
        if self._watcher:
            _dismiss(self._watcher)

    def running(self) -> bool:
        return _docker("inspect", "-f", "{{.State.Running}}", self._name).strip() == "true"

    def told(self) -> str:
        return _tail(_docker("logs", self._name))


def free_port() -> int:
    """Return a port that is this process's for as long as it lives.

    A lock tells all other tests of this machine so; and the kernel gives it to nobody by itself.
    """
    locks = Path(tempfile.gettempdir()) / f"prospekt-ports-{os.getuid()}"
    locks.mkdir(exist_ok=True)
    for port in random.sample(_PORTS, len(_PORTS)):
        lock = os.open(locks / str(port), os.O_CREAT | os.O_RDWR, 0o600)
        if _locked(lock) and _unused(port):
            return port
        os.close(lock)
    msg = "no free TCP port on 127.0.0.1"
    raise OSError(msg)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unused(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@contextmanager
def folder(given: Path | None = None, *, owner: str | None = None) -> Iterator[Path]:
    """Use the one that is given, or one that goes with the server."""
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        if owner:
            shutil.chown(made, owner)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


_PREFIX: Final = "prospekt-engine-"


def ours(path: Path) -> str:
    """Name the folder if the watcher may remove it."""
    return str(path) if path.name.startswith(_PREFIX) else ""


@contextmanager
def running(server: Server, ready: Callable[[], bool]) -> Iterator[None]:
    try:
        begin(server, ready)
        yield
    finally:
        if isinstance(server, Container):
            server.remove()
        else:
            server.stop()


def begin(server: Server, ready: Callable[[], bool]) -> None:
    """Start it and wait until it answers; say what it printed if it does not."""
    server.start()
    deadline = time.monotonic() + START_SECONDS
    while not ready():
        if not server.running() or time.monotonic() > deadline:
            msg = f"the server did not come up; it said:\n{server.told()}"
            raise RuntimeError(msg)
        time.sleep(0.02)


def _watcher(end: str, target: str, remove: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        ["/bin/sh", "-c", _WATCHER, "watcher", end, target, remove],
        stdin=subprocess.PIPE,
        start_new_session=True,
        cwd="/",
    )


def _dismiss(watcher: "subprocess.Popen[bytes]") -> None:
    """End it before it does anything: it is killed while it still waits for its input's end."""
    os.killpg(watcher.pid, signal.SIGKILL)
    watcher.wait()
    if watcher.stdin:
        watcher.stdin.close()


def _docker(*arguments: str) -> str:
    ended = subprocess.run(
        [shutil.which("docker") or "docker", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if ended.returncode:
        msg = f"docker {arguments[0]}: {ended.stderr.strip()}"
        raise RuntimeError(msg)
    return ended.stdout + ended.stderr


def _tail(text: str) -> str:
    return "\n".join(text.splitlines()[-30:])
