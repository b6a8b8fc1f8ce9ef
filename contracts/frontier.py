"""The frontier's words: requests, leases, sweeps, hosts and the ledger."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from contracts.identity import digest
from contracts.names import PUBLIC

MOST_ATTEMPTS: Final = 5
"""So many attempts has a request, then it is dead."""
ANOTHER_LIFE_MS: Final = 24 * 3_600_000
"""A request that has been dead for so long and is pushed again is queued anew."""
ROBOTS_TURN_MS: Final = 60_000
"""So long may one worker take to read a robots.txt before another gets the turn."""
MOST_WOKEN: Final = 1_000
"""One claim wakes no more of what is due than this, the longest due first; later ones the rest."""


class Kind(StrEnum):
    """How a request is fetched."""

    HTTP = "http"
    SQL = "sql"
    MONGO = "mongo"
    SPARQL = "sparql"
    FILE = "file"
    MAIL = "mail"


class Role(StrEnum):
    LISTING = "listing"
    DETAIL = "detail"


class Request(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to fetch, for one source.

    Its stored form leaves out what is at its default, so no default may ever change.
    """

    url: str
    source: str
    role: Role = Role.DETAIL
    kind: Kind = Kind.HTTP
    space: str = PUBLIC
    method: str = "GET"
    headers: dict[str, str] = {}
    body: bytes = b""
    sweep: str = ""
    """The sweep this page belongs to; a listing page is fetched anew in each sweep."""
    watch: str = ""
    """The watch that asked, for the ledger of its runs."""
    run: int = 0
    """The run that opened its walk and counts it; 0: none, and whichever is the newest by then."""
    priority: int = 0
    """Higher goes first within a host."""
    depth: int = 0
    """Links followed since the seed."""
    redirects: int = 0
    meta: dict[str, str] = {}
    key: str = ""
    """Says "the same fetch" in place of method, address and body, where the asker knows better."""

    @property
    def host(self) -> str:
        """Whose pace it keeps."""
        return host_of(self.url)


def host_of(url: str) -> str:
    """Tell host and port; "" for what is no address and so fails when fetched.

    Never an error: a page that shows a broken link could not be acknowledged otherwise.
    """
    try:
        host = urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
    return host if host.isascii() else _in_ascii(host)


def _in_ascii(host: str) -> str:
    """Write an international name as it is resolved: a host is one, whatever its spelling."""
    name, colon, port = host.partition(":")
    try:
        return name.encode("idna").decode() + colon + port
    except UnicodeError:
        return host


def fingerprint(request: Request) -> int:
    """64 bits that say "the same fetch"; what only the browser sees (#fragment) is no part of it.

    Among n seen URLs a new one is taken for a seen one with odds n / 2**64
    (ten million seen: 1 in 1.8e12); that some pair among them collides has odds n**2 / 2**65
    (ten million: 3e-6). Signed, so that every engine can hold it as an integer.
    """
    if request.key:
        return _bits(request.space, request.source, request.kind, request.key)
    body = hashlib.blake2b(request.body, digest_size=16).hexdigest() if request.body else ""
    return _bits(
        request.space,
        request.source,
        request.kind,
        request.method.upper(),
        request.url.partition("#")[0],
        body,
        request.sweep,
        str(request.redirects),
    )


def _bits(*parts: str) -> int:
    return int.from_bytes(bytes.fromhex(digest(*parts))[:8], "big", signed=True)


class Visit(Struct, frozen=True, kw_only=True, omit_defaults=True, array_like=True):
    """What is remembered of a page between two visits.

    Stored as a bare list, so a new field goes to the end, with a default.
    """

    interval_ms: int
    """Until the next one."""
    content: str = ""
    """Hash of the body that was last read to the end; "" when none ever was."""
    etag: str = ""
    last_modified: str = ""
    shown: tuple[str, ...] = ()
    """External ids of the postings it showed: while it is unchanged, they are still up."""


class Lease(Struct, frozen=True, kw_only=True):
    """The right to fetch one request until the deadline."""

    fingerprint: int
    token: int
    """Fencing: each claim of the same request gets a greater one; an older one is refused."""
    request: Request
    start_in: int
    """Milliseconds to wait before fetching, by the frontier's clock: the host's reserved slot."""
    attempt: int
    """1 for the first claim."""
    last: Visit | None = None
    """What its last visit left; None at the first."""


class Answered(Struct, frozen=True, kw_only=True):
    """A leased request got its answer, or none: its host's slot is free again."""

    lease: Lease
    status: int | None
    """None: no answer at all."""
    latency_ms: int
    retry_after_ms: int | None = None
    blocked: bool = False
    """It was a refusal, whatever its status says: the host rests, longer at each in a row."""


class Finished(Struct, frozen=True, kw_only=True):
    """A leased page whose events are in the log, with the links it showed."""

    lease: Lease
    complete: bool = True
    """False when its outcome was `changed` or `blocked`: its sweep can then close nothing."""
    follow: tuple[Request, ...] = ()
    again: Visit | None = None
    """Visit it again after that interval; None: never.

    Until then it is done. It is then queued behind what waits, as one more discovery, with all its
    attempts before it and in no sweep.
    """


class RobotsState(StrEnum):
    RULES = "rules"
    """The host's rules are known; an empty text forbids nothing."""
    CLOSED = "closed"
    """They could not be read a while ago: stay out."""
    YOURS = "yours"
    """Nobody knows them, and the caller is to read them now and tell."""
    UNREAD = "unread"
    """Nobody knows them; said to one who only looks."""
    WAIT = "wait"
    """Another worker is reading them."""


class Robots(Struct, frozen=True, kw_only=True):
    """What the whole cluster knows of one origin's robots.txt."""

    state: RobotsState
    text: bytes = b""
    failures: int = 0
    """Readings that failed in a row."""


class Sweep(Struct, frozen=True, kw_only=True):
    """One walk of one listing."""

    id: str
    space: str
    source: str
    listing: str
    """What is walked, the same at each sweep: postings it once showed can be missed by it."""
    started_at: datetime
    closes: bool = True
    """False where a walk is only a claim of coverage (an imported archive) and closes nothing."""


class SweepEnd(Struct, frozen=True, kw_only=True):
    sweep: Sweep
    complete: bool
    """It had pages, and every one of them was fetched and was `ok` or `empty`."""
    pages: int


class HostPolicy(Struct, frozen=True, kw_only=True):
    """How fast and how wide a host may be asked, by configuration and robots.txt."""

    interval_ms: int = 1000
    """Least time between two starts."""
    slots: int = 2
    """Requests under way at once; 0 pauses the host."""


class Ledger(Struct, frozen=True, kw_only=True):
    """Where every discovered request is; read atomically."""

    discovered: int = 0
    queued: int = 0
    leased: int = 0
    done: int = 0
    dead: int = 0

    @property
    def balanced(self) -> bool:
        return self.discovered == self.queued + self.leased + self.done + self.dead

    @property
    def outstanding(self) -> int:
        return self.queued + self.leased


def encode_request(request: Request) -> bytes:
    return msgspec.json.encode(request)


def decode_request(raw: bytes) -> Request:
    return msgspec.json.decode(raw, type=Request)


def encode_visit(visit: Visit) -> bytes:
    return msgspec.json.encode(visit)


def decode_visit(raw: bytes) -> Visit:
    return msgspec.json.decode(raw, type=Visit)
