"""Which frontier the settings ask for: the home's own file, or a Redis that many machines share."""

from contextlib import closing
from pathlib import Path

from engines.embedded.frontier import SqliteFrontier
from engines.redis.frontier import RedisFrontier
from engines.redis.settings import FrontierSettings


def open_frontier(
    settings: FrontierSettings, file: Path, *, lease_ms: int = 30_000
) -> SqliteFrontier | RedisFrontier:
    if settings.url:
        return RedisFrontier(settings.url, prefix=settings.prefix, lease_ms=lease_ms)
    return SqliteFrontier(file, lease_ms=lease_ms)


def examine(settings: FrontierSettings, file: Path) -> str:
    """Raise where it cannot be used; return what a person should know of it, "" if nothing."""
    with closing(open_frontier(settings, file)) as frontier:
        frontier.ping()
        return frontier.remark if isinstance(frontier, RedisFrontier) else ""
