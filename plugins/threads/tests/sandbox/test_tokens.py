import re

import pytest

USER = "17841400000000001"


def error_of(answer, status=400):
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert re.fullmatch(r"A[\w-]{22}", error["fbtrace_id"])
    assert answer.headers["x-fb-trace-id"] == error["fbtrace_id"]
    return error


@pytest.mark.parametrize("status", [400, 401])
def test_an_unknown_token_cannot_be_parsed(api, status):
    api.settings(token_error_status=status)
    error = error_of(api.get("/me", "THwrong"), status)
    assert (error["code"], error["type"]) == (190, "OAuthException")
    assert error["message"] == "Invalid OAuth access token - Cannot parse access token"
    assert "error_subcode" not in error


def test_without_a_token_graph_says_so_in_two_ways(api):
    assert error_of(api.get("/me", None))["code"] == 2500
    assert error_of(api.post("/me/threads", None))["code"] == 2500
    assert error_of(api.get(f"/{USER}", None))["code"] == 104


def test_an_expired_token_is_190_463_by_the_sandboxes_clock(api):
    api.control("POST", "tokens", {"token": "THsandbox", "expires_in": 60})
    assert api.get("/me").status_code == 200
    api.advance(60)
    error = error_of(api.get("/me"))
    assert (error["code"], error["error_subcode"]) == (190, 463)
    assert error["message"].startswith(
        "Error validating access token: Session has expired on Monday, 21-Sep-26 14:14:20"
    )
    api.control("POST", "tokens", {"token": "THsandbox", "expires_in": None})
    assert api.get("/me").status_code == 200


@pytest.mark.parametrize(
    ("reason", "code", "subcode"),
    [
        ("app_removed", 190, 458),
        ("checkpoint", 190, 459),
        ("password", 190, 460),
        ("unconfirmed", 190, 464),
        ("invalid", 190, 467),
        ("session_key", 452, 4279019),
    ],
)
def test_a_revoked_token_says_why(api, reason, code, subcode):
    api.control("POST", "tokens", {"token": "THsandbox", "revoked": reason})
    for answer in (api.get("/me"), api.create(), api.publish("1"), api.delete("/1")):
        error = error_of(answer)
        assert (error["code"], error["error_subcode"], error["type"]) == (code, subcode, "OAuthException")


def test_a_token_stays_revoked_when_its_scopes_change(api):
    api.control("POST", "tokens", {"token": "THsandbox", "revoked": "password"})
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_basic"]})
    assert error_of(api.get("/me"))["error_subcode"] == 460


def test_without_threads_basic_nothing_works(api):
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_content_publish"]})
    for answer in (api.get("/me"), api.create()):
        error = error_of(answer)
        assert (error["code"], error["type"]) == (10, "THApiException")
        assert error["message"].startswith("This action requires the threads_basic permission.")


@pytest.mark.parametrize(
    ("missing", "call"),
    [
        ("threads_content_publish", lambda api, _post: api.create()),
        ("threads_content_publish", lambda api, _post: api.publish("1")),
        ("threads_content_publish", lambda api, post: api.post(f"/{post}/repost")),
        ("threads_delete", lambda api, post: api.delete(f"/{post}")),
        ("threads_read_replies", lambda api, _post: api.get("/me/replies")),
        ("threads_manage_replies", lambda api, post: api.create(reply_to_id=post)),
        ("threads_location_tagging", lambda api, _post: api.create(location_id="1")),
        ("threads_share_to_instagram", lambda api, _post: api.create(crossreshare_to_ig="true")),
    ],
)
def test_a_missing_scope_is_code_10_with_http_500(api, missing, call):
    post = api.live()
    held = api.control("POST", "tokens", {"token": "THsandbox"})["scopes"]
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": [scope for scope in held if scope != missing]})
    error = error_of(call(api, post), 500)
    assert (error["code"], error["type"]) == (10, "THApiException")
    assert error["message"] == "Application does not have permission for this action"


def test_a_containers_status_needs_the_right_to_publish(api):
    container = api.create().json()["id"]
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_basic"]})
    assert error_of(api.get(f"/{container}"), 500)["code"] == 10


def test_whether_a_reply_needs_its_own_scope_can_be_switched(api):
    post = api.live()
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_basic", "threads_content_publish"]})
    assert api.create(reply_to_id=post).status_code == 500
    api.settings(replies_need_manage_replies=False)
    assert api.create(reply_to_id=post).status_code == 200


def test_a_token_speaks_for_its_own_account_only(api):
    other = api.account("other", user_id="17841400000000002")
    api.live("theirs", other)
    assert api.published()[0]["username"] == "other"
    refused = api.post(f"/{USER}/threads", other, media_type="TEXT", text="not mine")
    error = error_of(refused)
    assert (error["code"], error["error_subcode"]) == (100, 33)
    assert error["message"].startswith(f"Unsupported post request. Object with ID '{USER}'")


def test_trace_ids_are_on_every_answer_and_never_repeat(api):
    traces = [api.get("/me").headers["x-fb-trace-id"] for _ in range(3)]
    assert len(set(traces)) == 3
