"""What a hostile site does to which page: drawn from the seed and the page's address alone.

Some faults pass after the first tries; others stay, on the pages of single records only, so that
whatever lies beyond a list can be reached by who tries again.
"""

from enum import StrEnum
from typing import Final
from zlib import crc32

from msgspec import Struct

from demo.boards.answer import Kind
from demo.chance import between, pick, stream

_STREAM: Final = 71
_MOST_TRIES: Final = 2
_SPOILT_LISTS: Final = 0.25
_SPOILT_ROBOTS: Final = 0.3
_PASSING_DETAILS: Final = 0.12
_SPOILT_DETAILS: Final = 0.24


class Fault(StrEnum):
    BLOCKED = "blocked"
    """Cloudflare's "Just a moment"."""
    CHALLENGED = "challenged"
    """Its challenge, told by a header only."""
    BANNED = "banned"
    """A page with status 200 that says one has been blocked."""
    CAPTCHA = "captcha"
    GUARDED = "guarded"
    """DDoS-Guard's page."""
    TOO_MANY = "too_many"
    """429 with Retry-After in seconds."""
    TOO_MANY_UNTIL = "too_many_until"
    """429 with Retry-After as a date."""
    UNAVAILABLE = "unavailable"
    RESET = "reset"
    """The connection is torn down without an answer."""
    TRUNCATED = "truncated"
    """Half of the body that was announced."""
    DRIPPED = "dripped"
    """The whole body, bit by bit."""
    STALLED = "stalled"
    """A body that begins and never goes on."""
    ENDLESS = "endless"
    """A body that never ends."""
    SHORT = "short"
    """A body twice as long as announced."""
    BOMB = "bomb"
    """A small body that unpacks to a huge one."""
    RENAMED = "renamed"
    """Classes, ids and keys have other names."""
    WRAPPED = "wrapped"
    """Everything lies one level deeper."""
    CP1251 = "cp1251"
    """Bytes of windows-1251, declared as utf-8."""
    UTF16 = "utf16"
    """Without a mark, declared as utf-8."""
    NULS = "nuls"
    LOOP = "loop"
    """A redirect to itself."""
    INWARD = "inward"
    """A redirect to an inner address, as where clouds keep secrets."""
    LOCALHOST = "localhost"
    """A redirect to the same page under a name of this machine."""
    ASTRAY = "astray"
    """A redirect to another host."""


REFUSALS: Final = (*(Fault.BLOCKED, Fault.CHALLENGED, Fault.BANNED, Fault.CAPTCHA, Fault.GUARDED),)
AGAIN: Final = (
    *(Fault.TOO_MANY, Fault.TOO_MANY_UNTIL, Fault.UNAVAILABLE, Fault.RESET, Fault.TRUNCATED),
    Fault.DRIPPED,
)
"""What any client tries again, or need not."""
SPOILT: Final = (
    *(Fault.ENDLESS, Fault.SHORT, Fault.BOMB, Fault.RENAMED, Fault.WRAPPED, Fault.CP1251),
    *(Fault.UTF16, Fault.NULS, Fault.LOOP, Fault.INWARD, Fault.LOCALHOST, Fault.ASTRAY),
)
"""STALLED is planted by hand only: it costs a client its whole patience, each time."""


class Planned(Struct, frozen=True):
    fault: Fault
    tries: int | None = None
    """How many times it strikes; None: always."""

    def strikes(self, asked: int) -> bool:
        """Tell for the n-th time that the page is asked for."""
        return self.tries is None or asked <= self.tries


def planned(seed: int, site: str, kind: Kind, target: str) -> Planned | None:
    """The fault of that page, the same whenever and however often one asks."""
    random = stream(seed, _STREAM, crc32(f"{site} {target}".encode()))
    chance, tries = random.random(), between(random, 1, _MOST_TRIES)
    if kind is Kind.ROBOTS and chance < _SPOILT_ROBOTS:
        return Planned(Fault.UNAVAILABLE, 1)
    if kind is Kind.LISTING and chance < _SPOILT_LISTS:
        return _passing(pick(random, (*AGAIN, *REFUSALS)), tries)
    if kind is Kind.DETAIL and chance < _PASSING_DETAILS:
        return _passing(pick(random, AGAIN), tries)
    if kind is Kind.DETAIL and chance < _SPOILT_DETAILS:
        return Planned(pick(random, (*SPOILT, *REFUSALS)))
    return None


def _passing(fault: Fault, tries: int) -> Planned:
    """A line that is cut twice running makes a polite client rest for a minute: once is enough."""
    return Planned(fault, 1 if fault in (Fault.RESET, Fault.TRUNCATED) else tries)
