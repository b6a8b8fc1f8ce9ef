"""Which addresses are the open internet, and what each of the others is (pure).

An address is refused unless it is known to be public: the tables say why, for people.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_V4: Final = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this machine itself"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's private network"),
        ("127.0.0.0/8", "this machine itself"),
        ("168.63.129.16/32", "a cloud's metadata"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.88.99.0/24", "a relay between IPv4 and IPv6"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
_V6: Final = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("::/127", "this machine itself"),
        ("fe80::/10", "link-local"),
        ("fc00::/7", "a private network"),
        ("ff00::/8", "multicast"),
        ("64:ff9b:1::/48", "a private network's translation to IPv4"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "reserved for documentation"),
        ("2002::/16", "a tunnel to IPv4"),
        ("3fff::/20", "reserved for documentation"),
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")

Address = IPv4Address | IPv6Address


def read_address(text: str) -> Address | None:
    """Read an address as the system writes it; what stands within an IPv6 one comes out of it."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    plain = IPv6Address(int(address))  # without the name of an interface (fe80::1%eth0)
    if plain in _MAPPED or plain in _TRANSLATED:
        return IPv4Address(int(plain) & 0xFFFFFFFF)
    return plain


def not_public(address: Address) -> str:
    """Tell what an address is that is not the open internet; "" for one that is."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _V4 if address in network), "")
    what = next((what for network, what in _V6 if address in network), "")
    return what or ("" if address in _GLOBAL_V6 else "reserved")
