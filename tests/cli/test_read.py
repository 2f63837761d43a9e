"""`postwire read` against the sandbox."""

import pytest

from postwire.cli.exit import Exit
from postwire_threads.sandbox import SandboxServer
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate


@pytest.fixture
def live(sandbox: SandboxServer):
    """Lets somebody publish a text: the sandbox's account, unless another one is named."""
    platform = sandbox.platform

    def publish(text="Hello.", *, by="sandbox", reply_to=None):
        owner = next((each for each in platform.accounts.profiles() if each.username == by), None)
        owner = owner or platform.accounts.add(by)
        staged = platform.stage(owner, Draft(media_type=MediaType.TEXT, text=text, reply_to=reply_to), Fate())
        platform.clock.advance(5)
        return platform.publish(owner, staged.id)

    return publish


def texts(ran):
    assert ran.code is Exit.DONE, ran.err
    return [post["text"] for post in ran.json["posts"]]


def test_the_profile_is_told(cli, account):
    ran = cli("read", "profile", account, "--json")
    assert ran.json["profile"]["handle"] == "sandbox"
    assert ran.json["profile"]["verified"] is False
    assert "handle          sandbox" in cli("read", "profile", "@sandbox").out


def test_somebody_else_s_profile_and_posts_are_told_by_handle(cli, account, live):
    ada = live("A lighthouse.", by="ada").owner
    live("Not to be listed.", by="ada", reply_to=live().id)
    ada.metrics["followers_count"] = 100
    told = cli("read", "profile", account, "--of", "@ada", "--json").json["profile"]
    assert (told["handle"], told["user_id"], told["counts"]["follower_count"]) == ("ada", None, 100)
    assert "follower_count  100" in cli("read", "profile", account, "--of", "ada").out
    assert texts(cli("read", "posts", account, "--of", "ada", "--json")) == ["A lighthouse."]


def test_somebody_with_few_followers_is_not_found(cli, account, live):
    live(by="ada")
    assert cli("read", "profile", account, "--of", "ada").code is Exit.REFUSED
    assert cli("read", "posts", account, "--of", "ada").code is Exit.REFUSED


@pytest.mark.parametrize("wrong", ["", "@", "a da", "a\nda", "a" * 201])
def test_what_is_no_handle_is_never_asked_for(cli, account, sandbox, wrong):
    before = sandbox.platform.requests.total()
    assert cli("read", "profile", account, "--of", wrong).code is Exit.REFUSED
    assert cli("read", "posts", account, "--of", wrong).code is Exit.REFUSED
    assert sandbox.platform.requests.total() == before


def test_nobody_else_s_posts_of_a_day_can_be_listed(cli, account):
    assert cli("read", "posts", account, "--ghosts", "--of", "ada").code is Exit.USAGE


def test_own_posts_come_newest_first_and_page_by_page(cli, account, live):
    for number in range(105):
        live(f"post {number}")
    assert texts(cli("read", "posts", account, "--limit", "2", "--json")) == ["post 104", "post 103"]
    assert len(texts(cli("read", "posts", account, "--limit", "1000", "--json"))) == 105
    first = cli("read", "posts", account, "--limit", "104", "--json").json
    assert texts(cli("read", "posts", account, "--after", first["after"], "--json")) == ["post 0"]
    assert "--after" in cli("read", "posts", account).err


def test_replies_are_a_list_of_their_own(cli, account, live):
    post = live()
    answer = live("an answer", reply_to=post.id)
    assert texts(cli("read", "posts", account, "--json")) == ["Hello."]
    (told,) = cli("read", "replies", account, "--json").json["posts"]
    assert (told["id"], told["replied_to"], told["hidden"]) == (answer.id, post.id, False)


def test_what_others_answered_is_read_one_level_or_all(cli, account, live):
    post = live()
    first = live("one", by="ada", reply_to=post.id)
    live("deeper", by="ben", reply_to=first.id)
    live("two", by="ada", reply_to=post.id)
    assert texts(cli("read", "answers", account, post.id, "--json")) == ["two", "one"]
    everything = ("read", "answers", account, post.id, "--all-levels", "--oldest-first")
    assert texts(cli(*everything, "--json")) == ["one", "deeper", "two"]
    assert texts(cli(*everything, "--limit", "2", "--json")) == ["one", "deeper"]
    after = cli(*everything, "--limit", "2", "--json").json["after"]
    assert texts(cli(*everything, "--after", after, "--json")) == ["two"]
    assert "ben" in cli(*everything).out


def test_a_post_that_is_somebody_else_s_is_refused_and_explained(cli, account, live):
    foreign = live(by="ada")
    ran = cli("read", "answers", account, foreign.id, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["diagnosis"]["code"].startswith("threads.")


def test_a_control_character_of_a_stranger_s_commands_no_terminal(cli, account, live):
    post = live()
    live("\x1b[2Jgone", by="ada", reply_to=post.id)
    assert "\x1b" not in cli("read", "answers", account, post.id).out
