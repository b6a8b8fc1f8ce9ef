"""Twisted connects to what was checked, whatever a name means from one time to the next."""

from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.interfaces import IReactorPluggableNameResolver
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactorClock
from zope.interface import implementer

from engines.net.guard import Guards, Refused
from engines.net.reactor import GuardedReactor

PUBLIC = "93.184.216.34"


class Names:
    """Answers with the next meaning of any name."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = iter(answers)

    def resolveHostName(self, receiver: Any, name: str, portNumber: int = 0) -> None:  # noqa: N802, N803
        del name
        receiver.resolutionBegan(None)
        for address in next(self._answers):
            receiver.addressResolved(IPv4Address("TCP", address, portNumber))
        receiver.resolutionComplete()


@implementer(IReactorPluggableNameResolver)
class Reactor(MemoryReactorClock):
    def __init__(self, *answers: Sequence[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.nameResolver: Any = Names(*answers)


def connect(reactor: Reactor, guarded: GuardedReactor) -> list[Any]:
    """Connect by a name; return the failures there were."""
    failures: list[Any] = []
    endpoint = HostnameEndpoint(guarded, "rebinds.example", 80)
    factory: Any = Factory.forProtocol(Protocol)
    endpoint.connect(factory).addErrback(failures.append)
    reactor.advance(1)
    return failures


def test_a_name_that_turns_inward_is_refused_at_that_moment() -> None:
    reactor = Reactor([PUBLIC], ["169.254.169.254"])
    guarded = GuardedReactor(reactor, Guards({}).of("public"))
    assert connect(reactor, guarded) == []
    (failure,) = connect(reactor, guarded)
    assert failure.check(Refused)
    assert [client[0] for client in reactor.tcpClients] == [PUBLIC]


def test_of_two_addresses_only_the_public_one_is_tried() -> None:
    reactor = Reactor(["127.0.0.1", PUBLIC])
    connect(reactor, GuardedReactor(reactor, Guards({}).of("public")))
    assert [client[0] for client in reactor.tcpClients] == [PUBLIC]
