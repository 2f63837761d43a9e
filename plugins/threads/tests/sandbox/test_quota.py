import pytest

DAY = 86_400
ALL = (
    "quota_usage,config,reply_quota_usage,reply_config,delete_quota_usage,delete_config,"
    "location_search_quota_usage,location_search_config"
)


def exhausted(answer):
    error = answer.json()["error"]
    return answer.status_code == 400 and (error["code"], error["error_subcode"]) == (9, 2207042)


def usage(api, name="quota_usage"):
    return api.get("/me/threads_publishing_limit", fields=name).json()["data"][0][name]


def test_the_quota_is_read_as_documented(api):
    assert api.get("/v1.0/me/threads_publishing_limit", fields=ALL).json() == {
        "data": [
            {
                "quota_usage": 0,
                "config": {"quota_total": 250, "quota_duration": 86400},
                "reply_quota_usage": 0,
                "reply_config": {"quota_total": 1000, "quota_duration": 86400},
                "delete_quota_usage": 0,
                "delete_config": {"quota_total": 100, "quota_duration": 86400},
                "location_search_quota_usage": 0,
                "location_search_config": {"quota_total": 500, "quota_duration": 86400},
            }
        ]
    }
    assert api.get("/me/threads_publishing_limit").json() == {"data": [{"quota_usage": 0}]}


@pytest.mark.parametrize("name", ["quota", "config_", "search_quota_usage", "reply_", "nonsense"])
def test_another_field_of_the_quota_does_not_exist(api, name):
    refused = api.get("/me/threads_publishing_limit", fields=name)
    assert refused.json()["error"]["message"] == f"Tried accessing nonexisting field ({name})"


def publish(ask, container):
    return ask("POST", "/me/threads_publish", creation_id=container)


def create(ask, **parameters):
    return ask("POST", "/me/threads", media_type="TEXT", text="x", **parameters).body["id"]


def full(answer):
    return answer.status == 400 and answer.body["error"]["error_subcode"] == 2207042


def test_250_posts_go_out_in_a_day_and_the_window_moves(ask, time):
    publish(ask, create(ask))
    time.now += 3600
    for _ in range(249):
        assert publish(ask, create(ask)).status == 200
    container = create(ask)
    assert full(publish(ask, container))
    assert ask("GET", f"/{container}").body["status"] == "FINISHED"
    time.now += DAY - 3600 - 1
    assert full(publish(ask, container))
    time.now += 1
    assert publish(ask, container).status == 200
    assert full(publish(ask, create(ask)))


def test_1000_replies_go_out_in_a_day_beside_the_posts(ask):
    parent = publish(ask, create(ask)).body["id"]
    for _ in range(1000):
        assert publish(ask, create(ask, reply_to_id=parent)).status == 200
    assert full(publish(ask, create(ask, reply_to_id=parent)))
    usage = ask("GET", "/me/threads_publishing_limit", fields="quota_usage,reply_quota_usage").body
    assert usage == {"data": [{"quota_usage": 1, "reply_quota_usage": 1000}]}
    assert publish(ask, create(ask)).status == 200


def test_100_posts_are_deleted_in_a_day_and_that_gives_nothing_back(ask, time):
    posts = [publish(ask, create(ask)).body["id"] for _ in range(101)]
    for post in posts[:100]:
        assert ask("DELETE", f"/{post}").status == 200
    assert full(ask("DELETE", f"/{posts[100]}"))
    assert ask("GET", f"/{posts[100]}").status == 200
    usage = ask("GET", "/me/threads_publishing_limit", fields="quota_usage,delete_quota_usage").body
    assert usage == {"data": [{"quota_usage": 101, "delete_quota_usage": 100}]}
    time.now += DAY
    assert ask("DELETE", f"/{posts[100]}").status == 200


@pytest.mark.parametrize("auto", ["true", "false"])
def test_an_exhausted_quota_is_the_answer_by_analogy(api, auto):
    api.settings(post_quota=1, delete_quota=0)
    post = api.live()
    created = api.create(auto_publish_text=auto)
    refused = created if auto == "true" else api.publish(created.json()["id"])
    assert exhausted(refused)
    assert exhausted(api.delete(f"/{post}"))
    assert len(api.published()) == 1


def test_a_refused_publish_costs_nothing(api):
    api.settings(text_seconds=60)
    api.publish(api.create().json()["id"])
    assert usage(api) == 0


def test_every_account_has_its_own_quota(api):
    api.settings(post_quota=1)
    api.live()
    assert api.live("mine", api.account("other"))
    assert exhausted(api.publish(api.create().json()["id"]))


def test_the_numbers_can_lag_while_the_quota_is_exact(api):
    api.settings(quota_lag_seconds=60, post_quota=1)
    api.live()
    assert usage(api) == 0
    assert exhausted(api.publish(api.create().json()["id"]))
    api.advance(60)
    assert usage(api) == 1


@pytest.mark.parametrize(
    ("field", "scopes"),
    [
        ("quota_usage", ["threads_content_publish"]),
        ("config", ["threads_content_publish"]),
        ("reply_quota_usage", ["threads_content_publish", "threads_manage_replies"]),
        ("reply_config", ["threads_content_publish", "threads_manage_replies"]),
        ("delete_config", ["threads_delete"]),
        ("location_search_quota_usage", ["threads_location_tagging"]),
    ],
)
def test_each_field_of_the_quota_needs_its_scopes(api, field, scopes):
    for missing in scopes:
        held = {"threads_basic", *scopes} - {missing}
        api.control("POST", "tokens", {"token": "THsandbox", "scopes": sorted(held)})
        refused = api.get("/me/threads_publishing_limit", fields=field)
        assert (refused.status_code, refused.json()["error"]["code"]) == (500, 10)
    api.control("POST", "tokens", {"token": "THsandbox", "scopes": ["threads_basic", *scopes]})
    assert api.get("/me/threads_publishing_limit", fields=field).status_code == 200
