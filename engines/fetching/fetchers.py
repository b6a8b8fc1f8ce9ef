"""The fetchers by kind, put together from the settings; a client library loads with its first use.

A crawl of web pages alone, which is nearly every crawl, starts without any of them.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from contracts.clock import Clock
from contracts.errors import Permanent
from contracts.fetching import Fetched
from contracts.frontier import Kind, Request
from engines.fetching.files import FileFetcher
from engines.fetching.folders import Folders
from engines.fetching.sqlite import SqliteFetcher
from engines.net.credentials import Credentials
from engines.net.dialer import Dialer
from engines.net.guard import Guards


class Fetcher(Protocol):
    def fetch(self, request: Request) -> Fetched: ...


class OnDemand:
    """Made when it is first asked."""

    def __init__(self, make: Callable[[], Fetcher]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Fetcher:
        return self._make()

    def fetch(self, request: Request) -> Fetched:
        return self._made.fetch(request)


class SqlFetcher:
    """By the scheme: two databases are installed."""

    def __init__(self, postgres: Fetcher, sqlite: Fetcher) -> None:
        self._by_scheme = {"postgresql": postgres, "sqlite": sqlite}

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
) -> dict[Kind, Fetcher]:
    readable = Folders(folders, home)

    def dialer(space: str) -> Dialer:
        return Dialer(guards.of(space))

    def postgres() -> Fetcher:
        from engines.fetching.postgres import PostgresFetcher  # noqa: PLC0415 - as told above

        return PostgresFetcher(dialer, credentials)

    def mongo() -> Fetcher:
        from engines.fetching.mongo import MongoFetcher  # noqa: PLC0415 - as told above

        return MongoFetcher(dialer, credentials)

    def mail() -> Fetcher:
        from engines.fetching.mail import MailFetcher  # noqa: PLC0415 - as told above

        return MailFetcher(dialer, credentials, now)

    return {
        Kind.SQL: SqlFetcher(OnDemand(postgres), SqliteFetcher(readable)),
        Kind.MONGO: OnDemand(mongo),
        Kind.FILE: FileFetcher(readable),
        Kind.MAIL: OnDemand(mail),
    }
