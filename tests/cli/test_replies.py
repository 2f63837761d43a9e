"""`postwire replies`, and what `postwire read` shows of mentions and searches, against the sandbox."""

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire_threads.sandbox import SandboxServer
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate


@pytest.fixture
def live(sandbox: SandboxServer):
    """Lets somebody publish a text."""
    platform = sandbox.platform

    def publish(text="Hello.", *, by="sandbox", media_type=MediaType.TEXT, **draft):
        owner = next((each for each in platform.accounts.profiles() if each.username == by), None)
        owner = owner or platform.accounts.add(by)
        staged = platform.stage(owner, Draft(media_type=media_type, text=text, **draft), Fate())
        platform.clock.advance(5)
        return platform.publish(owner, staged.id)

    return publish


def texts(ran):
    assert ran.code is Exit.DONE, ran.err
    return [post["text"] for post in ran.json["posts"]]


def test_a_reply_is_hidden_with_what_lies_below_it_and_shown_again(cli, account, live):
    post = live()
    rude = live("rude", by="ada", reply_to=post.id)
    live("ruder", by="ben", reply_to=rude.id)
    for _ in range(2):
        assert cli("replies", "hide", account, rude.id).code is Exit.DONE
    seen = cli("read", "answers", account, post.id, "--all-levels", "--json").json["posts"]
    assert [told["hidden"] for told in seen] == [True, True]
    assert "(hidden) rude" in cli("read", "answers", account, post.id).out
    assert cli("replies", "unhide", account, rude.id, "--json").json["done"] == "unhide"
    assert not any(told["hidden"] for told in cli("read", "answers", account, post.id, "--json").json["posts"])


def test_a_reply_that_waits_is_seen_once_it_is_approved(cli, account, live):
    post = live(extras={"enable_reply_approvals": True})
    waiting = live("may I?", by="ada", reply_to=post.id)
    assert texts(cli("read", "answers", account, post.id, "--json")) == []
    (told,) = cli("read", "pending", account, post.id, "--json").json["posts"]
    assert (told["id"], told["approval"]) == (waiting.id, "pending")
    assert cli("replies", "ignore", account, waiting.id).code is Exit.DONE
    assert "(ignored) may I?" in cli("read", "pending", account, post.id).out
    assert texts(cli("read", "pending", account, post.id, "--status", "pending", "--json")) == []
    assert texts(cli("read", "pending", account, post.id, "--status", "ignored", "--json")) == ["may I?"]
    assert cli("replies", "approve", account, waiting.id).code is Exit.DONE
    assert texts(cli("read", "answers", account, post.id, "--json")) == ["may I?"]
    assert texts(cli("read", "pending", account, post.id, "--json")) == []


def test_a_post_without_approvals_has_none_that_wait(cli, account, live):
    assert cli("read", "pending", account, live().id).code is Exit.REFUSED


def test_a_reply_to_somebody_else_s_post_is_not_ours_to_hide(cli, account, live):
    foreign = live("hm", by="ada", reply_to=live(by="ben").id)
    ran = cli("replies", "hide", account, foreign.id, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "denied"


def test_without_its_scope_nothing_is_asked(cli, account, live, store, sandbox):
    reply = live("hm", by="ada", reply_to=live().id)
    store.put_account(evolve(store.account(account), scopes=frozenset({"threads_basic"})), None)
    before = sandbox.platform.requests.total()
    ran = cli("replies", "hide", account, reply.id)
    assert ran.code is Exit.SETUP
    assert "threads_manage_replies" in ran.err
    assert sandbox.platform.requests.total() == before


def test_mentions_are_those_of_others(cli, account, live):
    live("hi @sandbox here", by="ada")
    live("me @sandbox")
    live("not @sandboxes", by="ada")
    assert texts(cli("read", "mentions", account, "--json")) == ["hi @sandbox here"]


def test_posts_are_found_by_words_and_by_tag(cli, account, live):
    live("A Lighthouse.", by="ada")
    live("Nothing.", by="ada", topic="lighthouse")
    assert texts(cli("read", "search", account, "lighthouse", "--json")) == ["A Lighthouse."]
    assert texts(cli("read", "search", account, "#lighthouse", "--newest", "--json")) == ["Nothing."]
    assert texts(cli("read", "search", account, "sea monster", "--json")) == []
    assert cli("read", "search", account, "  ").code is Exit.REFUSED


def test_a_search_is_narrowed_to_one_author_and_one_kind(cli, account, live):
    live("A lighthouse in words.", by="ada")
    live("A lighthouse in a picture.", by="ada", media_type=MediaType.IMAGE, url="https://example.com/a.jpg")
    live("A lighthouse of Ben's.", by="ben")
    search = ("read", "search", account, "lighthouse", "--json")
    assert texts(cli(*search, "--author", "@ben")) == ["A lighthouse of Ben's."]
    assert texts(cli(*search, "--author", "ada", "--kind", "text")) == ["A lighthouse in words."]
    assert texts(cli(*search, "--kind", "image")) == ["A lighthouse in a picture."]
    assert texts(cli(*search, "--author", "nobody")) == []
