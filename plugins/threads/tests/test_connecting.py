"""What the hooks of a sign-in ask, and what they make of the answers: requests name places, never secrets."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from postwire.exchange import Place, Refused, Reply
from postwire.grant import Grant
from postwire_threads import connecting

REDIRECT = "https://example.com/back?a=b"
TOKEN = {"access_token": "***", "token_type": "bearer"}
FACTS = {"is_valid": True, "scopes": ["threads_basic"], "user_id": "17841405793187218", "expires_at": 1_800_000_000}


def ok(body):
    return Reply(200, json.dumps(body))


def held(exchange, *replies):
    """The requests of a conversation with these answers, and what it came to."""
    requests, answers = [], iter(replies)
    try:
        request = next(exchange)
        while True:
            requests.append(request)
            request = exchange.send(next(answers))
    except StopIteration as done:
        return requests, done.value


def connected(*, short=None, long=None, facts=None, me=None):
    return held(
        connecting.connect("12", REDIRECT),
        ok(TOKEN | {"user_id": 17841405793187218} if short is None else short),
        ok(TOKEN | {"expires_in": 5183944} if long is None else long),
        ok({"data": FACTS}) if facts is None else facts,
        ok({"id": "1", "username": "ada"}) if me is None else me,
    )


def test_the_page_asks_for_threads_basic_first_and_for_everything_once():
    url = connecting.authorize("12", REDIRECT, {"threads_delete", "threads_basic"}, "s&t")
    query = {name: value for name, (value,) in parse_qs(urlsplit(url).query).items()}
    assert url.startswith("https://threads.com/oauth/authorize?")
    assert query == {
        "client_id": "12",
        "redirect_uri": REDIRECT,
        "scope": "threads_basic,threads_delete",
        "response_type": "code",
        "state": "s&t",
    }
    assert "scope=threads_basic&" in connecting.authorize("12", REDIRECT, (), "s")


def test_a_code_becomes_a_token_of_sixty_days_and_no_request_holds_a_secret():
    requests, grant = connected()
    code, long, facts, me = requests
    assert (code.method, code.path, code.keeps) == ("POST", "/oauth/access_token", "access_token")
    assert code.form == {
        "client_id": "12",
        "client_secret": Place.CLIENT_SECRET,
        "grant_type": "authorization_code",
        "redirect_uri": REDIRECT,
        "code": Place.CODE,
    }
    assert (long.method, long.path, long.keeps) == ("GET", "/access_token", "access_token")
    assert long.query == {
        "grant_type": "th_exchange_token",
        "client_secret": Place.CLIENT_SECRET,
        "access_token": Place.TOKEN,
    }
    assert facts.optional
    assert me.optional
    assert grant == Grant(
        user_id="17841405793187218",
        handle="ada",
        scopes=frozenset({"threads_basic"}),
        expires_in=timedelta(seconds=5183944),
        expires_at=datetime.fromtimestamp(1_800_000_000, UTC),
    )


@pytest.mark.parametrize("user_id", [17841405793187218, "17841405793187218"])
def test_an_id_above_2_53_is_kept_to_its_last_digit_as_number_and_as_text(user_id):
    _, grant = connected(short=TOKEN | {"user_id": user_id})
    assert grant.user_id == "17841405793187218"


def test_without_an_id_in_the_exchange_debug_token_says_whose_it_is():
    assert connected(short=TOKEN)[1].user_id == FACTS["user_id"]


@pytest.mark.parametrize(
    "facts", [Reply(0), ok({}), ok([]), ok({"data": 5}), Reply(200, "<html>"), ok({"data": {"scopes": 1}})]
)
def test_an_account_is_connected_although_debug_token_or_the_profile_does_not_answer(facts):
    _, grant = connected(facts=facts, me=Reply(0))
    assert grant.user_id == "17841405793187218"
    assert (grant.scopes, grant.handle, grant.expires_at) == (None, None, None)
    assert grant.expires_in == timedelta(seconds=5183944)


@pytest.mark.parametrize("expires_in", [0, -1, True, "soon", 1e9, 10**12, None])
def test_an_end_that_is_none_is_not_believed(expires_in):
    _, grant = connected(long=TOKEN | {"expires_in": expires_in}, facts=Reply(0))
    assert grant.expires_in is None


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": None}, []])
def test_an_answer_without_a_token_is_a_refusal(answer):
    with pytest.raises(Refused):
        connected(short=answer)
    with pytest.raises(Refused):
        connected(long=answer)
    with pytest.raises(Refused):
        held(connecting.refresh(), ok(answer))


def test_a_refresh_needs_no_secret_of_the_app():
    (refresh, _), grant = held(connecting.refresh(), ok(TOKEN | {"expires_in": 60}), ok({"data": FACTS}))
    assert (refresh.method, refresh.path, refresh.keeps) == ("GET", "/refresh_access_token", "access_token")
    assert refresh.query == {"grant_type": "th_refresh_token", "access_token": Place.TOKEN}
    assert grant.expires_in == timedelta(seconds=60)


def test_a_token_that_debug_token_calls_invalid_is_refused():
    told = {"data": {"is_valid": False, "error": {"code": 190, "message": "The session has been invalidated"}}}
    with pytest.raises(Refused, match="not valid"):
        held(connecting.inspect_token(), ok(told), Reply(0))


def test_what_never_ends_has_no_end():
    _, grant = held(connecting.inspect_token(), ok({"data": FACTS | {"expires_at": 0}}), Reply(0))
    assert grant.expires_at is None


def test_the_app_s_own_token():
    (request,), _ = held(connecting.connect_app("12"), ok(TOKEN))
    assert request.query == {
        "client_id": "12",
        "client_secret": Place.CLIENT_SECRET,
        "grant_type": "client_credentials",
    }
