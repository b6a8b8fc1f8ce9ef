"""What an admin allows, and to whom."""

import logging

import pytest

from contracts.errors import Misconfigured, Permanent
from engines.net.guard import Guards, Refused


def test_the_open_internet_needs_no_leave() -> None:
    Guards({}).of("public").check("93.184.216.34", 443)


def test_a_refusal_is_permanent_and_says_what_why_and_how() -> None:
    with pytest.raises(Permanent) as refused:
        Guards({}).of("team-a").check("10.1.2.3", 5432)
    said = str(refused.value)
    assert "10.1.2.3:5432" in said
    assert "a private network" in said
    assert 'PROSPEKT_NET_ALLOW=\'{"team-a": ["10.1.2.3:5432"]}\'' in said


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "127.0.0.1", "127.0.0.1:8401"])
def test_a_network_an_address_or_one_port_is_allowed(allowed: str) -> None:
    Guards({"public": [allowed]}).of("public").check("127.0.0.1", 8401)


@pytest.mark.parametrize("allowed", ["127.0.0.1:8402", "127.0.0.2", "10.0.0.0/8", "[::1]:8401"])
def test_nothing_else_comes_with_it(allowed: str) -> None:
    with pytest.raises(Refused):
        Guards({"public": [allowed]}).of("public").check("127.0.0.1", 8401)


def test_no_space_inherits_what_another_may() -> None:
    guards = Guards({"team-a": ["10.0.0.0/8"], "public": ["127.0.0.1"]})
    guards.of("team-a").check("10.0.0.1", 80)
    for space, address in (("public", "10.0.0.1"), ("team-b", "10.0.0.1"), ("team-a", "127.0.0.1")):
        with pytest.raises(Refused):
            guards.of(space).check(address, 80)


def test_an_allowed_address_is_so_in_its_ipv6_forms_too() -> None:
    guard = Guards({"public": ["127.0.0.1:80", "[::1]:80", "fd00::/8"]}).of("public")
    for address in ("::ffff:127.0.0.1", "::1", "fd00:1::2"):
        guard.check(address, 80)


def test_a_name_is_never_connected_to() -> None:
    with pytest.raises(Refused, match="no address"):
        Guards({"public": ["0.0.0.0/0"]}).of("public").check("localhost", 80)


def test_the_use_of_a_leave_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    guard = Guards({"public": ["127.0.0.1"]}).of("public")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            guard.check("127.0.0.1", 80)
        guard.check("127.0.0.1", 81)
    assert len(caplog.messages) == 2


@pytest.mark.parametrize("text", ["localhost", "10.0.0.1/8", "10.0.0.0/8:x", "1.2.3.4:99999", ""])
def test_what_is_no_network_is_said(text: str) -> None:
    with pytest.raises(Misconfigured, match="PROSPEKT_NET_ALLOW"):
        Guards({"public": [text]})
