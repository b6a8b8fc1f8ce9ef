"""What is checked is what is connected to, whatever a name says next."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import closing

import pytest

from contracts.errors import Transient
from engines.net.dialer import Dialer
from engines.net.guard import Guards, Refused

PUBLIC_ADDRESS = "93.184.216.34"


def a_dialer(*answers: Sequence[str], allow: Sequence[str] = ()) -> Dialer:
    """One whose names mean something else each time that they are asked."""
    told = iter(answers)
    return Dialer(Guards({"public": allow}).of("public"), lambda _host, _port: next(told))


@pytest.fixture
def port() -> Iterator[int]:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def test_a_name_is_resolved_once_and_its_address_given_on() -> None:
    dialer = a_dialer([PUBLIC_ADDRESS], ["127.0.0.1"])
    assert dialer.addresses("rebinds.example", 443) == [PUBLIC_ADDRESS]


def test_the_second_answer_of_a_rebinding_name_is_checked_like_the_first() -> None:
    dialer = a_dialer([PUBLIC_ADDRESS], ["127.0.0.1"])
    dialer.addresses("rebinds.example", 443)
    with pytest.raises(Refused, match=r"rebinds\.example"):
        dialer.addresses("rebinds.example", 443)


def test_only_the_allowed_addresses_of_a_name_are_tried() -> None:
    dialer = a_dialer(["10.0.0.1", PUBLIC_ADDRESS, "::1"])
    assert dialer.addresses("both.example", 443) == [PUBLIC_ADDRESS]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f000001", "127.1", "0"),
        *("::1", "[::1]", "::ffff:127.0.0.1", "[::ffff:7f00:1]"),
    ],
)
def test_this_machine_is_refused_however_it_is_spelt(host: str, port: int) -> None:
    dialer = Dialer(Guards({}).of("public"))
    with pytest.raises(Refused):
        dialer.connect(host, port, seconds=1)


def test_what_is_allowed_is_connected_to(port: int) -> None:
    dialer = Dialer(Guards({"public": [f"127.0.0.1:{port}"]}).of("public"))
    with closing(dialer.connect("2130706433", port)) as connection:
        assert connection.getpeername() == ("127.0.0.1", port)


def test_a_name_without_address_may_have_one_later() -> None:
    with pytest.raises(Transient):
        a_dialer([]).addresses("nothing.example", 443)
    with pytest.raises(Transient):
        Dialer(Guards({}).of("public")).addresses("a..b", 443)
