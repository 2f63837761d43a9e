"""Secrets go to their places and nowhere else, and come out of answers before anybody sees them."""

import json

import httpx
import pytest

from postwire.account import Account
from postwire.credentials import Secret
from postwire.exchange import Place, Request
from postwire.manifest import Api, Bearer, Manifest
from postwire.purse import EmptyPlace, Purse, at_origin_of
from postwire.wire import Wire

CLIENT, CODE, OLD, NEW = "canary-client", "canary-code", "canary-old-token", "canary-new-token"


def talk(request, answer, **purse):
    """What was sent, what was shown, and the purse after it."""
    sent = []

    def handle(asked):
        sent.append(asked)
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    given = Purse("https://api.example", Bearer(), **{name: Secret(value) for name, value in purse.items()})
    reply = Wire(httpx.MockTransport(handle)).send_with(request, given)
    return sent[0], reply, given


def test_places_in_a_form_and_in_a_query_are_filled():
    form = {"a": Place.CLIENT_SECRET, "b": Place.CODE, "c": "plain"}
    sent, _, _ = talk(Request("POST", "/t", form=form), {}, client_secret=CLIENT, code=CODE)
    assert sent.content.decode() == f"a={CLIENT}&b={CODE}&c=plain"
    sent, _, _ = talk(Request("GET", "/t", query={"t": Place.TOKEN}), {}, token=OLD)
    assert dict(sent.url.params) == {"t": OLD}
    assert "authorization" not in sent.headers


def test_a_request_that_names_no_place_is_sent_with_the_token_once_there_is_one():
    sent, _, _ = talk(Request("GET", "/me"), {}, token=OLD, client_secret=CLIENT)
    assert sent.headers["authorization"] == f"Bearer {OLD}"
    sent, _, _ = talk(Request("GET", "/me"), {}, client_secret=CLIENT)
    assert "authorization" not in sent.headers


def test_a_place_is_a_whole_value_and_nothing_else():
    sent, _, _ = talk(Request("GET", "/t", query={"a": f"x{Place.TOKEN}"}), {}, token=OLD)
    assert OLD not in str(sent.url)


def test_outside_a_sign_in_a_place_is_a_text_like_any_other():
    sent = []
    wire = Wire(httpx.MockTransport(lambda asked: sent.append(asked) or httpx.Response(200, json={})))
    manifest = Manifest(
        platform="x", title="X", api=Api(base_url="https://api.example", version="1", documentation=""), abilities={}
    )
    request = Request("POST", "/post", form={"text": Place.TOKEN.value})
    wire.send(request, manifest, Account(platform="x", user_id="1"), Secret(OLD))
    assert OLD not in sent[0].content.decode()


def test_a_secret_that_nobody_gave_is_named_and_nothing_is_sent():
    with pytest.raises(EmptyPlace, match="client secret"):
        talk(Request("GET", "/t", query={"a": Place.CLIENT_SECRET}), {}, token=OLD)


def test_a_new_token_is_taken_out_of_the_answer_and_stands_in_its_place_from_then_on():
    request = Request("POST", "/t", form={"c": Place.CODE}, keeps="access_token")
    answer = {"access_token": NEW, "user_id": 2**60 + 1}
    _, reply, purse = talk(request, answer, code=CODE, client_secret=CLIENT)
    assert NEW not in reply.body
    assert reply.object() == {"access_token": "***", "user_id": 2**60 + 1}
    assert purse.token.reveal() == NEW
    assert purse.received


@pytest.mark.parametrize(
    "answer", [{}, {"access_token": ""}, {"access_token": " "}, {"access_token": 5}, [], "x", {"access_token": "a b"}]
)
def test_an_answer_without_a_token_leaves_none_and_never_the_old_one(answer):
    request = Request("GET", "/t", query={"t": Place.TOKEN}, keeps="access_token")
    _, _, purse = talk(request, answer, token=OLD)
    assert purse.token is None
    assert not purse.received


def test_a_refusal_keeps_the_token_that_was_there():
    request = Request("GET", "/t", query={"t": Place.TOKEN}, keeps="access_token")
    _, _, purse = talk(request, httpx.Response(400, json={"access_token": NEW}), token=OLD)
    assert purse.token.reveal() == OLD


def test_whatever_was_ever_in_the_purse_is_masked_in_bodies_and_headers():
    request = Request("GET", "/t", query={"t": Place.TOKEN}, keeps="access_token")
    echo = httpx.Response(
        200, json={"access_token": NEW, "old": OLD, "code": CODE, "app": CLIENT}, headers={"x-echo": f"{OLD} {CLIENT}"}
    )
    _, reply, purse = talk(request, echo, token=OLD, code=CODE, client_secret=CLIENT)
    shown = json.dumps([reply.body, dict(reply.headers), repr(purse), repr(request)])
    for secret in (OLD, NEW, CODE, CLIENT):
        assert secret not in shown


def test_the_origin_is_replaced_and_the_path_is_kept():
    page = "https://threads.com/oauth/authorize?a=b"
    assert at_origin_of(page, "http://127.0.0.1:8800/v1.0") == "http://127.0.0.1:8800/oauth/authorize?a=b"
    assert at_origin_of(page, None) == page
    assert at_origin_of("https://graph.threads.net", "http://[::1]:1/x") == "http://[::1]:1"
