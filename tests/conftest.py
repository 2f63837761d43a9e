"""What tests of every kind share."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from hypothesis import settings

from postwire.delivery import Delivery
from postwire.post import Post

# How long an example takes depends on what else the machine does.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def nine() -> datetime:
    """Some morning at nine."""
    return datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def make_delivery(nine: datetime) -> Callable[..., Delivery]:
    """Makes deliveries, each with an id of its own, due at nine unless something else is said."""
    numbers = count(1)

    def make(**changes: Any) -> Delivery:
        number = next(numbers)
        parts: dict[str, Any] = {
            "id": f"d{number:04}",
            "account_id": "threads:1",
            "platform": "threads",
            "post": Post(f"post {number}"),
            "due": nine,
            "wake_at": changes.get("due", nine),
            "submission": f"s{number:04}",
            "created_at": nine.replace(hour=8),
        }
        return Delivery(**{**parts, **changes})

    return make
