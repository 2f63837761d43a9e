"""Peers that end with their test."""

import socket
from collections.abc import Callable, Iterator

import pytest
from tests.unit.wire.peer import Peer


@pytest.fixture
def peer() -> Iterator[Callable[[Callable[[socket.socket], None]], Peer]]:
    peers: list[Peer] = []

    def make(act: Callable[[socket.socket], None]) -> Peer:
        peers.append(Peer(act))
        return peers[-1]

    yield make
    for one in peers:
        one.close()
