"""How Scrapy reaches the web: guarded connections, bounded answers, secrets at the last moment.

Each space has connections of its own, so none goes by what another was allowed.
"""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any, Final, Protocol, runtime_checkable
from urllib.parse import urlsplit

from msgspec import Struct
from scrapy import Request as ScrapyRequest
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Response
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS

from contracts.asking import CREDENTIAL, CREDENTIAL_AS
from contracts.errors import Misconfigured, Permanent, Transient
from contracts.frontier import Lease, Request
from contracts.names import PUBLIC
from crawler.fetching.fetches import NoAnswer
from crawler.fetching.proxies import Proxy
from crawler.fetching.scrapy_scheduler import LEASE
from engines.net.credentials import Credentials
from engines.net.dialer import Dialer
from engines.net.guard import Guard, Guards
from engines.net.reactor import GuardedReactor

SPACE: Final = "prospekt_space"
"""In a request's `meta`: whose rule of reach it goes by; public without it."""
SOURCE: Final = "prospekt_source"
"""As SPACE: whose proxy it goes through, if it has one."""
HTTP_PORT: Final = 80
LATENCY: Final = "download_latency"
LARGEST_HEAD: Final = 256 << 10


class Reach(Struct, frozen=True, kw_only=True):
    """How far requests may go, and by which secrets."""

    guards: Guards
    credentials: Credentials
    proxies: Mapping[str, Proxy] = {}
    """By source."""


@runtime_checkable
class Reaching(Protocol):
    """A spider that says how far its requests may go."""

    @property
    def reach(self) -> Reach: ...


class WebDownloads(BaseDownloadHandler):
    """For http and https: Scrapy's own handler, one for each space."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        spider: object = crawler.spider
        if not isinstance(spider, Reaching):
            msg = (
                f"{type(spider).__name__} does not say what may be connected to; use FrontierSpider"
            )
            raise Misconfigured(msg)
        self._reach = spider.reach
        self._spaces: dict[str, _Guarded] = {}

    async def download_request(self, request: ScrapyRequest) -> Response:
        space = request.meta.get(SPACE, PUBLIC)
        if space not in self._spaces:
            self._spaces[space] = _Guarded(self.crawler, self._reach.guards.of(space))
        lease: Lease | None = request.meta.get(LEASE)
        header = authorization(lease.request, self._reach.credentials) if lease else None
        sent = request.replace(headers={**request.headers, **header}) if header else request
        sent = await self._through_proxy(sent, space)
        try:
            return await self._spaces[space].download_request(sent)
        finally:
            if LATENCY in sent.meta:  # Scrapy notes it there
                request.meta[LATENCY] = sent.meta[LATENCY]

    async def _through_proxy(self, request: ScrapyRequest, space: str) -> ScrapyRequest:
        """Name the proxy by an address that is checked; the proxy's own reach is its affair."""
        source = request.meta.get(SOURCE, "")
        proxy = self._reach.proxies.get(source)
        if proxy is None:
            return request
        target = urlsplit(proxy.url)
        host, port = target.hostname or "", target.port or HTTP_PORT
        look = Dialer(self._reach.guards.of(space)).addresses
        try:
            address = (await asyncio.get_running_loop().run_in_executor(None, look, host, port))[0]
        except Transient as error:
            raise NoAnswer(str(error)) from error
        shown = f"[{address}]" if ":" in address else address
        headers: dict[Any, Any] = dict(request.headers)
        if proxy.credential:
            asked = Request(
                url=proxy.url, source=source, space=space, meta={CREDENTIAL: proxy.credential}
            )
            headers["Proxy-Authorization"] = _basic(self._reach.credentials.of(asked) or "")
        return request.replace(
            headers=headers, meta={**request.meta, "proxy": f"http://{shown}:{port}"}
        )

    async def close(self) -> None:
        for handler in self._spaces.values():
            await handler.close()


def authorization(request: Request, credentials: Credentials) -> dict[str, str] | None:
    """Return the header that a request's credential makes; None without one."""
    secret = credentials.of(request)
    if secret is None:
        return None
    way, _, name = request.meta.get(CREDENTIAL_AS, "bearer").partition(" ")
    if way == "bearer":
        return {"Authorization": f"Bearer {secret}"}
    if way == "basic":
        return {"Authorization": _basic(secret)}
    if way == "header" and name:
        return {name: secret}
    msg = (
        f"source {request.source}: {CREDENTIAL_AS} is {way[:40]!r}; "
        "write bearer, basic or header NAME"
    )
    raise Permanent(msg)


def _basic(secret: str) -> str:
    return "Basic " + base64.b64encode(secret.encode()).decode()


class _Guarded(HTTP11DownloadHandler):
    """Scrapy's handler with a guard before each connection and a bound on each answer's head."""

    def __init__(self, crawler: Crawler, guard: Guard) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - installed by Scrapy, by now

        super().__init__(crawler)
        self._reactor = GuardedReactor(reactor, guard)
        self._pool._factory = _BoundedFactory

    async def download_request(self, request: ScrapyRequest) -> Response:
        agent = _Agent(
            reactor=self._reactor,
            contextFactory=self._contextFactory,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        try:
            with wrap_twisted_exceptions():
                response: Response = await maybe_deferred_to_future(agent.download_request(request))
        except DownloadCancelledError as error:
            said = str(error) or f"its body is larger than {self._default_maxsize} bytes"
            raise DownloadCancelledError(said) from error
        return response


class _Agent(_ScrapyAgent):
    def __init__(self, *, reactor: GuardedReactor, **named: Any) -> None:
        super().__init__(**named)
        self._guarded: Any = reactor

    def _get_agent(self, request: ScrapyRequest, timeout: float) -> Any:
        """Scrapy takes the global reactor; its connections are made through ours instead."""
        agent = super()._get_agent(request, timeout)
        agent._reactor = agent._endpointFactory._reactor = self._guarded
        return agent


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Twisted bounds a header line, not how many there are."""

    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(data)
            if self._head > LARGEST_HEAD:
                said = f"the head of an answer is larger than {LARGEST_HEAD} bytes"
                self._giveUp(Failure(Permanent(said)))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ARG002, N802 - Twisted's
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
