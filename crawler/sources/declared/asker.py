"""Requests of a declared source: what is asked of it, and what each page must know to go on."""

import json
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec

from contracts.asking import CREDENTIAL, CREDENTIAL_AS, Part, Rows, encode_asked
from contracts.declared import DeclaredSource
from contracts.frontier import Kind, Request, Role, host_of
from contracts.records import Page
from crawler.reading.refusals import Changed
from crawler.schedule.sweeps import WINDOW

_ASKED: Final = "asked"
FIRST_PART: Final = 0
PART: Final = 4 * 1024 * 1024
"""Bytes of a file that are read at once."""
WHOLE: Final = 16 * 1024 * 1024
"""A file that cannot be read in parts is at most so large."""

State = dict[str, str]
"""What a page's placeholders stand for; a name with a dot before it is our own note."""


class Asker:
    def __init__(self, declared: DeclaredSource, url: str, *, latest: bool) -> None:
        spec = declared.spec
        self._source = declared.name
        self._space = declared.space
        self._site = host_of(url)
        self._latest = latest
        self._secret = {CREDENTIAL: spec.credential} if spec.credential else {}
        if spec.credential and url.startswith("http"):
            self._secret[CREDENTIAL_AS] = spec.credential_as

    def rows(self, kind: Kind, url: str, asked: Rows, state: State) -> Request:
        return self._request(url, state, kind=kind, body=encode_asked(asked))

    def part(self, url: str, state: State, offset: int, length: int = PART) -> Request:
        body = encode_asked(Part(offset=offset, length=length))
        return self._request(url, state, kind=Kind.FILE, body=body)

    def file(self, url: str, state: State, length: int) -> Request:
        """A file of its own, which does not change once it is there."""
        body = encode_asked(Part(offset=0, length=length))
        return self._request(url, state, kind=Kind.FILE, body=body, role=Role.DETAIL)

    def page(
        self,
        url: str,
        state: State,
        *,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: Any = None,  # noqa: ANN401 - JSON
        role: Role = Role.LISTING,
    ) -> Request:
        """A page of the web, or a whole file."""
        if url.startswith("file:"):
            return self.part(url, state, FIRST_PART, WHOLE)
        raw = b"" if body is None else msgspec.json.encode(body)
        given = {"Content-Type": "application/json"} if raw else {}
        return self._request(
            url, state, method=method, headers={**given, **(headers or {})}, body=raw, role=role
        )

    def _request(self, url: str, state: State, **fields: Any) -> Request:  # noqa: ANN401 - its own
        asked = {_ASKED: json.dumps(state, ensure_ascii=False, sort_keys=True)} if state else {}
        window = {WINDOW: "latest"} if self._latest else {}
        meta = {**asked, **window, **self._secret}
        return Request(
            **{"role": Role.LISTING, **fields},
            url=url,
            source=self._source,
            space=self._space,
            meta=meta,
        )

    def onward(self, page: Page, link: str) -> str:
        """Where a page's link leads; Changed when that is not on the source's own site."""
        try:
            url = urljoin(page.url, link.strip())
            parts = urlsplit(url)
        except ValueError as error:
            raise Changed(f"a link to {link[:200]!r}, which is no address") from error
        if parts.scheme not in ("http", "https") or host_of(url) != self._site:
            raise Changed(f"a link to {url[:200]!r}, which is not on {self._site}")
        return parts._replace(fragment="").geturl()


def state_of(page: Page) -> State:
    """What the page's own request was filled with; nothing for a page saved by hand."""
    try:
        found = msgspec.json.decode(page.request.meta.get(_ASKED, "{}"), type=dict[str, str])
    except msgspec.MsgspecError:
        return {}
    return found
