"""Chains on the command line: asked for, foreseen, sent, and told."""

import pytest

from postwire.cli.exit import Exit

LONG = "The keeper climbs the stairs, and lights the lamp. " * 20
ACCOUNT = "threads:17841400000000001"


def texts(sandbox):
    return [post.draft.text for post in sandbox.platform.timeline.get("17841400000000001", ())]


@pytest.fixture
def ready(cli, account):
    assert account == ACCOUNT
    return cli


def test_a_text_that_is_too_long_is_refused_unless_a_chain_is_asked_for(ready, sandbox):
    refused = ready("post", ACCOUNT, "--text", LONG)
    assert refused.code == Exit.REFUSED
    assert "threads.text.max_bytes" in refused.err
    sent = ready("post", ACCOUNT, "--text", LONG, "--chain", "--numbered", "--wait", "--json")
    assert sent.code == Exit.DONE, sent.err
    parts = sent.json["deliveries"]
    assert [part["state"] for part in parts] == ["published"] * 3
    assert [part["parent"] for part in parts] == [None, parts[0]["id"], parts[1]["id"]]
    assert [text[-3:] for text in texts(sandbox)] == ["1/3", "2/3", "3/3"]


def test_a_dry_run_shows_where_a_text_would_be_split(ready, sandbox):
    would = ready("post", ACCOUNT, "--text", LONG, "--chain", "--dry-run", "--json").json["would_accept"]
    assert "".join(part["text"] + " " for part in would) == LONG
    assert len(would) == 3
    assert "The keeper climbs" in ready("post", ACCOUNT, "--text", LONG, "--chain", "--dry-run").out
    assert texts(sandbox) == []


def test_validate_shows_where_a_text_would_be_split_and_needs_no_database(cli, home):
    split = ("validate", "threads", "--chain", "--numbered", "--text", LONG)
    told = cli(*split, "--first-comment", "The source.", "--json").json
    assert told["ok"]
    assert [part[-3:] for part in told["parts"]] == ["1/3", "2/3", "3/3", "ce."]
    said = cli(*split)
    assert said.code is Exit.DONE
    assert said.out.startswith("1/3\nThe keeper climbs")
    assert "parts" not in cli("validate", "threads", "--text", "Hello.", "--json").json
    assert list(home.glob("*.db")) == []


def test_validate_names_what_cannot_be_split_and_what_no_part_may_say(cli):
    unsplittable = cli("validate", "threads", "--chain", "--text", "https://example.com/" + "x" * 500, "--json")
    assert unsplittable.code is Exit.REFUSED
    assert [problem["rule"] for problem in unsplittable.json["problems"]] == ["threads.chain.unsplittable"]
    ghost = cli("validate", "threads", "--chain", "--text", LONG, "--option", "is_ghost_post=true", "--json").json
    assert not ghost["ok"]
    assert cli("validate", "threads", "--numbered", "--text", "x").code is Exit.USAGE


def test_show_and_list_tell_the_chain_and_what_a_part_waits_for(ready):
    first, second = ready("post", ACCOUNT, "--text", "Read.", "--first-comment", "The source.", "--json").json[
        "deliveries"
    ]
    assert second["next"] == f"it is sent once {first['id']} is live"
    shown = ready("show", second["id"])
    assert f"  1/2  {first['id'][:12]}  queued      Read." in shown.out
    assert f"> 2/2  {second['id'][:12]}  queued      The source." in shown.out
    assert ready("show", first["id"], "--json").json["chain"] == [first["id"], second["id"]]
    lines = ready("list").out.splitlines()
    assert "-> The source." in lines[-1]
    assert "Read." in lines[-2]


def test_a_chain_that_is_asked_for_wrongly_is_refused(ready):
    assert ready("post", ACCOUNT, "--text", "Read.", "--numbered").code == Exit.USAGE
    assert ready("post", ACCOUNT, "--text", "Read.", "--first-comment", " ").code == Exit.USAGE
    refused = ready("post", ACCOUNT, "--text", "https://example.com/" + "x" * 500, "--chain")
    assert refused.code == Exit.REFUSED
    assert "threads.chain.unsplittable" in refused.err


def test_a_long_text_with_only_a_first_comment_is_not_split(ready):
    refused = ready("post", ACCOUNT, "--text", LONG, "--first-comment", "The source.")
    assert refused.code == Exit.REFUSED
    assert "threads.text.max_bytes" in refused.err
