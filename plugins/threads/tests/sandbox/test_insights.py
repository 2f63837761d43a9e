"""Insights as the pages describe them."""


def test_a_post_s_insights_have_the_documented_shape(api):
    post = api.live()
    api.control("POST", "metrics", {"post": post, "metrics": {"likes": 4}})
    (item,) = api.get(f"/v1.0/{post}/insights", metric="likes").json()["data"]
    assert item["values"] == [{"value": 4}]
    assert item["period"] == "lifetime"
    assert item["id"] == f"{post}/insights/likes/lifetime"


def test_replies_reposts_and_quotes_are_counted(api):
    post = api.live()
    api.live("an answer", reply_to_id=post)
    api.live("a quote", quote_post_id=post)
    api.post(f"/{post}/repost")
    told = api.get(f"/{post}/insights", metric="replies,reposts,quotes").json()["data"]
    assert {item["name"]: item["values"][0]["value"] for item in told} == {"replies": 1, "reposts": 1, "quotes": 1}


def test_a_repost_has_none(api):
    repost = api.post(f"/{api.live()}/repost").json()["id"]
    assert api.get(f"/{repost}/insights", metric="views").json() == {"data": []}


def test_metrics_are_required_and_clicks_are_none_of_a_post(api):
    post = api.live()
    assert api.get(f"/{post}/insights").status_code != 200
    assert "must be one of" in api.get(f"/{post}/insights", metric="clicks").json()["error"]["message"]


def test_demographics_need_a_breakdown(api):
    error = api.get("/me/threads_insights", metric="follower_demographics").json()["error"]
    assert error["error_subcode"] == 4279040


def test_demographics_take_one_way_no_time_and_a_hundred_followers(api):
    def told(**more):
        return api.get("/me/threads_insights", metric="follower_demographics", breakdown="age", **more)

    order = {"account": "sandbox", "metrics": {"followers_count": 99}, "followers": {"age": {"18-24": 99}}}
    api.control("POST", "metrics", order)
    assert told().json() == {"data": []}
    api.control("POST", "metrics", {"account": "sandbox", "metrics": {"followers_count": 100}})
    (item,) = told().json()["data"]
    (breakdown,) = item["total_value"]["breakdowns"]
    assert breakdown["dimension_keys"] == ["age"]
    assert breakdown["results"] == [{"dimension_values": ["18-24"], "value": 99}]
    assert told(since="1790000000").json()["error"]["code"] == 100
    assert "country, city" in api.refused("POST", "metrics", {"account": "sandbox", "followers": {"size": {"L": 1}}})
    assert "whole numbers" in api.refused("POST", "metrics", {"account": "sandbox", "followers": {"age": {"1": -1}}})


def test_a_time_before_there_were_insights_is_refused(api):
    assert api.get("/me/threads_insights", metric="views", since="1600000000").json()["error"]["code"] == 100


def test_without_its_scope_nothing_is_told(api):
    token = api.account("ada", scopes=["threads_basic"])
    assert api.get("/me/threads_insights", token, metric="views").json()["error"]["code"] == 10
