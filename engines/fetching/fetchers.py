"""The fetchers by kind, put together from the settings."""

from collections.abc import Mapping
from pathlib import Path

from contracts.clock import Clock
from contracts.errors import Permanent
from contracts.fetching import Fetched
from contracts.frontier import Kind, Request
from engines.fetching.files import FileFetcher
from engines.fetching.folders import Folders
from engines.fetching.mail import MailFetcher
from engines.fetching.mongo import MongoFetcher
from engines.fetching.postgres import PostgresFetcher
from engines.fetching.sqlite import SqliteFetcher
from engines.net.credentials import Credentials
from engines.net.dialer import Dialer
from engines.net.guard import Guards


class SqlFetcher:
    """By the scheme: two databases are installed."""

    def __init__(self, postgres: PostgresFetcher, sqlite: SqliteFetcher) -> None:
        self._by_scheme: dict[str, PostgresFetcher | SqliteFetcher] = {
            "postgresql": postgres,
            "sqlite": sqlite,
        }

    def fetch(self, request: Request) -> Fetched:
        scheme = request.url.partition("://")[0]
        fetcher = self._by_scheme.get(scheme)
        if fetcher is None:
            raise Permanent(f"{scheme!r} is no database that is read; known: postgresql, sqlite")
        return fetcher.fetch(request)


def fetchers(
    guards: Guards,
    credentials: Credentials,
    folders: Mapping[str, str],
    home: Path,
    now: Clock,
) -> dict[Kind, SqlFetcher | MongoFetcher | FileFetcher | MailFetcher]:
    readable = Folders(folders, home)

    def dialer(space: str) -> Dialer:
        return Dialer(guards.of(space))

    return {
        Kind.SQL: SqlFetcher(PostgresFetcher(dialer, credentials), SqliteFetcher(readable)),
        Kind.MONGO: MongoFetcher(dialer, credentials),
        Kind.FILE: FileFetcher(readable),
        Kind.MAIL: MailFetcher(dialer, credentials, now),
    }
