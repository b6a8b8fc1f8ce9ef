"""May this be connected to? Asked of the very address, at the moment of connecting."""

import logging
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from msgspec import Struct

from contracts.errors import Misconfigured, Permanent
from engines.net.addresses import Address, not_public, read_address

_LAST_PORT: Final = 65_535
log = logging.getLogger(__name__)


class Refused(Permanent):
    """An address that nobody allowed."""


class Allowed(Struct, frozen=True):
    """What an admin opened: a network, and a port of it or all."""

    network: IPv4Network | IPv6Network
    port: int | None

    def covers(self, address: Address, port: int) -> bool:
        return address in self.network and self.port in (None, port)


class Guard:
    """One space's rule: the open internet, and what was allowed beside it."""

    def __init__(self, space: str, allowed: Sequence[Allowed] = ()) -> None:
        self._space = space
        self._allowed = allowed
        self._told: set[tuple[Address, int]] = set()

    def check(self, address: str, port: int) -> None:
        """Raise Refused unless this address, as the system writes it, may be connected to."""
        read = read_address(address)
        if read is None:
            raise Refused(f"{address[:200]!r} is no address; resolve the name before connecting")
        what = not_public(read)
        if not what:
            return
        if not any(allowed.covers(read, port) for allowed in self._allowed):
            shown = _shown(address, port)
            msg = (
                f"{shown} is not connected to: it is {what}; if space {self._space!r} is meant to "
                f'reach it, an admin sets PROSPEKT_NET_ALLOW=\'{{"{self._space}": ["{shown}"]}}\''
            )
            raise Refused(msg)
        if (read, port) not in self._told:
            self._told.add((read, port))
            log.warning(
                "%s (%s) is connected to: PROSPEKT_NET_ALLOW allows it for space %r",
                _shown(address, port),
                what,
                self._space,
            )


class Guards:
    """A guard for each space; none inherits what another was allowed."""

    def __init__(self, allow: Mapping[str, Sequence[str]]) -> None:
        self._allowed = {
            space: tuple(map(read_allowed, entries)) for space, entries in allow.items()
        }
        self._guards: dict[str, Guard] = {}

    def of(self, space: str) -> Guard:
        if space not in self._guards:
            self._guards[space] = Guard(space, self._allowed.get(space, ()))
        return self._guards[space]


def read_allowed(text: str) -> Allowed:
    """Read `10.0.0.0/8`, `127.0.0.1`, `127.0.0.1:8401`, `fd00::/8` or `[::1]:8401`."""
    network, port = text.strip(), ""
    if network.startswith("["):
        network, _, port = network[1:].partition("]")
        port = port.removeprefix(":")
    elif network.count(":") == 1:
        network, _, port = network.partition(":")
    try:
        number = int(port) if port else None
        if number is not None and not 0 < number <= _LAST_PORT:
            raise ValueError(f"{number} is no port")  # noqa: TRY301 - said with the others
        return Allowed(ip_network(network), number)
    except ValueError as error:
        msg = (
            f"PROSPEKT_NET_ALLOW names {text!r}: {error}; "
            "write a network such as 10.0.0.0/8 or an address such as 127.0.0.1:8401"
        )
        raise Misconfigured(msg) from error


def _shown(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
