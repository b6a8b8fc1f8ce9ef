"""`make engines`: get every engine that the tests start, by Docker or Debian's packages and Maven.

What is there already is left alone. apt needs root and is told to start no service.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.engines import mongo, ways
from tests.engines.mongo import MONGO
from tests.engines.postgres import POSTGRES
from tests.engines.redis import REDIS

_POLICY: Final = Path("/usr/sbin/policy-rc.d")
_NO_SERVICE: Final = "#!/bin/sh\nexit 101\n"


class Missing(Exception):  # noqa: N818 - what is said of it
    """Something that this script cannot get by itself."""


def main() -> int:
    """Get what can be got, and say all that cannot."""
    wanted: tuple[tuple[ways.Engine, list[str]], ...] = (
        (REDIS, ["redis-server"]),
        (POSTGRES, ["postgresql"]),
        (MONGO, []),
    )
    with _alone():
        got = [_tried(engine, packages) for engine, packages in wanted]
    return 0 if all(got) else 1


def _tried(engine: ways.Engine, packages: Sequence[str]) -> bool:
    try:
        _get(engine, packages)
    except Missing as error:
        sys.stderr.write(f"engines: {engine.name} is missing: {error}\n")
        return False
    return True


def _get(engine: ways.Engine, packages: Sequence[str]) -> None:
    if engine.address:
        return _say(f"{engine.name}: the one that {engine.variable} names")
    if ways.docker():
        if not ways.pulled(engine.image):
            _run("docker", "pull", engine.image)
        return _say(f"{engine.name}: image {engine.image}")
    if engine.programs() is None:
        _apt(packages) if packages else _build_mongo()
    if engine.programs() is None:
        msg = f"{engine.name} was installed, but its programs are not where they are looked for"
        raise Missing(msg)
    return _say(f"{engine.name}: {engine.programs()}")


def _apt(packages: Sequence[str]) -> None:
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        msg = f"no apt-get here; install {names} yourself, or start a Docker daemon"
        raise Missing(msg)
    if os.getuid() != 0:
        msg = f"{names}: apt needs root; run `make engines` as root once, or start a Docker daemon"
        raise Missing(msg)
    _say(f"installing {names}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _no_services():
        _run("apt-get", "update", "-q", env=quiet)
        _run("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages, env=quiet)


@contextmanager
def _no_services() -> Iterator[None]:
    """Forbid that a package starts its service; what the machine had said of it comes back."""
    before = _POLICY.read_bytes() if _POLICY.exists() else None
    _POLICY.write_text(_NO_SERVICE, "utf-8")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if before is None:
            _POLICY.unlink()
        else:
            _POLICY.write_bytes(before)


def _build_mongo() -> None:
    missing = [
        package
        for program, package in (("javac", "openjdk-17-jdk-headless"), ("mvn", "maven"))
        if not shutil.which(program)
    ]
    if missing:
        _apt(missing)
    _say("fetching and compiling the server of MongoDB's wire protocol")
    target = mongo.built()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as place:
        folder = Path(place)
        shutil.copytree(mongo.SOURCES, folder, dirs_exist_ok=True)
        copy = ["dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"]
        _run("mvn", "-q", "-B", *copy, cwd=folder)
        _run("javac", "-cp", "lib/*", "-d", "classes", "MongoServer.java", cwd=folder)
        done = folder / "built"
        done.mkdir()
        for part in ("lib", "classes"):
            (folder / part).rename(done / part)
        done.rename(target)


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two test runs may begin together."""
    ways.cache().mkdir(parents=True, exist_ok=True)
    with (ways.cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> None:
    ended = subprocess.run(
        command, cwd=cwd, env=env, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if ended.returncode:
        said = ended.stdout.decode("utf-8", "replace").strip()
        msg = f"`{' '.join(command)}` failed:\n{said[-3000:]}"
        raise Missing(msg)


def _say(line: str) -> None:
    sys.stdout.write(f"engines: {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
