"""What a fetcher brings."""

from msgspec import Struct


class Fetched(Struct, frozen=True, kw_only=True):
    url: str
    """Where it came from, without a secret in it."""
    status: int
    """As in HTTP: 200, or what says why not."""
    body: bytes
    headers: dict[str, str] = {}
