"""The authorize page and the token endpoints, as a client of the real ones would use them."""

import hashlib
import hmac
import re
from urllib.parse import parse_qs, urlsplit

import pytest

APP = {"client_id": "1234567890123456", "client_secret": "sandbox-app-secret"}
REDIRECT = "https://example.com/back?from=threads"
USER = 17841400000000001
DAY = 86_400


def asked(**more):
    return {
        "client_id": APP["client_id"],
        "redirect_uri": REDIRECT,
        "scope": "threads_basic,threads_content_publish",
        "response_type": "code",
        "state": "s t&te",
        **more,
    }


def decide(api, decision="allow", scopes=("threads_content_publish",), profile=str(USER), **more):
    form = {f"asked.{name}": value for name, value in asked(**more).items() if value is not None}
    fields = {**form, "profile": profile, "decision": decision, "scope": list(scopes)}
    return api.client.post("/oauth/authorize", data=fields, follow_redirects=False)


def back(answer):
    """Where the person was sent, and what came along."""
    assert answer.status_code == 302, answer.text
    where = urlsplit(answer.headers["location"])
    assert where.fragment == "_"
    return where, {name: value for name, (value,) in parse_qs(where.query).items()}


def exchanged(api, code, **more):
    form = {**APP, "grant_type": "authorization_code", "redirect_uri": REDIRECT, "code": code, **more}
    return api.client.post("/oauth/access_token", data=form)


def short_token(api, **more):
    _, told = back(decide(api, **more))
    answer = exchanged(api, told["code"])
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def long_token(api, **more):
    query = {"grant_type": "th_exchange_token", "client_secret": APP["client_secret"]}
    answer = api.client.get("/access_token", params={**query, "access_token": short_token(api, **more)})
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]


def refreshed(api, token):
    return api.client.get("/refresh_access_token", params={"grant_type": "th_refresh_token", "access_token": token})


def inspected(api, token, by=None):
    return api.client.get("/v1.0/debug_token", params={"access_token": by or token, "input_token": token})


def test_the_page_names_the_app_the_accounts_and_the_scopes_and_repeats_nothing_as_html(api):
    api.account("second")
    shown = api.client.get("/oauth/authorize", params=asked(state='"><script>alert(1)</script>'))
    assert shown.status_code == 200
    assert "<script>" not in shown.text
    assert APP["client_id"] in shown.text
    assert "@second" in shown.text
    assert re.findall(r'name="scope" value="(\w+)"', shown.text) == ["threads_basic", "threads_content_publish"]
    assert shown.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"client_id": ""}, 4476002),
        ({"client_id": "6543210987654321"}, 4476002),
        ({"client_id": "1"}, 1349026),
        ({"redirect_uri": "https://elsewhere.example/"}, 1349168),
        ({"scope": "threads_content_publish"}, 1),
        ({"scope": "threads_basic,threads_fly"}, 1),
    ],
)
def test_a_wrong_setup_sends_nobody_back_but_shows_raw_json(api, change, code):
    api.settings(redirects=[REDIRECT])
    for answer in (api.client.get("/oauth/authorize", params=asked(**change)), decide(api, **change)):
        assert "location" not in answer.headers
        assert answer.json()["error_code"] == code


def test_a_tester_who_did_not_accept_is_told_so_and_not_sent_back(api):
    api.settings(uninvited=["sandbox"])
    assert decide(api).json()["error_code"] == 1349245


def test_a_no_comes_back_with_the_state(api):
    where, told = back(decide(api, decision="deny"))
    assert where.netloc == "example.com"
    assert told["from"] == "threads"
    assert (told["error"], told["error_reason"], told["state"]) == ("access_denied", "user_denied", "s t&te")


def test_a_code_becomes_a_token_of_an_hour_once_and_the_id_is_a_number_above_2_53(api):
    _, told = back(decide(api))
    assert told["state"] == "s t&te"
    answer = exchanged(api, told["code"])
    assert answer.json()["user_id"] == USER > 2**53
    assert answer.json()["token_type"] == "bearer"
    token = answer.json()["access_token"]
    assert api.get("/me", token).json()["id"] == str(USER)
    again = exchanged(api, told["code"])
    assert (again.status_code, again.json()["error_type"]) == (400, "OAuthException")
    assert "already used" in again.json()["error_message"]
    api.advance(3600)
    assert api.get("/me", token).json()["error"]["error_subcode"] == 463


def test_a_code_is_exchanged_by_get_and_below_v1_0_too(api):
    api.settings(user_id_as="string")
    _, told = back(decide(api))
    query = {**APP, "grant_type": "authorization_code", "redirect_uri": REDIRECT, "code": told["code"]}
    assert api.client.get("/v1.0/oauth/access_token", params=query).json()["user_id"] == str(USER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"client_secret": "wrong"}, "client secret"),
        ({"client_id": "1"}, "platform app"),
        ({"redirect_uri": "https://example.com/back"}, "redirect_uri is identical"),
        ({"grant_type": "password"}, "grant_type"),
    ],
)
def test_a_refused_exchange_has_its_own_envelope_and_leaves_the_code_as_it_was(api, change, words):
    _, told = back(decide(api))
    refused = exchanged(api, told["code"], **change)
    assert refused.status_code == 400
    assert words in refused.json()["error_message"]
    assert "error" not in refused.json()
    assert exchanged(api, told["code"]).status_code == 200


def test_a_code_lives_an_hour(api):
    _, told = back(decide(api))
    api.advance(3600)
    assert exchanged(api, told["code"]).status_code == 400


def test_a_short_token_becomes_a_long_one_and_a_long_one_does_not(api):
    token = long_token(api)
    facts = inspected(api, token).json()["data"]
    assert facts["is_valid"]
    assert facts["expires_at"] - facts["issued_at"] == 60 * DAY
    query = {"grant_type": "th_exchange_token", "client_secret": APP["client_secret"], "access_token": token}
    error = api.client.get("/access_token", params=query).json()["error"]
    assert (error["code"], error["error_subcode"]) == (452, 4279019)
    wrong = api.client.get("/access_token", params={**query, "client_secret": "wrong"})
    assert wrong.status_code == 400


@pytest.mark.parametrize(("setting", "old_works"), [("works", True), ("ended", False)])
def test_a_long_token_is_refreshed_after_a_day_and_not_before(api, setting, old_works):
    api.settings(refreshed_token=setting)
    token = long_token(api)
    assert refreshed(api, token).status_code == 400
    api.advance(DAY)
    renewed = refreshed(api, token).json()
    assert renewed["expires_in"] == 60 * DAY
    assert renewed["access_token"] != token
    assert api.get("/me", renewed["access_token"]).status_code == 200
    assert (api.get("/me", token).status_code == 200) is old_works


def test_a_token_that_has_ended_or_is_short_is_not_refreshed(api):
    short, token = short_token(api), long_token(api)
    assert refreshed(api, short).json()["error"]["code"] == 452
    api.advance(60 * DAY)
    assert refreshed(api, token).json()["error"]["error_subcode"] == 463


def test_what_was_not_ticked_or_is_not_enabled_is_not_granted_and_nobody_says_so(api):
    all_three = {"scope": "threads_basic threads_content_publish threads_delete"}
    token = long_token(api, scopes=("threads_content_publish",), **all_three)
    assert inspected(api, token).json()["data"]["scopes"] == ["threads_basic", "threads_content_publish"]
    assert api.delete("/1", token).json()["error"]["code"] == 10
    api.settings(enabled_scopes=["threads_basic"])
    token = long_token(api, scopes=("threads_content_publish",), **all_three)
    assert inspected(api, token).json()["data"]["scopes"] == ["threads_basic"]


def test_debug_token_tells_of_a_revoked_and_of_an_unknown_token(api):
    token = long_token(api)
    api.control("POST", "tokens", {"token": token, "revoked": "app_removed"})
    facts = inspected(api, token, by="THsandbox").json()["data"]
    assert (facts["is_valid"], facts["error"]["subcode"]) == (False, 458)
    assert inspected(api, "THnone", by="THsandbox").json()["data"]["is_valid"] is False
    assert inspected(api, token).json()["error"]["error_subcode"] == 458


def test_an_app_gets_a_token_of_its_own_that_may_look_at_others(api):
    query = {**APP, "grant_type": "client_credentials"}
    token = api.client.get("/oauth/access_token", params=query).json()["access_token"]
    assert token.startswith(f"TH|{APP['client_id']}|")
    assert inspected(api, "THsandbox", by=token).json()["data"]["user_id"] == str(USER)


def test_the_secret_is_never_shown_and_a_notice_is_signed_with_it(api):
    assert APP["client_secret"] not in str(api.control("GET", "settings"))
    body = api.control("POST", "notices", {"account": "sandbox"})["body"]
    (request,) = parse_qs(body)["signed_request"]
    _, payload = request.split(".")
    assert hmac.new(APP["client_secret"].encode(), payload.encode(), hashlib.sha256).digest()
    assert "account" in api.refused("POST", "notices", {"account": "nobody"})


def test_a_reset_forgets_codes(api):
    _, told = back(decide(api))
    api.client.post("/_sandbox/reset")
    assert exchanged(api, told["code"]).status_code == 400
