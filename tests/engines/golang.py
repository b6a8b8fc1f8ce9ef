"""Engines in Go: programs that the module proxy has the sources of, built into the cache."""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.engines import debian, getting, ways

_USUAL: Final = "/usr/local/go/bin"
_MODERN: Final = (1, 21)
"""From here on Go gets by itself the version that sources ask for."""
_TOOLCHAIN: Final = "golang.org/toolchain@v0.0.1-go1.26.0.linux-"
_KINDS: Final = {"x86_64": "amd64", "aarch64": "arm64"}


@dataclass(frozen=True)
class Program:
    """A main package, at a version."""

    package: str
    version: str

    @property
    def name(self) -> str:
        return self.package.rpartition("/")[2]

    def built(self) -> Path:
        """The folder in which it is kept."""
        return ways.cache() / f"{self.name}-{self.version}"

    def programs(self) -> Path | None:
        return self.built() if (self.built() / self.name).is_file() else None

    def get(self) -> None:
        """Whole or not at all: it gets its name when it is done."""
        go = _compiler()
        getting.say(f"building {self.name} {self.version}; the first time takes minutes")
        self.built().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.built().parent) as place:
            done = Path(place) / "done"
            env = {**os.environ, "GOBIN": str(done), "GOTOOLCHAIN": "auto"}
            getting.run(str(go), "install", f"{self.package}@{self.version}", env=env)
            done.rename(self.built())


def _compiler() -> Path:
    """Find Go on the path or where its own installer puts it, else get Debian's."""
    go = _found()
    if go is None:
        debian.install("golang-go")
        go = _found()
    if go is None:
        raise getting.Missing("Go was installed, but it is not on the path")
    return go if _version(go) >= _MODERN else _newer(go)


def _found() -> Path | None:
    go = shutil.which("go", path=f"{os.environ.get('PATH', '')}:{_USUAL}")
    return Path(go) if go else None


def _version(go: Path) -> tuple[int, int]:
    said = subprocess.run([go, "version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"go(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _newer(go: Path) -> Path:
    """Debian's does not know how to get a later one, but a later one is a module like others."""
    kind = _KINDS.get(platform.machine())
    if kind is None:
        raise getting.Missing(f"{go} is too old; install Go 1.21 or newer (https://go.dev/dl)")
    toolchain, place = f"{_TOOLCHAIN}{kind}", ways.cache() / "go"
    getting.say(f"fetching a newer Go: {toolchain}")
    env = {**os.environ, "GOPATH": str(place), "GOFLAGS": "-modcacherw"}
    place.mkdir(parents=True, exist_ok=True)
    getting.run(str(go), "mod", "download", toolchain, cwd=place, env=env)
    folder = place / "pkg" / "mod" / toolchain
    for program in (*folder.glob("bin/*"), *folder.glob("pkg/tool/*/*")):
        program.chmod(0o755)  # a module's files come without that right
    return folder / "bin" / "go"
