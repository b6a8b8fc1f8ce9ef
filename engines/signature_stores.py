"""Which signatures the settings ask for: the home's own file, or a Redis that workers share."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from engines.embedded.signatures import SqliteSignatures
from engines.redis.settings import SignatureSettings

if TYPE_CHECKING:
    from engines.redis.signatures import RedisSignatures


def open_signatures(
    settings: SignatureSettings, file: Path, *, replay: str = ""
) -> "SqliteSignatures | RedisSignatures":
    """Open them, or those that a replay of that name has for itself."""
    if settings.url:
        from engines.redis.signatures import RedisSignatures  # noqa: PLC0415 - it takes a while

        prefix = f"{settings.prefix}:replay:{replay}" if replay else settings.prefix
        return RedisSignatures(settings.url, prefix=prefix)
    return SqliteSignatures(file.with_stem(f"{file.stem}-{replay}") if replay else file)


def examine(settings: SignatureSettings, file: Path) -> str:
    """Raise where they cannot be used; return what a person should know of them, "" if nothing."""
    with closing(open_signatures(settings, file)) as signatures:
        signatures.ping()
        return "" if isinstance(signatures, SqliteSignatures) else signatures.remark
