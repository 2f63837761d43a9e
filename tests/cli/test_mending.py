"""retry, resume, resolve, cancel and delete."""

import pytest

from postwire.cli.exit import Exit


def published(sandbox):
    return sum(post.alive for post in sandbox.platform.posts.values())


def state(cli, delivery):
    return cli("show", delivery.id, "--json").json["state"]


def test_a_failed_delivery_is_started_anew(cli, put, states):
    failed = put("a" * 32, states["failed"])
    ran = cli("retry", failed.id[:8], "--json")
    assert ran.code is Exit.DONE
    assert ran.json["deliveries"][0]["state"] == "queued"
    assert ran.json["refused"] == []


def test_a_held_delivery_goes_on(cli, put, states):
    held = put("a" * 32, states["held"])
    assert cli("resume", held.id).code is Exit.DONE
    assert state(cli, held) == "queued"


@pytest.mark.parametrize("which", [["--all"], ["--account", "@sandbox"], ["--category", "auth"]])
def test_all_held_deliveries_go_on_and_no_others(cli, put, states, which):
    held = [put(letter * 32, states["held"]) for letter in "abc"]
    failed = put("d" * 32, states["failed"])
    assert len(cli("resume", *which, "--json").json["deliveries"]) == 3
    assert {state(cli, delivery) for delivery in held} == {"queued"}
    assert state(cli, failed) == "failed"
    assert "no held delivery fits" in cli("resume", *which).err


@pytest.mark.parametrize("arguments", [[], ["aaaa", "--all"], ["--all", "--account", "@sandbox"]])
def test_resume_wants_one_way_of_naming_deliveries(cli, account, arguments):
    assert account
    assert cli("resume", *arguments).code is Exit.USAGE


def test_one_delivery_that_cannot_be_helped_does_not_keep_the_others_from_it(cli, put, states):
    live, failed = put("a" * 32, states["published"]), put("b" * 32, states["failed"])
    ran = cli("retry", live.id, failed.id, "--json")
    assert ran.code is Exit.REFUSED
    assert [each["id"] for each in ran.json["deliveries"]] == [failed.id]
    assert [each["id"] for each in ran.json["refused"]] == [live.id]
    assert ran.json["refused"][0]["error"]["code"] == "impossible"
    assert state(cli, live) == "published"


def test_one_unknown_id_keeps_all_from_being_touched(cli, put, states):
    failed = put("b" * 32, states["failed"])
    assert cli("retry", failed.id, "zzzz").code is Exit.REFUSED
    assert state(cli, failed) == "failed"


@pytest.mark.parametrize(
    "wish",
    [
        ("delete", "queued", "postwire cancel"),
        ("delete", "failed", "Nothing of it is live"),
        ("delete", "unconfirmed", "postwire resolve"),
        ("cancel", "published", "postwire delete"),
        ("cancel", "failed", "Nothing more happens"),
        ("retry", "published", "It is live"),
        ("retry", "held", "postwire resume"),
        ("retry", "unconfirmed", "postwire resume"),
        ("resume", "failed", "postwire retry"),
        ("resume", "queued", "postwire show"),
    ],
)
def test_an_impossible_wish_is_refused_with_the_one_that_helps(cli, put, states, wish):
    command, name, instead = wish
    delivery = put("a" * 32, states[name])
    ran = cli(command, delivery.id)
    assert ran.code is Exit.REFUSED
    assert instead in ran.err
    assert state(cli, delivery) == name


def test_a_cancelled_delivery_is_never_sent(cli, account, sandbox):
    sent = cli("post", account, "--text", "x", "--json").json["deliveries"][0]
    assert cli("cancel", sent["id"]).code is Exit.DONE
    cli("run", "--until-idle")
    assert published(sandbox) == 0
    assert cli("delete", sent["id"]).code is Exit.REFUSED


def test_a_live_post_is_taken_down(cli, account, sandbox):
    sent = cli("post", account, "--text", "x", "--wait", "--json").json["deliveries"][0]
    ran = cli("delete", sent["id"], "--wait", "--json")
    assert ran.code is Exit.DONE
    assert ran.json["deliveries"][0]["state"] == "deleted"
    assert published(sandbox) == 0


def test_without_waiting_the_next_run_takes_it_down(cli, account, sandbox):
    sent = cli("post", account, "--text", "x", "--wait", "--json").json["deliveries"][0]
    assert cli("delete", sent["id"], "--json").json["deliveries"][0]["state"] == "deleting"
    assert published(sandbox) == 1
    cli("run", "--until-idle")
    assert published(sandbox) == 0


def test_a_delete_that_is_refused_waits_for_somebody(cli, account, sandbox, fault):
    sent = cli("post", account, "--text", "x", "--wait", "--json").json["deliveries"][0]
    fault("answer", "delete", error="190/458")
    ran = cli("delete", sent["id"], "--wait", "--json")
    assert ran.code is Exit.WAITS
    assert ran.json["deliveries"][0]["state"] == "held"
    assert published(sandbox) == 1


def test_an_unconfirmed_delivery_is_settled_by_whoever_looked(cli, put, states):
    lost = put("a" * 32, states["unconfirmed"])
    link = "https://www.threads.net/@sandbox/post/x"
    ran = cli("resolve", "aaaa", "--published", "1789", "--permalink", link, "--json")
    assert ran.code is Exit.DONE
    (found,) = ran.json["deliveries"]
    assert (found["state"], found["post_id"], found["permalink"]) == ("published", "1789", link)
    assert state(cli, lost) == "published"


def test_an_unconfirmed_delivery_that_is_not_live_can_be_sent_anew(cli, put, states):
    lost = put("a" * 32, states["unconfirmed"])
    assert cli("resolve", lost.id, "--not-published").code is Exit.DONE
    assert state(cli, lost) == "failed"
    assert cli("retry", lost.id).code is Exit.DONE


def test_a_post_belongs_to_one_delivery(cli, put, states):
    put("a" * 32, states["published"])
    lost = put("b" * 32, states["unconfirmed"])
    ran = cli("resolve", lost.id, "--published", "p1", "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "post_claimed"
    assert state(cli, lost) == "unconfirmed"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--published", "1", "--not-published"],
        ["--published", ""],
        ["--published", "a b"],
        ["--published", "1", "--permalink", "x"],
        ["--not-published", "--permalink", "https://example.com/"],
    ],
)
def test_a_resolution_that_makes_no_sense_is_refused(cli, put, states, arguments):
    lost = put("a" * 32, states["unconfirmed"])
    assert cli("resolve", lost.id, *arguments).code is Exit.USAGE
    assert state(cli, lost) == "unconfirmed"


def test_only_an_unconfirmed_delivery_is_resolved(cli, put, states):
    queued = put("a" * 32, states["queued"])
    ran = cli("resolve", queued.id, "--not-published")
    assert ran.code is Exit.REFUSED
    assert "Only an unconfirmed" in ran.err
