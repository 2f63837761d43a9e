import pytest

USER = "17841400000000001"


@pytest.mark.parametrize(
    ("method", "path", "code", "message"),
    [
        ("GET", "/17900000000000000", 100, "Unsupported get request. Object with ID '17900000000000000' does not"),
        ("GET", "/nonsense", 100, "Unsupported get request. Object with ID 'nonsense' does not exist"),
        ("POST", "/me", 100, "Unsupported post request. Object with ID 'me' does not exist"),
        ("PUT", "/me", 100, "Unsupported put request."),
        ("PATCH", f"/{USER}", 100, "Unsupported patch request."),
        ("DELETE", "/nonsense", 100, "Unsupported delete request."),
        ("GET", "/nonsense/threads", 100, "Unsupported get request. Object with ID 'nonsense'"),
        ("GET", "/nonsense/nonsense", 100, "Unsupported get request. Object with ID 'nonsense'"),
        ("GET", "/me/mentioned_threads", 100, "Tried accessing nonexisting field (mentioned_threads)"),
        ("GET", "/me/threads_publish", 100, "Tried accessing nonexisting field (threads_publish)"),
        ("POST", "/me/nonsense", 2500, "Unknown path components: /nonsense"),
        ("GET", "/v2.0/me/threads", 2500, "Unknown path components: /me/threads"),
        ("GET", "/me/threads/1/2", 2500, "Unknown path components: /threads/1/2"),
        ("DELETE", "/me/threads", 2500, "Unknown path components: /threads"),
        ("POST", "/", 2500, "Unknown path components: /"),
    ],
)
def test_what_does_not_exist_is_answered_as_graph_does(api, method, path, code, message):
    answer = api.client.request(method, path, headers={"authorization": "Bearer THsandbox"})
    error = answer.json()["error"]
    assert answer.status_code == (500 if "nonexisting" in message else 400)
    assert error["code"] == code
    assert error["message"].startswith(message)
    assert error.get("error_subcode") == (33 if message.startswith("Unsupported") else None)
    assert answer.headers["content-type"].startswith("application/json")


def test_the_front_page_says_what_this_is(api):
    page = api.client.get("/").json()
    assert "sandbox" in page["what"]
    assert "not Meta" in page["what"]
    assert "/_sandbox/faults" in page["control"]
