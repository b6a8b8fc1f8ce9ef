"""robots.txt: what its text means (pure).

Scrapy's own middleware takes a host whose robots.txt fails for one without rules; ours waits.
"""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urljoin

from msgspec import Struct
from protego import Protego
from scrapy.exceptions import IgnoreRequest

PRODUCT: Final = "Prospekt"
"""The name that robots.txt calls us by."""
KEPT_MS: Final = 24 * 3_600_000
FIRST_CLOSED_MS: Final = 3_000
LONGEST_CLOSED_MS: Final = 6 * 3_600_000
PATIENCE: Final = 2
"""Readings that may fail in a row before a page that waits for one suffers."""
_MOST_DOUBLINGS: Final = 13
MOST_REDIRECTS: Final = 5
LARGEST: Final = 512 * 1024
LONGEST_DELAY: Final = 3600.0
_TOO_MANY: Final = 429

Fetch = Callable[[str], Awaitable[tuple[int, str, bytes]]]
"""From an address to (status, location, body)."""


class Forbidden(IgnoreRequest):
    """The host does not want this address to be fetched."""


class Closed(Exception):  # noqa: N818 - a state, not a fault of ours
    """The host's rules cannot be read now; nothing of it is fetched until they can."""

    def __init__(self, origin: str, failures: int) -> None:
        super().__init__(f"robots.txt of {origin} cannot be read now")
        self.failures = failures


class Late(Exception):  # noqa: N818 - as above
    """The page's turn was spent on robots.txt; it is to get another."""


class Rules(Struct, frozen=True):
    """A host's rules for us."""

    parsed: Protego

    def allow(self, url: str) -> bool:
        return self.parsed.can_fetch(url, PRODUCT)

    @property
    def delay_ms(self) -> int:
        """The least time between two requests that it asks for."""
        delay = self.parsed.crawl_delay(PRODUCT)
        return int(1000 * min(max(delay or 0.0, 0.0), LONGEST_DELAY))


def rules(text: bytes) -> Rules:
    return Rules(Protego.parse(text.decode("utf-8-sig", "ignore")))


def closed_ms(failures: int) -> int:
    """Tell how long a host is left alone whose robots.txt could not be read once more."""
    return min(FIRST_CLOSED_MS << min(failures, _MOST_DOUBLINGS), LONGEST_CLOSED_MS)


def text_of(status: int, body: bytes) -> bytes | None:
    """Read an answer to robots.txt; None when it says nothing about the rules (RFC 9309)."""
    if 200 <= status < 300:  # noqa: PLR2004 - success
        return body[:LARGEST]
    if 400 <= status < 500 and status != _TOO_MANY:  # noqa: PLR2004 - there is no such file
        return b""
    return None


async def read_text(origin: str, fetch: Fetch) -> bytes | None:
    """Fetch it, following a few redirects; None when it cannot be read."""
    url = f"{origin}/robots.txt"
    for _ in range(MOST_REDIRECTS + 1):
        try:
            status, location, body = await fetch(url)
            onward = urljoin(url, location)
        except Exception:  # noqa: BLE001 - no answer, whatever the reason: the rules are unknown
            return None
        if not location or not 300 <= status < 400:  # noqa: PLR2004 - redirects
            return text_of(status, body)
        url = onward
    return None
