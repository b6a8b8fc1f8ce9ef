"""Engines in Go: programs that the module proxy has the sources of, built into the cache."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.engines import getting, ways

_USUAL: Final = "/usr/local/go/bin"


def compiler() -> Path | None:
    """Where Go is: on the path, or where its own installer puts it."""
    found = shutil.which("go", path=f"{os.environ.get('PATH', '')}:{_USUAL}")
    return Path(found) if found else None


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
        go = compiler()
        if go is None:
            msg = f"{self.name} is built with Go: install Go 1.21 or newer (https://go.dev/dl)"
            raise getting.Missing(msg)
        getting.say(f"building {self.name} {self.version}; the first time takes minutes")
        self.built().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.built().parent) as place:
            done = Path(place) / "done"
            # An older Go gets the one that the sources ask for.
            env = {**os.environ, "GOBIN": str(done), "GOTOOLCHAIN": "auto"}
            getting.run(str(go), "install", f"{self.package}@{self.version}", env=env)
            done.rename(self.built())
