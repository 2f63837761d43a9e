"""Threads keeps every promise with all ways to the network closed: connecting or looking up a name ends a check."""

import socket

import pytest

import postwire_threads
from postwire_contract import ContractSuite


class Online(BaseException):
    """Nothing catches this."""


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **_: object) -> None:
        raise Online(repr(arguments))

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("offline")
class TestThreads(ContractSuite):
    connector = postwire_threads


@pytest.mark.usefixtures("offline")
def test_the_network_is_closed_indeed() -> None:
    with pytest.raises(Online):
        socket.create_connection(("127.0.0.1", 9))
    with pytest.raises(Online), socket.socket() as unconnected:
        unconnected.connect(("127.0.0.1", 9))
