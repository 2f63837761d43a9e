import pytest


def test_a_deleted_post_is_gone_everywhere(api):
    post = api.live()
    assert api.delete(f"/v1.0/{post}").json() == {"success": True, "deleted_id": post}
    (seen,) = api.published()
    assert (seen["id"], seen["deleted"]) == (post, True)
    for method, answer in (("get", api.get(f"/{post}")), ("delete", api.delete(f"/{post}"))):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["error_subcode"]) == (400, 100, 33)
        assert error["type"] == "GraphMethodException"
        assert error["message"].startswith(f"Unsupported {method} request. Object with ID '{post}' does not exist")


def test_gone_can_be_switched_to_the_other_answer(api):
    api.settings(gone_answer="24/4279009")
    post = api.live()
    api.delete(f"/{post}")
    for answer in (api.get(f"/{post}"), api.delete(f"/{post}")):
        assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (400, 4279009)
    assert api.delete("/17900000000000000").json()["error"]["error_subcode"] == 33


def test_without_its_scope_deleting_is_code_10_with_http_500(api):
    post = api.live()
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_basic", "threads_content_publish"]})
    refused = api.delete(f"/{post}")
    error = refused.json()["error"]
    assert refused.status_code == 500
    assert (error["code"], error["type"]) == (10, "THApiException")
    assert error["message"] == "Application does not have permission for this action"
    assert api.published()[0]["deleted"] is False


@pytest.mark.parametrize("thing", ["stranger", "container", "user", "nothing"])
def test_what_is_not_an_own_post_cannot_be_deleted(api, thing):
    targets = {
        "stranger": lambda: api.live("theirs", api.account("stranger")),
        "container": lambda: api.create().json()["id"],
        "user": lambda: "me",
        "nothing": lambda: "17900000000000000",
    }
    refused = api.delete(f"/{targets[thing]()}")
    assert (refused.status_code, refused.json()["error"]["error_subcode"]) == (400, 33)
    assert not any(post["deleted"] for post in api.published())
