"""What a probe may fetch, and how much of it."""

import ssl
from collections.abc import Callable, Iterable

from attrs import Attribute, field, frozen, validators

from postwire.probe.address import resolve

Resolver = Callable[[str, int], Iterable[str]]
"""Host and port to IP addresses; raises OSError where there is no such host."""


def _hosts(value: Iterable[str]) -> frozenset[str]:
    if isinstance(value, str):
        message = f"allowed_hosts is a set of host names, not the text {value!r}; write frozenset({{{value!r}}})"
        raise TypeError(message)
    return frozenset(host.lower() for host in value)


def _plain(_policy: object, _attribute: "Attribute[frozenset[str]]", value: frozenset[str]) -> None:
    for host in sorted(value):
        if not host or any(mark in host for mark in "/@*?# "):
            message = f"allowed_hosts holds {host!r}; each entry is a host or host:port, such as 'media.internal:8080'"
            raise ValueError(message)


@frozen(kw_only=True)
class FetchPolicy:
    """Bounds on what one probe of a URL may do.

    Only public addresses are fetched, so that nobody can have a server read its own network for them.
    """

    allowed_hosts: frozenset[str] = field(default=frozenset(), converter=_hosts, validator=_plain)
    """Hosts, as ``host`` or ``host:port``, that are fetched although their address is not public."""
    max_bytes: int = field(default=32 * 1024 * 1024, validator=validators.ge(256 * 1024))
    """Of bodies, over all requests of one probe; at least 256 KiB."""
    timeout: float = field(default=20.0, validator=validators.gt(0))
    """Seconds for the whole probe: look-up, connections, redirects, reading."""
    user_agent: str = field(default="postwire", validator=validators.matches_re(r"[!-~][ -~]*"))
    max_redirects: int = field(default=5, validator=validators.ge(0))
    resolver: Resolver = field(default=resolve, eq=False, repr=False)
    tls: ssl.SSLContext | None = field(default=None, eq=False, repr=False)
    """For servers whose certificate a private authority signed; None: the public authorities."""

    def allows(self, host: str, port: int) -> bool:
        """Whether the operator vouches for a host, whatever its address."""
        name = f"[{host}]" if ":" in host else host
        return not self.allowed_hosts.isdisjoint({host, name, f"{name}:{port}"})
