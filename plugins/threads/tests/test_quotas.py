"""What the quota hook asks, and what it makes of the answers. No network."""

import json
from datetime import timedelta

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.exchange import Refused, Reply
from postwire.usage import Usage
from postwire_contract.rehearsal import converse

BASIC = {"threads_basic", "threads_content_publish"}


def read(told, scopes=BASIC):
    account = Account(platform="threads", user_id="1", scopes=frozenset(scopes))
    return converse(threads.quota(account), lambda _: Reply(200, json.dumps(told)))


def test_the_documented_answer_is_read():
    told = {"data": [{"quota_usage": 4, "config": {"quota_total": 250, "quota_duration": 86400}}]}
    (posts,) = read(told)
    assert posts == Usage(name="posts", used=4, maximum=250, window=timedelta(days=1))
    assert posts.left == 246


@pytest.mark.parametrize("config", [None, 5, {}, {"quota_total": "many", "quota_duration": -1}])
def test_a_count_without_its_configuration_is_still_a_count(config):
    assert read({"data": [{"quota_usage": 4, "config": config}]}) == (Usage(name="posts", used=4),)


@pytest.mark.parametrize("used", [None, "4", -1, True, 2**53])
def test_what_is_no_count_is_left_out(used):
    assert read({"data": [{"quota_usage": used}]}) == ()


@pytest.mark.parametrize("told", [{}, {"data": []}, {"data": 5}, {"data": [5]}, {"data": [{}, {}]}])
def test_an_answer_of_another_shape_is_refused(told):
    with pytest.raises(Refused):
        read(told)


def test_where_the_scopes_are_not_known_a_quota_that_is_refused_spoils_no_other():
    asked = []

    def reply(request):
        asked.append(request.query["fields"])
        if "delete" in request.query["fields"]:
            return Reply(0)
        prefix = request.query["fields"].partition("quota_usage")[0]
        return Reply(200, json.dumps({"data": [{f"{prefix}quota_usage": 1}]}))

    found = converse(threads.quota(Account(platform="threads", user_id="1")), reply)
    assert [usage.name for usage in found] == ["posts", "replies", "location_searches"]
    assert asked[0] == "quota_usage,config"
    assert len(asked) == 4


def test_more_than_its_maximum_leaves_nothing():
    assert Usage(name="posts", used=260, maximum=250).left == 0


@pytest.mark.parametrize("wrong", [{"used": -1}, {"used": "1"}, {"name": "x" * 600}, {"maximum": -5}])
def test_a_count_that_is_none_is_no_usage(wrong):
    with pytest.raises((TypeError, ValueError)):
        Usage(**({"name": "posts", "used": 1} | wrong))
