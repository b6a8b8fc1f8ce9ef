"""`make engines`: get every engine that the tests start, by Docker or as its own module says.

What is there already is left alone.
"""

import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from tests.engines import getting, ways
from tests.engines.elastic import ELASTICSEARCH
from tests.engines.getting import Missing
from tests.engines.kafka import KAFKA
from tests.engines.mongo import MONGO
from tests.engines.postgres import POSTGRES
from tests.engines.redis import REDIS
from tests.engines.s3 import S3

ENGINES: Final[tuple[ways.Engine, ...]] = (
    REDIS,
    POSTGRES,
    MONGO,
    KAFKA,
    S3,
    ELASTICSEARCH,
)


def main() -> int:
    """Get what can be got, and say all that cannot."""
    with _alone():
        got = [_tried(engine) for engine in ENGINES]
    return 0 if all(got) else 1


def _tried(engine: ways.Engine) -> bool:
    try:
        _get(engine)
    except Missing as error:
        sys.stderr.write(f"engines: {engine.name} is missing: {error}\n")
        return False
    return True


def _get(engine: ways.Engine) -> None:
    if engine.address:
        return getting.say(f"{engine.name}: the one that {engine.variable} names")
    if ways.docker():
        if not ways.pulled(engine.image):
            getting.run("docker", "pull", engine.image)
        return getting.say(f"{engine.name}: image {engine.image}")
    if engine.programs() is None:
        engine.get()
    if engine.programs() is None:
        msg = f"{engine.name} was installed, but its programs are not where they are looked for"
        raise Missing(msg)
    return getting.say(f"{engine.name}: {engine.programs()}")


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two test runs may begin together."""
    ways.cache().mkdir(parents=True, exist_ok=True)
    with (ways.cache() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
