"""A connection for libraries that block: a name is resolved once, checked, and connected to."""

import socket
from collections.abc import Callable, Sequence
from typing import Final

from contracts.errors import Transient
from engines.net.guard import Guard, Refused

CONNECT_SECONDS: Final = 10.0

Resolve = Callable[[str, int], Sequence[str]]
"""From a host and a port to addresses as the system writes them."""


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system, which also reads 2130706433 and 0177.0.0.1 as addresses."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Transient(f"{host[:200]!r} has no address: {error}; mend the name or DNS") from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Dialer:
    def __init__(self, guard: Guard, resolve: Resolve = resolve) -> None:
        self._guard = guard
        self._resolve = resolve

    def addresses(self, host: str, port: int) -> list[str]:
        """Return what may be connected to, for a library that connects itself.

        It must be given these, never the name: who owns the name may change what it means.
        """
        allowed, refusals = [], []
        for address in self._resolve(host.strip("[]"), port):
            try:
                self._guard.check(address, port)
                allowed.append(address)
            except Refused as refused:
                refusals.append(refused)
        if allowed:
            return allowed
        if refusals:
            raise Refused(f"{host}: {refusals[0]}") from refusals[0]
        raise Transient(f"{host!r} has no address; mend the name or DNS")

    def connect(self, host: str, port: int, *, seconds: float = CONNECT_SECONDS) -> socket.socket:
        """Return a connection to the first address that answers."""
        failed: OSError | None = None
        for address in self.addresses(host, port):
            try:
                return socket.create_connection((address, port), timeout=seconds)
            except OSError as error:
                failed = error
        raise Transient(f"{host}:{port} does not answer: {failed}") from failed


Dialers = Callable[[str], Dialer]
"""By space."""
