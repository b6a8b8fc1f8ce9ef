"""Files kept in folders: brought to the disk, and their errors said in our words."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from contracts.errors import Misconfigured

_MENDS: Final = (
    (
        frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}),
        "the disk is full; free some space, then start again: nothing is corrupted",
    ),
    (
        frozenset({errno.EROFS, errno.EACCES, errno.EPERM}),
        "it cannot be written; make the folder writable or set PROSPEKT_HOME to another one",
    ),
    (
        frozenset({errno.EMFILE, errno.ENFILE}),
        "too many files are open; raise the limit (ulimit -n), then start again",
    ),
)


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turn the file system's errors into ours, cause chained."""
    try:
        yield
    except OSError as error:
        said = (mend for numbers, mend in _MENDS if error.errno in numbers)
        reason = f"{error.strerror or error}; mend the folder or its rights"
        raise Misconfigured(f"{path}: {next(said, reason)}") from error


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
