import json
import threading

import httpx
import pytest

from postwire_threads.sandbox import Effect, Fault, Operation, SandboxServer


@pytest.fixture
def container(api):
    return api.create("the post").json()["id"]


def texts(api):
    return [post["text"] for post in api.published()]


@pytest.mark.parametrize("effect", ["lost", "torn"])
def test_a_lost_answer_still_publishes_exactly_one_post(api, container, effect):
    api.fault(effect=effect, operation="publish")
    with pytest.raises(httpx.RemoteProtocolError):
        api.publish(container)
    assert texts(api) == ["the post"]
    assert api.status(container)["status"] == "PUBLISHED"
    assert api.publish(container).json()["error"]["error_subcode"] == 4279009
    (seen,) = api.published()
    assert seen["publish_calls"] == 2


def test_a_reset_connection_has_published_nothing(api, container):
    api.fault(effect="reset", operation="publish")
    with pytest.raises(httpx.ReadError):
        api.publish(container)
    assert texts(api) == []
    assert api.publish(container).status_code == 200
    assert [post["publish_calls"] for post in api.published()] == [2]


def test_cutting_a_connection_logs_nothing(api, container, caplog, capfd):
    api.fault(effect="lost", times=2)
    api.fault(effect="reset")
    api.fault(effect="torn")
    for _ in range(4):
        with pytest.raises(httpx.HTTPError):
            api.publish(container)
    assert api.get("/me").status_code == 200
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({}, 500, 10),
        ({"error": "2"}, 500, 2),
        ({"error": "4/2207051"}, 403, 4),
        ({"status": 400}, 400, 10),
        ({"status": 400, "error": "1"}, 400, 1),
    ],
)
def test_a_lie_refuses_what_it_has_done(api, container, fault, status, code):
    api.fault(effect="lie", operation="publish", **fault)
    answer = api.publish(container)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["fbtrace_id"] == answer.headers["x-fb-trace-id"]
    assert texts(api) == ["the post"]


def test_an_answer_comes_before_anything_is_done(api, container):
    api.fault(effect="answer", operation="publish", status=503, body={"down": True}, headers={"Retry-After": "7"})
    answer = api.publish(container)
    assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (503, {"down": True}, "7")
    api.fault(effect="answer", operation="publish", status=418, body="tea")
    assert api.publish(container).text == "tea"
    assert texts(api) == []


def test_a_finished_container_can_be_not_found_for_some_publishes(api, container):
    api.fault(effect="answer", operation="publish", error="24/4279009", times=3)
    for _ in range(3):
        assert api.status(container)["status"] == "FINISHED"
        error = api.publish(container).json()["error"]
        assert (error["code"], error["error_subcode"]) == (24, 4279009)
        assert error["error_user_msg"] == f"The media with id {container} cannot be found."
    assert api.publish(container).status_code == 200


def test_html_comes_instead_of_json(api, container):
    api.fault(effect="html", operation="publish", times=2)
    api.fault(effect="html", operation="publish", done=True)
    for expected in ([], [], ["the post"]):
        answer = api.publish(container)
        assert answer.status_code == 502
        assert answer.headers["content-type"].startswith("text/html")
        assert texts(api) == expected


def test_an_answer_can_be_empty(api, container):
    api.fault(effect="empty", operation="publish", done=False)
    api.fault(effect="empty", operation="publish")
    for expected in ([], ["the post"]):
        answer = api.publish(container)
        assert (answer.status_code, answer.content) == (200, b"")
        assert texts(api) == expected


def test_json_can_end_in_the_middle(api, container):
    api.fault(effect="truncated", operation="publish")
    answer = api.publish(container)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert texts(api) == ["the post"]


def test_a_body_can_be_huge(api, container):
    api.fault(effect="huge", operation="publish", size=3_000_000)
    answer = api.publish(container)
    assert len(answer.content) > 3_000_000
    assert answer.json()["id"] == api.published()[0]["id"]


def test_a_throttled_call_says_when_to_come_back(api, container):
    api.fault(effect="throttled", operation="publish", retry_after=5)
    answer = api.publish(container)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert answer.json()["error"]["error_subcode"] == 4279002
    assert texts(api) == []


def test_processing_can_be_slow(api):
    api.fault(effect="processing", operation="create", seconds=300)
    slow, normal = api.create().json()["id"], api.create().json()["id"]
    assert (api.status(slow)["status"], api.status(normal)["status"]) == ("IN_PROGRESS", "FINISHED")
    api.advance(300)
    assert api.status(slow)["status"] == "FINISHED"


def test_a_container_can_end_in_any_error(api):
    api.fault(effect="container_error", operation="create", message="FAILED_PROCESSING_AUDIO")
    container = api.create().json()["id"]
    assert api.status(container) == {
        "id": container,
        "status": "ERROR",
        "error_message": "FAILED_PROCESSING_AUDIO",
    }
    assert api.publish(container).status_code == 400


def test_a_container_fails_only_when_its_processing_time_is_over(api):
    api.fault(effect="container_error", operation="create")
    form = {"media_type": "VIDEO", "video_url": "http://127.0.0.1/a.mp4"}
    container = api.post("/me/threads", **form).json()["id"]
    assert api.status(container)["status"] == "IN_PROGRESS"
    api.advance(2)
    assert api.status(container)["error_message"] == "UNKNOWN"


def test_a_token_can_die_between_two_calls(api):
    api.fault(effect="revoke", operation="create", reason="password")
    container = api.create().json()["id"]
    error = api.publish(container).json()["error"]
    assert (error["code"], error["error_subcode"]) == (190, 460)


def test_a_fault_strikes_only_what_it_matches(api):
    other = api.account("other")
    api.fault(effect="answer", status=599, operation="create", account="other", text="poison")
    assert api.create("poison").status_code == 200
    assert api.create("harmless", other).status_code == 200
    assert api.get("/me", other).status_code == 200
    assert api.create("the poison", other).status_code == 599
    assert api.create("the poison", other).status_code == 200


@pytest.mark.parametrize("operation", ["publish", "status", "delete", "read"])
def test_the_text_of_a_post_is_known_to_later_calls(api, operation):
    api.settings(republish_answer="same_id")
    wanted, other = api.create("poison").json()["id"], api.create("harmless").json()["id"]
    posts = [api.publish(container).json()["id"] for container in (wanted, other)]
    api.fault(effect="answer", status=599, operation=operation, text="poison")
    calls = {
        "publish": [lambda: api.publish(other), lambda: api.publish(wanted)],
        "status": [lambda: api.get(f"/{other}"), lambda: api.get(f"/{wanted}")],
        "delete": [lambda: api.delete(f"/{posts[1]}"), lambda: api.delete(f"/{posts[0]}")],
        "read": [lambda: api.get(f"/{posts[1]}"), lambda: api.get(f"/{posts[0]}")],
    }[operation]
    assert [call().status_code for call in calls] == [200, 599]


@pytest.mark.parametrize(
    ("fault", "struck"),
    [
        ({}, [1]),
        ({"nth": 3}, [3]),
        ({"times": 2}, [1, 2]),
        ({"nth": 2, "times": 2}, [2, 3]),
        ({"nth": 4, "times": None}, [4, 5]),
    ],
)
def test_a_fault_counts_its_matches(api, fault, struck):
    api.fault(effect="answer", status=599, operation="read", **fault)
    api.create()
    assert [n for n in range(1, 6) if api.get("/me").status_code == 599] == struck
    (armed,) = api.control("GET", "faults")["faults"]
    assert (armed["matched"], armed["struck"]) == (5, len(struck))


def test_faults_queue_up_and_can_be_disarmed(api):
    ids = api.control("POST", "faults", [{"effect": "answer", "status": s} for s in (501, 502, 503)])["ids"]
    assert ids == [1, 2, 3]
    assert [api.get("/me").status_code for _ in range(2)] == [501, 502]
    api.control("DELETE", "faults")
    assert api.get("/me").status_code == 200
    assert api.control("GET", "faults") == {"faults": []}


def test_a_fault_strikes_calls_that_would_be_refused_anyway(api):
    api.fault(effect="answer", status=599)
    assert api.get("/me", "THwrong").status_code == 599
    api.fault(effect="huge", size=10)
    assert api.get("/me", "THwrong").json()["padding"] == "x" * 10


@pytest.mark.parametrize("pause", [{"delay": 0.1}, {"hold": 3600}])
def test_a_call_is_carried_out_although_its_caller_has_gone(api, container, pause):
    api.fault(effect="slow", operation="publish", **pause)
    form = {"creation_id": container, "access_token": "THsandbox"}
    with pytest.raises(httpx.ReadTimeout):
        api.client.post("/me/threads_publish", data=form, timeout=0.05)
    api.fault(effect="slow", operation="read", delay=0.2)
    api.get("/me")
    assert texts(api) == ["the post"]


def test_stopping_drops_what_is_paused(caplog):
    asked, failures = threading.Event(), []

    def now():
        asked.set()
        return 1_790_000_000.0

    def call(url):
        try:
            httpx.get(f"{url}/me", headers={"authorization": "Bearer THsandbox"})
        except httpx.RemoteProtocolError as error:
            failures.append(error)

    sandbox = SandboxServer(now=now).start()
    sandbox.platform.faults.add([Fault(effect=Effect.SLOW, operation=Operation.READ, hold=3600)])
    caller = threading.Thread(target=call, args=(sandbox.url,))
    caller.start()
    assert asked.wait(10)
    sandbox.stop()
    caller.join()
    assert len(failures) == 1
    assert caplog.records == []


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({}, "effect"),
        ([1], "effect"),
        ({"effect": "explode"}, "'explode'"),
        ({"effect": "lost", "operation": "sing"}, "'sing'"),
        ({"effect": "lost", "colour": "red"}, "'colour'"),
        ({"effect": "lost", "nth": 0}, "nth is 0"),
        ({"effect": "lost", "times": 0}, "times is 0"),
        ({"effect": "lost", "times": True}, "times is True"),
        ({"effect": "slow", "delay": -1}, "delay is -1"),
        ({"effect": "slow", "hold": "long"}, "hold is 'long'"),
        ({"effect": "lost", "done": True}, "done is True"),
        ({"effect": "answer", "status": 99}, "status is 99"),
        ({"effect": "answer", "status": 700}, "status is 700"),
        ({"effect": "answer", "error": "7/7"}, "error is '7/7'"),
        ({"effect": "answer", "headers": {"a": 1}}, "headers is"),
        ({"effect": "revoke", "reason": "mood"}, "reason is 'mood'"),
        ({"effect": "processing", "operation": "publish"}, "needs 'create'"),
        ({"effect": "container_error"}, "needs 'create'"),
        ({"effect": "huge", "size": 0}, "size is 0"),
        ({"effect": "lost", "text": 5}, "text is 5"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_by_field_and_value(api, fault, named):
    assert named in api.refused("POST", "faults", fault)
    assert api.control("GET", "faults") == {"faults": []}
