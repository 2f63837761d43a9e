"""Which IP addresses stand on the public internet."""

import ipaddress
import socket

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_CLOSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        # IANA's special-purpose registries, read 2026-11-21; older releases of Python know only a part of them
        "192.0.0.0/24",
        "192.88.99.0/24",
        "3fff::/20",
        # a public address that Azure's machines reach their host's services under (learn.microsoft.com, 2026-11-21)
        "168.63.129.16/32",
    )
)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses that the operating system knows for a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Whether an address is one that anybody on the internet would reach the same machine under.

    An IPv6 address that carries an IPv4 address inside is judged by that one.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(str(inner))
        if address not in _GLOBAL_UNICAST:
            return False
    if any(address in network for network in _CLOSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
