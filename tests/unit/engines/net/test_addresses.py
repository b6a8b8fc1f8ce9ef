"""Over the whole address space: nothing but the open internet passes."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.net.addresses import not_public, read_address

EDGES: Final = tuple(
    int(IPv4Address(text))
    for text in (
        *("0.0.0.0", "10.0.0.0", "11.0.0.0", "100.64.0.0", "100.128.0.0", "127.0.0.0"),
        *("128.0.0.0", "169.254.0.0", "169.255.0.0", "172.16.0.0", "172.32.0.0"),
        *("192.0.0.0", "192.0.1.0", "192.168.0.0", "192.169.0.0", "198.18.0.0"),
        *("198.20.0.0", "224.0.0.0", "240.0.0.0", "255.255.255.255"),
    )
)
V4 = st.one_of(
    st.integers(0, 2**32 - 1),
    st.sampled_from(EDGES).flatmap(
        lambda edge: st.integers(max(edge - 2, 0), min(edge + 2, 2**32 - 1))
    ),
).map(IPv4Address)
V6 = st.one_of(
    st.integers(0, 2**128 - 1),
    st.integers(0x2000 << 112, (0x4000 << 112) - 1),
    st.integers(0, 2**34),
).map(IPv6Address)


@given(V4)
def test_an_address_that_passes_is_global_and_nothing_special(address: IPv4Address) -> None:
    if not not_public(address):
        assert address.is_global
        special = (address.is_multicast, address.is_reserved, address.is_loopback)
        assert not any((*special, address.is_private, address.is_link_local))


@given(V4)
def test_no_address_that_people_use_is_refused(address: IPv4Address) -> None:
    metadata, relay = IPv4Address("168.63.129.16"), IPv4Address("192.88.99.0")
    ours = address == metadata or int(address) >> 8 == int(relay) >> 8
    odd = address.is_multicast or address.is_reserved or int(address) >> 8 == 192 << 16
    if address.is_global and not odd and not ours:
        assert not_public(address) == ""


@given(V6)
def test_an_ipv6_address_that_passes_is_global_too(address: IPv6Address) -> None:
    read = read_address(str(address))
    assert read is not None
    if not not_public(read):
        assert read.is_global
        assert not any((read.is_multicast, read.is_loopback, read.is_link_local))
        if isinstance(read, IPv6Address):
            assert int(read) >> 125 == 1
            assert not read.sixtofour
            assert not read.teredo


@given(V4)
def test_an_address_within_an_ipv6_one_is_judged_by_itself(address: IPv4Address) -> None:
    for prefix in ("::ffff:", "64:ff9b::"):
        assert read_address(f"{prefix}{address}") == address


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("127.0.0.1", "this machine itself"),
        ("::1", "this machine itself"),
        ("::", "this machine itself"),
        ("::ffff:127.0.0.1", "this machine itself"),
        ("::ffff:7f00:1", "this machine itself"),
        ("64:ff9b::a9fe:a9fe", "link-local, where clouds keep their metadata"),
        ("169.254.169.254", "link-local, where clouds keep their metadata"),
        ("100.100.100.200", "a carrier's private network"),
        ("168.63.129.16", "a cloud's metadata"),
        ("fd00:ec2::254", "a private network"),
        ("fe80::1%eth0", "link-local"),
        ("2002:7f00:1::", "a tunnel to IPv4"),
        ("2001:0:7f00:1::", "reserved for protocols"),
        ("::7f00:1", "reserved"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("0.0.0.0", "this machine itself"),
        ("8.8.8.8", ""),
        ("2a00:1450:4001::1", ""),
        ("::ffff:8.8.8.8", ""),
    ],
)
def test_what_is_said_of_it(text: str, what: str) -> None:
    address = read_address(text)
    assert address is not None
    assert not_public(address) == what


@pytest.mark.parametrize("text", ["", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1"])
def test_what_only_a_resolver_reads_is_no_address(text: str) -> None:
    assert read_address(text) is None


def test_the_reading_agrees_with_the_library() -> None:
    assert read_address("93.184.216.34") == ip_address("93.184.216.34")
