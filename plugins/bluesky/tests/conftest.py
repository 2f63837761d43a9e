"""Conversations with a server that is a script."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from postwire.account import Account
from postwire.exchange import Exchange, Reply, Request
from postwire.staging import Staging

Answers = Mapping[str, Reply | Callable[[Request], Reply]]
"""By the last word of the call."""


@pytest.fixture
def talk() -> Callable[[Exchange[Any], Answers], tuple[Any, list[Request]]]:
    """Holds a conversation; returns what it came to, and what was asked."""

    def hold(exchange: Exchange[Any], answers: Answers) -> tuple[Any, list[Request]]:
        asked: list[Request] = []
        try:
            request = next(exchange)
            while True:
                asked.append(request)
                answer = answers[request.path.rpartition(".")[2]]
                reply = answer if isinstance(answer, Reply) else answer(request)
                assert reply.ok or reply.status in request.hears, "a refusal does not reach a hook"
                request = exchange.send(reply)
        except StopIteration as done:
            return done.value, asked

    return hold


@pytest.fixture
def account() -> Account:
    return Account(platform="bluesky", user_id="did:plc:abc", handle="anna.test")


@pytest.fixture
def staging() -> Staging:
    return Staging("0" * 32, datetime(2026, 11, 21, 9, tzinfo=UTC))
