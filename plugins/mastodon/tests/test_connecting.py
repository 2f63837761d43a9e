"""Connecting an account of an instance: requests name places, never secrets."""

from urllib.parse import parse_qs, urlsplit

import pytest

import postwire_mastodon as mastodon
from postwire.exchange import Place, Refused

BACK = "http://127.0.0.1:8000/back"
WHO = {"id": "109", "username": "ada", "acct": "ada", "url": "https://social.example/@ada"}


@pytest.fixture
def connect(hold, answer):
    def connected(token, who=WHO):
        return hold(mastodon.connect("app", BACK), answer(token), answer(who))

    return connected


def test_the_page_asks_for_what_is_needed_and_who_it_is():
    url = urlsplit(mastodon.authorize("app", BACK, frozenset({"write:statuses"}), "s"))
    assert url.path == "/oauth/authorize"
    assert parse_qs(url.query) == {
        "client_id": ["app"],
        "redirect_uri": [BACK],
        "scope": ["read:accounts write:statuses"],
        "response_type": ["code"],
        "state": ["s"],
    }


def test_a_code_becomes_a_token_and_the_name_of_its_account(connect):
    (token, who), grant = connect({"access_token": "***", "scope": "read:accounts write:statuses"})
    assert (token.method, token.path, token.keeps) == ("POST", "/oauth/token", "access_token")
    assert (token.form["code"], token.form["client_secret"]) == (Place.CODE, Place.CLIENT_SECRET)
    assert (who.method, who.path) == ("GET", "/api/v1/accounts/verify_credentials")
    assert (grant.user_id, grant.handle) == ("109@social.example", "ada@social.example")
    assert grant.scopes == {"read:accounts", "write:statuses"}


def test_a_wide_scope_stands_for_all_that_it_holds(connect):
    _, grant = connect({"access_token": "***", "scope": "read write"})
    assert grant.scopes >= {"read:accounts", "read:statuses", "write:media", "write:statuses"}


def test_what_was_granted_is_not_known_where_the_server_does_not_say(connect):
    assert connect({"access_token": "***"})[1].scopes is None


def test_an_app_is_registered_for_what_will_be_asked(hold, answer):
    told = {"client_id": "app", "client_secret": "***"}
    (request,), grant = hold(mastodon.register_app(BACK, frozenset({"write:statuses"})), answer(told))
    assert (request.method, request.path, request.keeps_client_secret) == ("POST", "/api/v1/apps", "client_secret")
    assert request.form["redirect_uris"] == BACK
    assert request.form["scopes"] == "read:accounts write:statuses"
    assert grant.client_id == "app"


def test_an_answer_without_a_token_is_refused(hold, answer):
    with pytest.raises(Refused):
        hold(mastodon.connect("app", BACK), answer({"scope": "read"}))
