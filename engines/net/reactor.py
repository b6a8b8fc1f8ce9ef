"""Twisted's reactor as a guard leaves it: every TCP connection is checked where it is made.

Whatever a name or a redirect says, Twisted ends in `connectTCP` with the address that it resolved;
that address is checked, and connected to.
"""

from typing import Any

from twisted.internet.interfaces import (
    IConnector,
    IReactorPluggableNameResolver,
    IReactorTCP,
    IReactorTime,
)
from zope.interface import implementer

from engines.net.guard import Guard


@implementer(IReactorTCP, IReactorTime, IReactorPluggableNameResolver)
class GuardedReactor:
    """Everything else is the reactor's own."""

    def __init__(self, reactor: Any, guard: Guard) -> None:
        self._reactor = reactor
        self._guard = guard

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reactor, name)

    def connectTCP(  # noqa: N802 - Twisted's name
        self, host: str, port: int, *arguments: Any, **named: Any
    ) -> IConnector:
        """Raise Refused for an address that is not allowed, and for whatever is no address."""
        self._guard.check(host, port)
        connector: IConnector = self._reactor.connectTCP(host, port, *arguments, **named)
        return connector
