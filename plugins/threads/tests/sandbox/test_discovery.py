"""What anybody can find: profiles, their posts, posts by words, and places."""

import pytest


@pytest.fixture
def ada(api):
    """The token of somebody with followers."""
    api.settings(image_seconds=0)
    token = api.account("ada")
    api.control("POST", "metrics", {"account": "ada", "metrics": {"followers_count": 100}})
    return token


def texts(answer):
    assert answer.status_code == 200, answer.text
    return [post["text"] for post in answer.json()["data"]]


def test_a_profile_is_looked_up_by_its_exact_name(api, ada):
    post = api.live("hello", ada)
    api.control("POST", "metrics", {"post": post, "metrics": {"likes": 4}})
    fields = "username,follower_count,likes_count,biography"
    told = api.get("/v1.0/profile_lookup", username="ada", fields=fields).json()
    assert told == {"username": "ada", "follower_count": 100, "likes_count": 4}
    assert api.get("/profile_lookup", username="ad").json()["error"]["code"] == 100
    assert api.get("/profile_lookup").status_code == 400
    assert api.get("/profile_lookup", username="ada", fields="email").json()["error"]["code"] == 100


def test_who_has_few_followers_is_not_found(api):
    api.account("ben")
    assert api.get("/profile_lookup", username="ben").json()["error"]["error_subcode"] == 33
    assert api.get("/profile_posts", username="ben").json()["error"]["error_subcode"] == 33


def test_a_profile_s_posts_are_listed_without_its_replies(api, ada):
    first = api.live("one", ada)
    api.live("an answer", ada, reply_to_id=first)
    api.live("two", ada)
    assert texts(api.get("/profile_posts", username="ada", fields="text")) == ["two", "one"]
    page = api.get("/profile_posts", username="ada", fields="text", limit=1).json()
    rest = api.get("/profile_posts", username="ada", fields="text", after=page["paging"]["cursors"]["after"])
    assert texts(rest) == ["one"]


def test_discovery_has_a_scope_and_a_quota_of_its_own(api, ada):
    assert api.get("/profile_lookup", ada, username="ada").status_code == 200
    token = api.account("eve", scopes=["threads_basic"])
    assert api.get("/profile_lookup", token, username="ada").json()["error"]["code"] == 10
    assert api.get("/profile_posts", token, username="ada").json()["error"]["code"] == 10
    (profile,) = (p for p in api.sandbox.platform.accounts.profiles() if p.username == "sandbox")
    for _ in range(999):
        profile.discoveries.add(api.sandbox.platform.clock.now())
    assert api.get("/profile_lookup", username="ada").status_code == 200
    assert api.get("/profile_posts", username="ada").json()["error"]["error_subcode"] == 2207042


@pytest.mark.parametrize("kind", ["TEXT", "TEXT_POST"])
def test_a_search_takes_both_names_of_a_text(api, ada, kind):
    api.live("sea", ada)
    api.live("sea", ada, media_type="IMAGE", image_url="http://127.0.0.1/a.jpg")
    found = api.get("/keyword_search", q="sea", media_type=kind, fields="text,media_type").json()["data"]
    assert [post["media_type"] for post in found] == ["TEXT_POST"]
    assert api.get("/keyword_search", q="sea", media_type="AUDIO").json()["error"]["code"] == 100


def test_a_search_is_narrowed_to_an_author(api, ada):
    api.live("the sea", ada)
    api.live("my sea")
    assert texts(api.get("/keyword_search", q="sea", author_username="ada", fields="text")) == ["the sea"]


def test_places_are_found_by_coordinates_and_by_id(api):
    near = {"latitude": "53.8", "longitude": "8.2", "fields": "id,latitude"}
    assert api.get("/location_search", **near).json() == {"data": [{"id": "1003", "latitude": 53.8545}]}
    assert api.get("/v1.0/1003", fields="name,country").json() == {"name": "Roter Sand", "country": "DE"}


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"latitude": "5"},
        {"longitude": "5"},
        {"latitude": "north", "longitude": "5"},
        {"latitude": "91", "longitude": "5"},
    ],
)
def test_a_point_needs_both_its_numbers(api, wrong):
    assert api.get("/location_search", **wrong).json()["error"]["code"] == 100


def test_a_place_needs_the_scope(api):
    token = api.account("eve", scopes=["threads_basic"])
    assert api.get("/1003", token, fields="name").json()["error"]["code"] == 10
