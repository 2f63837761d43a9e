"""What an account may be, said in words by whoever made it wrong."""

from typing import Any

import pytest

from postwire.account import Account


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"platform": "Bad Name"}, "platform is 'Bad Name', and has to be up to 32 small letters"),
        ({"user_id": "a b"}, "user_id is 'a b', and has to be up to 128 characters without spaces"),
        ({"user_id": 5}, "user_id is 5, and has to be a text"),
        ({"scopes": "abc"}, "scopes is 'abc', and has to be a frozenset of str"),
        ({"token_expires_at": 5}, "token_expires_at is 5, and has to be of the type datetime"),
        ({"api_base": "nope"}, "api_base is no plain http(s) address"),
        ({"api_base": "ftp://api.example.com"}, "api_base is no plain http(s) address"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_name(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises((TypeError, ValueError)) as refused:
        Account(**{"platform": "threads", "user_id": "1", **wrong})
    assert words in str(refused.value)


def test_an_address_with_something_secret_in_it_is_not_repeated() -> None:
    with pytest.raises(ValueError, match="api_base") as refused:
        Account(platform="threads", user_id="1", api_base="https://ada:THcanary0123456789@api.example.com/")
    assert "canary" not in str(refused.value)
