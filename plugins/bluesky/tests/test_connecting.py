"""Sessions."""

import json
from datetime import timedelta

import pytest

from postwire.exchange import Place, Refused, Reply
from postwire.manifest import SignInKind
from postwire_bluesky import connect, inspect_token, manifest, refresh

SESSION = Reply(200, json.dumps({"did": "did:plc:abc", "handle": "anna.test", "accessJwt": "***", "refreshJwt": "***"}))


def test_a_name_and_a_password_become_two_tokens_that_nobody_here_sees(talk):
    grant, (request,) = talk(connect(), {"createSession": SESSION})
    assert request.json == {"identifier": Place.IDENTIFIER, "password": Place.PASSWORD}
    assert (request.keeps, request.keeps_refresh) == ("accessJwt", "refreshJwt")
    assert (grant.user_id, grant.handle, grant.expires_in) == ("did:plc:abc", "anna.test", timedelta(hours=2))


def test_a_session_is_renewed_with_the_token_that_is_for_nothing_else(talk):
    grant, (request,) = talk(refresh(), {"refreshSession": SESSION})
    assert request.bearer is Place.REFRESH
    assert (request.keeps, request.keeps_refresh) == ("accessJwt", "refreshJwt")
    assert grant.expires_in == timedelta(hours=2)


def test_a_session_tells_whose_it_is_and_not_for_how_long(talk):
    grant, _ = talk(inspect_token(), {"getSession": SESSION})
    assert (grant.user_id, grant.expires_in) == ("did:plc:abc", None)


def test_a_session_of_nobody_is_refused(talk):
    with pytest.raises(Refused):
        talk(connect(), {"createSession": Reply(200, "{}")})


def test_people_sign_in_with_a_password_and_sessions_can_be_renewed():
    sign_in = manifest().sign_in
    assert sign_in.kind is SignInKind.PASSWORD
    assert sign_in.refresh_after is not None
