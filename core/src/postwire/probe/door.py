"""The one door to the network: which addresses are connected to, and until when.

An address is checked after the look-up and connected to as it was checked, so that a name that resolves to something
else a moment later gains nothing. The time limit holds for every single read, so that a server that drips its answer
byte by byte gains nothing either: HTTP clients count from the last byte they got.
"""

import ssl
import threading
from collections.abc import Iterable
from typing import Any

import httpcore

from postwire.probe.address import is_public
from postwire.probe.deadline import Deadline
from postwire.probe.failure import Fault, ProbeFailed
from postwire.probe.policy import FetchPolicy, Resolver


class Door(httpcore.NetworkBackend):
    """Connects to hosts that the policy allows, at the addresses that were checked, for as long as there is time."""

    def __init__(self, policy: FetchPolicy, deadline: Deadline, location: str) -> None:
        self._policy = policy
        self._deadline = deadline
        self._location = location
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Look a host up, check every address of it, and connect to the first that answers."""
        addresses = self._addresses(host, port)
        trouble: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for index, address in enumerate(addresses):
            share = self._deadline.left() / (len(addresses) - index)
            try:
                stream = self._plain.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _Limited(stream, self._deadline)
        raise trouble or httpcore.ConnectError("no address")

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        addresses = look_up(self._policy.resolver, host, port, self._deadline)
        if not addresses:
            raise ProbeFailed(Fault.UNREACHABLE, self._location, f"there is no host {host}")
        if not self._policy.allows(host, port) and not all(map(is_public, addresses)):
            # which address it was stays untold: names of an inner network are not a stranger's to look up
            raise ProbeFailed(
                Fault.FORBIDDEN,
                self._location,
                f"the host {host} does not stand on the public internet",
                "give a public address, or have the operator name the host in FetchPolicy.allowed_hosts",
            )
        return addresses


def look_up(resolver: Resolver, host: str, port: int, deadline: Deadline) -> tuple[str, ...]:
    """The addresses of a host, none where there is no such host; the operating system's look-up has no time limit."""
    found: list[str] = []
    trouble: list[Exception] = []

    def ask() -> None:
        try:
            found.extend(resolver(host, port))
        except Exception as error:  # noqa: BLE001 - raised on the thread that waits
            trouble.append(error)

    thread = threading.Thread(target=ask, name="postwire-look-up", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if thread.is_alive():
        raise deadline.passed()
    if trouble and not isinstance(trouble[0], OSError | UnicodeError):
        raise trouble[0]
    return () if trouble else tuple(found)


class _Limited(httpcore.NetworkStream):
    """A connection on which nothing takes longer than there is time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline decides
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline decides
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
    ) -> httpcore.NetworkStream:
        return _Limited(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
