"""`postwire quota` against the sandbox: the platform's count beside ours."""

from datetime import UTC, datetime, timedelta

from attrs import evolve

from postwire.cli.exit import Exit
from postwire_threads.sandbox import SandboxServer

CANARY = "THcanary7f3a9c1e5b2d8f4a6c0e"
NAMES = ["posts", "replies", "deletes", "location_searches"]


def used(ran):
    return {each["name"]: each["used"] for each in ran.json["quotas"]}


def test_all_four_quotas_are_told(cli, account):
    ran = cli("quota", account, "--json")
    assert ran.code is Exit.DONE, ran.err
    assert [each["name"] for each in ran.json["quotas"]] == NAMES
    assert ran.json["quotas"][0] == {
        "name": "posts",
        "used": 0,
        "maximum": 250,
        "left": 250,
        "window_seconds": 86400.0,
        "sent_here": 0,
        "planned_here": 0,
    }
    assert "location_searches" in cli("quota", "@sandbox").out


def test_what_went_out_is_counted_there_and_here_and_what_waits_is_planned(cli, account, sandbox: SandboxServer):
    assert cli("post", account, "--text", "now", "--wait").code is Exit.DONE
    assert (
        cli("post", account, "--text", "later", "--at", (datetime.now(UTC) + timedelta(hours=2)).isoformat()).code
        is Exit.DONE
    )
    posts = cli("quota", account, "--json").json["quotas"][0]
    assert (posts["used"], posts["sent_here"], posts["planned_here"]) == (1, 1, 1)
    (profile,) = sandbox.platform.accounts.profiles()
    profile.posts.add(sandbox.platform.clock.now())
    posts = cli("quota", account, "--json").json["quotas"][0]
    assert (posts["used"], posts["sent_here"]) == (2, 1)


def test_a_platform_that_says_no_is_explained(cli, account, sandbox: SandboxServer):
    accounts = sandbox.platform.accounts
    accounts.revoke(accounts.token(CANARY), "password")
    ran = cli("quota", account, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "denied"
    assert ran.json["error"]["diagnosis"]["action"] == "reconnect"
    assert CANARY not in ran.out


def test_without_an_answer_it_is_told_that_nothing_was_changed(cli, account, fault):
    fault("reset")
    ran = cli("quota", account)
    assert ran.code is Exit.UNFINISHED
    assert "gave no answer; nothing was changed" in ran.err


def test_a_scope_that_the_account_lacks_is_named_without_asking(cli, account, store, sandbox: SandboxServer):
    known = store.account(account)
    store.put_account(evolve(known, scopes=frozenset({"threads_basic"})), None)
    before = sandbox.platform.requests.total()
    ran = cli("quota", account, "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "scope_missing"
    assert "threads_content_publish" in ran.json["error"]["message"]
    assert sandbox.platform.requests.total() == before


def test_only_what_the_account_may_ask_for_is_asked_in_one_request(cli, account, store, sandbox: SandboxServer):
    known = store.account(account)
    store.put_account(evolve(known, scopes=frozenset({"threads_basic", "threads_content_publish"})), None)
    before = sandbox.platform.requests.total()
    assert used(cli("quota", account, "--json")) == {"posts": 0}
    assert sandbox.platform.requests.total() == before + 1
