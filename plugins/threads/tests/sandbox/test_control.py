import pytest


def test_the_clock_only_runs_forward(api):
    before = api.control("GET", "clock")
    assert before == {"now": 1_790_000_000.0, "time": "2026-09-21T14:13:20+0000", "offset": 0.0}
    assert api.control("POST", "clock", {"advance": 90.5})["offset"] == 90.5
    assert "0 seconds or more, not by -1" in api.refused("POST", "clock", {"advance": -1})
    for order in ({}, {"advance": "1"}, {"advance": True}, {"advance": 1, "to": 2}, [], 5):
        assert api.refused("POST", "clock", order)
    assert api.control("GET", "clock")["offset"] == 90.5


def test_a_reset_forgets_everything(api):
    api.account("other")
    api.live()
    api.advance(5)
    api.fault(effect="lost", times=None, operation="publish")
    api.settings(text_counting="documented")
    api.control("POST", "tokens", {"token": "THsandbox", "revoked": "password"})
    api.control("POST", "reset")
    assert api.published() == []
    assert api.control("GET", "containers") == {"containers": []}
    assert api.control("GET", "faults") == {"faults": []}
    assert api.control("GET", "clock")["offset"] == 0
    assert api.control("GET", "settings")["text_counting"] == "bytes"
    assert [a["username"] for a in api.control("GET", "accounts")["accounts"]] == ["sandbox"]
    assert api.control("GET", "requests") == {"requests": {}}
    assert api.get("/me").status_code == 200


def test_an_account_comes_with_a_token_of_its_own(api):
    made = api.control("POST", "accounts", {"username": "other"})
    assert made["token"].startswith("TH")
    assert api.get("/me", made["token"], fields="id,username").json() == {
        "id": made["user_id"],
        "username": "other",
    }
    chosen = {"username": "third", "user_id": "123", "token": "THthird", "scopes": ["threads_basic"], "expires_in": 60}
    made = api.control("POST", "accounts", chosen)
    assert (made["user_id"], made["token"], made["scopes"]) == ("123", "THthird", ["threads_basic"])
    assert made["expires_at"] == 1_790_000_060.0


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({}, "'username'"),
        ({"username": ""}, "username"),
        ({"username": "sandbox"}, "'sandbox'"),
        ({"username": "x", "user_id": "17841400000000001"}, "17841400000000001"),
        ({"username": "x", "user_id": "abc"}, "'abc'"),
        ({"username": "y", "colour": "red"}, "'colour'"),
    ],
)
def test_an_impossible_account_is_refused(api, order, named):
    assert named in api.refused("POST", "accounts", order)


def test_accounts_are_listed_without_tokens(api):
    api.account("other", token="THsecret")
    assert "THsecret" not in api.client.get("/_sandbox/accounts").text
    assert [a["username"] for a in api.control("GET", "accounts")["accounts"]] == ["sandbox", "other"]


def test_an_account_can_have_several_tokens(api):
    token = api.control("POST", "tokens", {"account": "sandbox", "scopes": ["threads_basic"]})["token"]
    assert api.get("/me", token).json() == api.get("/me").json()
    assert api.create("x", token).status_code == 500
    assert api.create("x").status_code == 200


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({}, "token"),
        ({"token": "THunknown"}, "no such token"),
        ({"account": "nobody"}, "'nobody'"),
        ({"token": "THsandbox", "account": "other"}, "another account"),
        ({"token": "THsandbox", "scopes": ["threads_nothing"]}, "threads_nothing"),
        ({"token": "THsandbox", "scopes": "threads_basic"}, "list"),
        ({"token": "THsandbox", "expires_in": "soon"}, "'soon'"),
        ({"token": "THsandbox", "revoked": "mood"}, "'mood'"),
        ({"token": "TH with space", "account": "sandbox"}, "without spaces"),
    ],
)
def test_an_impossible_token_is_refused_without_repeating_it(api, order, named):
    api.account("other")
    reason = api.refused("POST", "tokens", order)
    assert named in reason
    assert "THunknown" not in reason


def test_published_tells_what_went_live_and_how_often_it_was_tried(api):
    container = api.create("text").json()["id"]
    api.publish(container)
    api.publish(container)
    post = api.published()[0]
    assert post == {
        "id": post["id"],
        "container_id": container,
        "publish_calls": 2,
        "account": "17841400000000001",
        "username": "sandbox",
        "media_type": "TEXT_POST",
        "text": "text",
        "media": [],
        "children": [],
        "reply_to": None,
        "repost_of": None,
        "published_at": 1_790_000_000.0,
        "timestamp": "2026-09-21T14:13:20+0000",
        "deleted": False,
    }
    assert api.control("GET", "published")["count"] == 1


def test_containers_tell_their_state(api):
    container = api.create("text").json()["id"]
    (seen,) = api.control("GET", "containers")["containers"]
    assert (seen["id"], seen["status"], seen["text"], seen["publish_calls"]) == (container, "FINISHED", "text", 0)
    assert seen["published_as"] is None


def test_requests_are_counted_by_endpoint(api):
    post = api.live()
    api.get("/me")
    api.get("/v1.0/17841400000000001")
    api.get(f"/{post}")
    api.get("/me", "THwrong")
    api.delete(f"/{post}")
    api.get("/me/nonsense")
    api.status(api.create().json()["id"])
    assert api.control("GET", "requests")["requests"] == {
        "POST /{user}/threads": 2,
        "POST /{user}/threads_publish": 1,
        "GET /{user}": 3,
        "GET /{media}": 1,
        "GET /{container}": 1,
        "DELETE /{media}": 1,
        "GET (unknown)": 1,
    }


def test_settings_are_shown_without_the_token_and_changed_by_name(api):
    shown = api.control("GET", "settings")
    assert "token" not in shown
    assert "THsandbox" not in str(shown)
    assert api.control("PATCH", "settings", {"post_quota": 3, "unscrapable_hosts": ["a.b"]})["post_quota"] == 3


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ({"colour": "red"}, "'colour'"),
        ({"text_counting": "words"}, "'words'"),
        ({"text_seconds": -1}, "text_seconds"),
        ({"fetch_media": 1}, "fetch_media"),
        ({"post_quota": 1.5}, "post_quota"),
        ({"post_quota": True}, "post_quota"),
        ({"parameter_error_status": 404}, "404"),
        ({"image_formats": "jpeg"}, "image_formats"),
        ({"seed": 9}, "'seed'"),
        ({"token": "x"}, "'token'"),
        ([], "object"),
    ],
)
def test_an_impossible_setting_is_refused_and_changes_nothing(api, order, named):
    before = api.control("GET", "settings")
    assert named in api.refused("PATCH", "settings", order)
    assert api.control("GET", "settings") == before


@pytest.mark.parametrize("path", ["faults", "clock", "tokens"])
def test_an_order_that_is_no_json_is_refused(api, path):
    answer = api.client.post(f"/_sandbox/{path}", content=b"{")
    assert answer.status_code == 400
    assert "JSON" in answer.json()["error"]


def test_an_unknown_control_path_is_no_graph_path(api):
    assert api.client.get("/_sandbox/nonsense").status_code == 404
    assert api.client.get("/_sandbox/reset").status_code == 405


def test_only_addresses_of_this_machine_are_called(api):
    order = {"to": "https://example.com/webhook", "verify_token": "v"}
    assert "of this machine only" in api.refused("POST", "subscriptions", order)
    assert "nobody answers" in api.refused("POST", "subscriptions", {**order, "to": "http://127.0.0.1:9/webhook"})
    assert "nobody answers" in api.refused("POST", "notices", {"account": "sandbox", "to": "http://127.0.0.1:9/"})
