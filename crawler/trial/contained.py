"""A stranger's code run for a while with no network, no writing, no processes, and an end.

It shows what a parser does that it should not; it is no prison for one that wants to break out.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_FORBIDDEN: Final = (
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"),
    *("socket.sendto", "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.posix_spawn"),
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"),
)
_WRITES: Final = 0o1 | 0o2 | 0o100 | 0o1000
"""O_WRONLY, O_RDWR, O_CREAT, O_TRUNC."""
_watchers: Final[list["Trespasses"]] = []
_hooked: Final[list[bool]] = []


class Trespasses(list[str]):
    """What was tried and refused."""


class TooLong(BaseException):
    """The time is up."""


@contextmanager
def contained(seconds: float) -> Iterator[Trespasses]:
    """Refuse, and note, what a parser has no use for; raise TooLong when its time is up.

    Only in the main thread, for only there can code be interrupted.
    """
    if not _hooked:
        sys.addaudithook(_audit)
        _hooked.append(True)
    tried = Trespasses()
    before = signal.signal(signal.SIGALRM, _too_long)
    rest = signal.setitimer(signal.ITIMER_REAL, seconds)
    _watchers.append(tried)
    try:
        yield tried
    finally:
        _watchers.remove(tried)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *rest)


def _too_long(*_: object) -> None:
    raise TooLong


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if _watchers and _is_forbidden(event, args):
        what = f"{event} {args[0] if event == 'open' else ''}".strip()
        _watchers[-1].append(what)
        raise PermissionError(f"{what}: a parser reads bytes and nothing else")


def _is_forbidden(event: str, args: tuple[Any, ...]) -> bool:
    if event == "open":
        path, flags = str(args[0]), args[2]
        # Python keeps compiled modules where it imports one.
        return isinstance(flags, int) and bool(flags & _WRITES) and "__pycache__" not in path
    return event in _FORBIDDEN
