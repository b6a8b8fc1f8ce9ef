"""Engines in Java: the jars that a pom names, and classes of ours beside them, kept in the cache.

A project is a folder in `projects/`: a `pom.xml` that names what to fetch, and the sources, if
there are any. What is made of it is kept under a hash of that folder, so that a change makes it
anew.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.engines import debian, getting, ways

_PROJECTS: Final = Path(__file__).with_name("projects")
_COPY: Final = ("dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime")


@dataclass(frozen=True)
class Jdk:
    """A kit of Java: where its programs are, and how it is got."""

    find: Callable[[], Path | None]
    get: Callable[[], None]


DEBIAN: Final = Jdk(lambda: ways.program("javac"), debian.packages("openjdk-17-jdk-headless"))


@dataclass(frozen=True)
class Project:
    name: str
    jdk: Jdk = DEBIAN

    @property
    def folder(self) -> Path:
        return _PROJECTS / self.name

    def built(self) -> Path:
        """Where its jars and classes are kept, for just these sources and versions."""
        digest = hashlib.sha256()
        for path in _files(self.folder):
            digest.update(f"{path.relative_to(self.folder)}\n".encode())
            digest.update(path.read_bytes())
        return ways.cache() / f"{self.name}-{digest.hexdigest()[:16]}"

    def programs(self) -> Path | None:
        return self.built() if self.built().is_dir() and self.jdk.find() else None

    def java(self, *options: str) -> list[str]:
        """Begin a command that runs one of its classes."""
        kit = self.jdk.find()
        built = self.built()
        program = str(kit / "java") if kit else "java"
        return [program, *options, "-cp", f"{built / 'classes'}:{built / 'lib'}/*"]

    def get(self) -> None:
        if not self.jdk.find():
            self.jdk.get()
        if not ways.program("mvn"):
            debian.install("maven")
        if not self.built().is_dir():
            getting.say(f"fetching the jars of {self.name}")
            self._build()

    def _build(self) -> None:
        """Whole or not at all: it gets its name when it is done."""
        target = self.built()
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as place:
            work, done = Path(place) / "work", Path(place) / "done"
            shutil.copytree(self.folder, work)
            getting.run("mvn", "-q", "-B", *_COPY, cwd=work)
            (work / "classes").mkdir()
            self._compile(work)
            done.mkdir()
            for part in ("lib", "classes"):
                (work / part).rename(done / part)
            done.rename(target)

    def _compile(self, work: Path) -> None:
        kit = self.jdk.find()
        sources = [str(path) for path in _files(work) if path.suffix == ".java"]
        if kit and sources:
            jars = ":".join(str(path) for path in _files(work / "lib"))
            getting.run(*_compiler(kit, work), "-cp", jars, "-d", "classes", *sources, cwd=work)


def _compiler(kit: Path, work: Path) -> list[str]:
    """The kit's own; one that only runs Java runs the compiler that the pom names."""
    if (kit / "javac").exists():
        return [str(kit / "javac")]
    (compiler,) = (work / "lib").glob("ecj-*.jar")
    return [str(kit / "java"), "-jar", str(compiler), "-25", "-nowarn", "-proc:none"]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
