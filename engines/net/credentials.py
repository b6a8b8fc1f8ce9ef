"""Secrets by name: looked up when a fetch is made, shown only where they are bound to."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

from contracts.asking import CREDENTIAL
from contracts.errors import Permanent
from contracts.frontier import Request
from engines.net.settings import BoundSecret

SHORTEST_HIDDEN: Final = 8
"""A shorter secret may well be a word of the page."""
_PORTS: Final = {"http": 80, "https": 443, "postgresql": 5432, "mongodb": 27017, "imaps": 993}


class Credentials:
    def __init__(self, known: Mapping[str, BoundSecret]) -> None:
        self._known = known

    def of(self, request: Request) -> str | None:
        """Return the secret that a request names; None when it names none.

        A redirect to a host that the secret is not for is followed without it.
        """
        name = request.meta.get(CREDENTIAL)
        if name is None:
            return None
        bound = self._known.get(name)
        if bound is None or request.space not in bound.spaces:
            msg = (
                f"source {request.source} names the credential {name!r}, which space "
                f"{request.space!r} does not have; an admin adds it to PROSPEKT_CREDENTIALS"
            )
            raise Permanent(msg)
        target = urlsplit(request.url)
        if any(_is_for(host, target) for host in bound.hosts):
            return bound.secret.get_secret_value()
        if request.redirects:
            return None
        msg = (
            f"the credential {name!r} is not for {target.scheme}://{target.netloc}; "
            "an admin adds the host to it in PROSPEKT_CREDENTIALS"
        )
        raise Permanent(msg)

    def hidden(self, request: Request, body: bytes) -> bytes:
        """Return an answer without the secret that it was asked by: some sites say it back."""
        bound = self._known.get(request.meta.get(CREDENTIAL, ""))
        if bound is None:
            return body
        secret = bound.secret.get_secret_value()
        for part in (secret, secret.partition(":")[2]):
            if len(part) >= SHORTEST_HIDDEN:
                body = body.replace(part.encode(), b"********")
        return body

    def pair(self, request: Request) -> tuple[str, str]:
        """Return user and password; two empty texts when the request names no credential."""
        secret = self.of(request)
        if secret is None:
            return "", ""
        user, colon, password = secret.partition(":")
        if not colon:
            name = request.meta[CREDENTIAL]
            msg = f"the credential {name!r} is no user:password; mend it in PROSPEKT_CREDENTIALS"
            raise Permanent(msg)
        return user, password


def _is_for(bound: str, target: SplitResult) -> bool:
    """A host without a port is for the usual one; plain HTTP must be said in so many words."""
    plain = bound.startswith("http://")
    if plain != (target.scheme == "http"):
        return False
    host = urlsplit(bound if plain else f"//{bound}")
    usual = _PORTS.get(target.scheme)
    return (host.hostname, host.port or usual) == (target.hostname, target.port or usual)
