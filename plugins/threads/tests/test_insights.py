"""What the hooks of insights make of the answers. No network."""

import json
from datetime import UTC, datetime

import pytest

import postwire_threads as threads
from postwire.account import Account
from postwire.demographics import Breakdown, Demographics
from postwire.exchange import Refused, Reply
from postwire.insights import Insights
from postwire_contract.rehearsal import converse

ADA = Account(platform="threads", user_id="1")


def of_post(*data):
    return converse(threads.post_insights("9"), lambda _: Reply(200, json.dumps({"data": list(data)})))


def of_account(*replies):
    asked, answers = [], iter(replies)

    def reply(request):
        asked.append(request)
        return next(answers)

    span = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    return asked, converse(threads.account_insights(*span, ADA), reply)


def listed(*items):
    return Reply(200, json.dumps({"data": list(items)}))


@pytest.mark.parametrize(
    "item",
    [
        {"name": "views", "values": [{"value": 7}]},
        {"name": "views", "total_value": {"value": 7}},
        {"name": "views", "values": [{"value": 3, "end_time": "x"}, {"value": 4}]},
    ],
)
def test_a_metric_is_read_in_every_shape_that_the_pages_show(item):
    told = of_post(item)
    assert told.metrics["views"] == 7
    assert told.metrics["likes"] == 0
    assert told.given == {"views"}


@pytest.mark.parametrize("item", [{"name": "views"}, {"name": "views", "values": [{"value": "7"}]}, 5, {"name": "new"}])
def test_what_is_no_number_is_not_given(item):
    told = of_post(item)
    assert told.given == frozenset()
    assert set(told.metrics.values()) == {0}


def test_an_answer_without_a_list_is_refused():
    with pytest.raises(Refused):
        converse(threads.post_insights("9"), lambda _: Reply(200, "{}"))


def test_an_account_is_not_asked_about_the_time_before_there_were_insights():
    asked, told = of_account(
        listed({"name": "clicks", "link_total_values": [{"value": 2, "link_url": "https://a.example/"}]}), Reply(0)
    )
    assert asked[0].query["since"] == "1712991600"
    assert "since" not in asked[1].query
    assert told.metrics["clicks"] == 2
    assert told.clicks == {"https://a.example/": 2}
    assert told.metrics["followers_count"] == 0


def followers(*items):
    asked = []

    def reply(request):
        asked.append(request)
        return listed(*items)

    return converse(threads.demographics(Breakdown.AGE, ADA), reply), asked


def test_followers_are_asked_for_one_way_and_without_a_time():
    results = [{"dimension_values": ["18-24"], "value": 60}, {"dimension_values": ["25-34"], "value": 41}]
    total = {"breakdowns": [{"dimension_keys": ["age"], "results": results}]}
    told, (request,) = followers({"name": "follower_demographics", "total_value": total})
    assert told == Demographics(breakdown=Breakdown.AGE, followers={"18-24": 60, "25-34": 41})
    assert request.path == "/1/threads_insights"
    assert request.query == {"metric": "follower_demographics", "breakdown": "age"}


@pytest.mark.parametrize(
    "item",
    [
        {"name": "follower_demographics"},
        {"name": "follower_demographics", "total_value": {"breakdowns": 5}},
        {"name": "follower_demographics", "total_value": {"breakdowns": [{"results": [{"value": 5}]}]}},
        {"name": "views", "total_value": {"breakdowns": [{"results": [{"dimension_values": ["x"], "value": 5}]}]}},
    ],
)
def test_what_tells_of_no_followers_is_not_taken_for_some(item):
    assert followers(item)[0].followers == {}


def test_more_groups_of_followers_than_anybody_has_are_refused():
    results = [{"dimension_values": [str(number)], "value": 1} for number in range(1001)]
    with pytest.raises(Refused):
        followers({"name": "follower_demographics", "total_value": {"breakdowns": [{"results": results}]}})


@pytest.mark.parametrize("wrong", [{"DE": -1}, {"DE": 1.5}, {1: 1}, None])
def test_followers_that_are_none_are_no_demographics(wrong):
    with pytest.raises(ValueError, match="followers"):
        Demographics(breakdown=Breakdown.COUNTRY, followers=wrong)


@pytest.mark.parametrize("wrong", [{"views": -1}, {"views": True}, {1: 1}, {str(n): 1 for n in range(200)}, None])
def test_counts_that_are_none_are_no_insights(wrong):
    with pytest.raises(ValueError, match="metrics"):
        Insights(metrics=wrong)
