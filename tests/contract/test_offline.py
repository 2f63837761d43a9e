"""The whole suite of a good connector needs no network: a socket that connects or a name that is looked up ends it."""

import socket
from pathlib import Path

import pytest

import postwire_threads
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge

SLOW = ("faults.", "lifecycle.cut.")
"""Every request of these is answered by an echo; some of them stand for all."""


class Online(BaseException):
    """Nothing catches this."""


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **_: object) -> None:
        raise Online(repr(arguments))

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)


@pytest.mark.usefixtures("closed")
def test_threads_is_proven_with_every_way_to_the_network_closed(cassettes: Path) -> None:
    checks = checks_of(Kit(postwire_threads, cassettes))
    slow = [check for check in checks if check.name.startswith(SLOW)]
    chosen = [check for check in checks if check not in slow] + slow[::9]

    failed = {check.name: verdict.words for check in chosen if (verdict := judge(check, 1)).result is Result.FAILED}

    assert failed == {}


@pytest.mark.usefixtures("closed")
def test_the_network_is_closed_indeed() -> None:
    with pytest.raises(Online):
        socket.create_connection(("127.0.0.1", 9))
    with pytest.raises(Online), socket.socket() as unconnected:
        unconnected.connect(("127.0.0.1", 9))
