"""What tests of the connector share: answers, and conversations held with them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from postwire.account import Account
from postwire.exchange import Exchange, Reply, Request
from postwire.staging import Staging
from postwire_contract.rehearsal import converse

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def ada() -> Account:
    return Account(platform="mastodon", user_id="109@social.example", api_base="https://social.example")


@pytest.fixture
def staging() -> Staging:
    return Staging("0123456789abcdef" * 2, NOON)


@pytest.fixture
def answer() -> Callable[..., Reply]:
    def made(body: Any, status: int = 200, **headers: str) -> Reply:
        return Reply(status, json.dumps(body), {name.replace("_", "-"): value for name, value in headers.items()})

    return made


@pytest.fixture
def hold() -> Callable[..., tuple[list[Request], Any]]:
    """What a conversation asks, given these answers, and what it returns."""

    def held(exchange: Exchange[Any], *replies: Reply) -> tuple[list[Request], Any]:
        asked: list[Request] = []
        answers = iter(replies)

        def reply(request: Request) -> Reply:
            asked.append(request)
            return next(answers)

        return asked, converse(exchange, reply)

    return held


@pytest.fixture
def shown() -> Callable[..., dict[str, Any]]:
    """A status as Mastodon shows it: a text of this noon, unless something else is said."""

    def made(**changes: Any) -> dict[str, Any]:
        return {
            "id": "1",
            "url": "https://social.example/@ada/1",
            "created_at": "2026-11-21T12:00:00.000Z",
            "content": "<p>Good morning.</p>",
            "spoiler_text": "",
            "visibility": "public",
            "language": "en",
            "sensitive": False,
            "in_reply_to_id": None,
            "media_attachments": [],
            "poll": None,
            "reblog": None,
            **changes,
        }

    return made
