"""`postwire insights` against the sandbox."""

import pytest

from postwire.cli.exit import Exit
from postwire_threads.sandbox import SandboxServer


@pytest.fixture
def posted(cli, account, sandbox: SandboxServer):
    """A delivery that is live, and its post on the platform."""
    ran = cli("post", account, "--text", "Hello.", "--wait", "--json")
    assert ran.code is Exit.DONE, ran.err
    (post,) = sandbox.platform.posts.values()
    return ran.json["deliveries"][0]["id"], post


def test_a_post_s_metrics_are_told_with_the_time_at_which_they_were_read(cli, posted):
    delivery, post = posted
    post.metrics.update(views=12, likes=3)
    ran = cli("insights", delivery, "--json")
    assert ran.code is Exit.DONE, ran.err
    assert ran.json["post_id"] == post.id
    assert ran.json["metrics"] == {"views": 12, "likes": 3, "replies": 0, "reposts": 0, "quotes": 0, "shares": 0}
    assert ran.json["metrics_synced_at"]
    assert "views" in cli("insights", delivery[:8]).out


def test_where_the_platform_gives_none_every_metric_is_0_and_the_time_is_null(cli, account, posted, sandbox):
    repost = sandbox.platform.repost(posted[1].owner, posted[1].id)
    ran = cli("insights", repost.id, "--account", account, "--json")
    assert set(ran.json["metrics"].values()) == {0}
    assert ran.json["metrics_synced_at"] is None
    assert "gave no metric" in cli("insights", repost.id, "--account", account).err


def test_an_account_s_metrics_come_with_its_followers_and_clicks(cli, account, posted):
    post = posted[1]
    post.metrics.update(views=12)
    post.owner.metrics.update(followers_count=240, clicks=2)
    told = cli("insights", account, "--json").json
    assert told["post_id"] is None
    assert told["metrics"]["views"] == 12
    assert told["metrics"]["followers_count"] == 240
    assert told["clicks"] == {"https://example.com/": 2}
    assert "https://example.com/" in cli("insights", "@sandbox").out


def test_followers_are_told_apart_once_there_are_enough(cli, account, sandbox):
    (profile,) = sandbox.platform.accounts.profiles()
    profile.followers["country"] = {"DE": 70, "FR": 29}
    profile.metrics["followers_count"] = 99
    asked = ("insights", account, "--followers-by", "country")
    told = cli(*asked, "--json").json
    assert (told["by"], told["followers"], told["metrics_synced_at"]) == ("country", {}, None)
    assert "told nothing" in cli(*asked).err
    profile.metrics["followers_count"] = 100
    told = cli(*asked, "--json").json
    assert told["followers"] == {"DE": 70, "FR": 29}
    assert told["metrics_synced_at"]
    assert "DE" in cli(*asked).out
    assert cli("insights", account, "--followers-by", "shoe-size").code is Exit.USAGE
    assert cli(*asked, "--within", "1d").code is Exit.USAGE
    assert cli("insights", "5", "--account", account, "--followers-by", "age").code is Exit.USAGE


def test_what_is_not_published_has_no_metrics(cli, account):
    ran = cli("post", account, "--text", "Later.", "--at", "2999-01-01T00:00Z", "--json")
    refused = cli("insights", ran.json["deliveries"][0]["id"], "--json")
    assert refused.code is Exit.REFUSED
    assert refused.json["error"]["code"] == "not_published"


@pytest.mark.parametrize("wrong", ["../me", "1/2", "a b", ".."])
def test_an_id_that_is_none_never_gets_into_an_address(cli, account, wrong, sandbox):
    before = sandbox.platform.requests.total()
    ran = cli("insights", wrong, "--account", account, "--json")
    assert ran.code is Exit.REFUSED
    assert "no id of a platform" in ran.json["error"]["message"]
    assert sandbox.platform.requests.total() == before
