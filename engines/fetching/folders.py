"""Folders that an admin named: what is in them can be read, and nothing else.

A path is followed part by part from the folder's own handle, never through a link, so nobody can
turn a folder into a link between the check and the reading.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from contracts.errors import Misconfigured, Permanent
from contracts.frontier import Request

_FOLDER: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Folders:
    """`home` is Prospekt's own: it is never read, wherever it is."""

    def __init__(self, named: Mapping[str, str], home: Path) -> None:
        self._home = home.resolve()
        self._roots = {name: self._root(name, Path(path)) for name, path in named.items()}

    def _root(self, name: str, path: Path) -> Path:
        root = path.resolve()
        if not path.is_absolute() or root.is_relative_to(self._home):
            msg = (
                f"PROSPEKT_FOLDERS names {str(path)!r} {name!r}; "
                "name an absolute path that is not in PROSPEKT_HOME"
            )
            raise Misconfigured(msg)
        return root

    def path(self, request: Request) -> Path | None:
        """Return where a request's file really is, for a library that opens it by its name."""
        with self.opened(request) as handle:
            return None if handle is None else self._real(request)

    @contextmanager
    def opened(self, request: Request) -> Iterator[int | None]:
        """Open the file or folder of a request; None when there is no such thing."""
        parts = self._real(request).relative_to(self._root_of(request)).parts
        handle = self._walked(request, parts, last=_FOLDER if _is_folder(request) else _FILE)
        try:
            yield handle
        finally:
            if handle is not None:
                os.close(handle)

    def _walked(self, request: Request, parts: tuple[str, ...], last: int) -> int | None:
        handle = os.open(self._root_of(request), _FOLDER)
        try:
            for number, part in enumerate(parts, start=1):
                self._not_ours(request, handle)
                flags = last if number == len(parts) else _FOLDER
                inner = os.open(part, flags, dir_fd=handle)
                os.close(handle)
                handle = inner
            self._not_ours(request, handle)
            self._plain(request, handle)
        except (FileNotFoundError, NotADirectoryError):
            os.close(handle)
            return None
        except OSError as error:
            os.close(handle)
            raise Permanent(f"{request.url}: {error.strerror}; mend the file's rights") from error
        except BaseException:
            os.close(handle)
            raise
        return handle

    def _real(self, request: Request) -> Path:
        root = self._root_of(request)
        path = unquote(urlsplit(request.url).path).strip("/")
        if "\0" in path:
            raise Permanent(f"{request.url!r} is no path")
        try:
            real = Path(os.path.realpath(root / path))
        except OSError as error:
            msg = f"{request.url}: it moved while it was looked up; ask again"
            raise Permanent(msg) from error
        if not real.is_relative_to(root) or real.is_relative_to(self._home):
            raise Permanent(f"{request.url} leads out of its folder; name a file that is in it")
        return real

    def _root_of(self, request: Request) -> Path:
        name = urlsplit(request.url).netloc
        try:
            return self._roots[name]
        except KeyError:
            msg = f"no folder is called {name!r}; an admin adds it to PROSPEKT_FOLDERS"
            raise Permanent(msg) from None

    def _not_ours(self, request: Request, handle: int) -> None:
        """By its number, as a mount gives a folder a second name."""
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), self._home.stat()):
                raise Permanent(f"{request.url} leads into PROSPEKT_HOME, which is never read")

    def _plain(self, request: Request, handle: int) -> None:
        mode = os.fstat(handle).st_mode
        if not (stat.S_ISDIR(mode) if _is_folder(request) else stat.S_ISREG(mode)):
            raise Permanent(f"{request.url} is no plain file; only such are read")


def _is_folder(request: Request) -> bool:
    return urlsplit(request.url).path.endswith("/")
