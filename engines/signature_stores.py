"""Which signatures the settings ask for: the home's own file, or a Redis that workers share."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.embedded.signatures import SqliteSignatures
from engines.redis.settings import SignatureSettings

if TYPE_CHECKING:
    from engines.redis.signatures import RedisSignatures


def open_signatures(
    settings: SignatureSettings, file: Path, build: str = ""
) -> "SqliteSignatures | RedisSignatures":
    """Those of a build stand in a file of its own, or on Redis below its name."""
    if settings.url:
        from engines.redis.signatures import RedisSignatures  # noqa: PLC0415 - it takes a while

        return RedisSignatures(settings.url, prefix=settings.prefix, build=build)
    return SqliteSignatures(file)


def examine(settings: SignatureSettings, file: Path) -> str:
    """Raise where they cannot be used; return what a person should know of them, "" if nothing."""
    with closing(open_signatures(settings, file)) as signatures:
        signatures.ping()
        return "" if isinstance(signatures, SqliteSignatures) else signatures.remark
