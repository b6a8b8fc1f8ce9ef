"""Which frontier the settings ask for: the home's own file, or a Redis that many machines share."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.embedded.frontier import SqliteFrontier
from engines.redis.settings import FrontierSettings

if TYPE_CHECKING:
    from engines.redis.frontier import RedisFrontier


def open_frontier(
    settings: FrontierSettings, file: Path, *, lease_ms: int = 30_000
) -> "SqliteFrontier | RedisFrontier":
    if settings.url:
        from engines.redis.frontier import RedisFrontier  # noqa: PLC0415 - it takes a while

        return RedisFrontier(settings.url, prefix=settings.prefix, lease_ms=lease_ms)
    return SqliteFrontier(file, lease_ms=lease_ms)


def examine(settings: FrontierSettings, file: Path) -> str:
    """Raise where it cannot be used; return what a person should know of it, "" if nothing."""
    with closing(open_frontier(settings, file)) as frontier:
        frontier.ping()
        return "" if isinstance(frontier, SqliteFrontier) else frontier.remark
