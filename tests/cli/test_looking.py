"""status, list and show."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.cli.outlook import Who, outlook
from postwire.diagnosis import Action
from postwire.registry import Registry


@pytest.fixture
def queue(put, states):
    """One delivery in each kind of state."""
    return {
        name: put(f"{number:x<32}", state, due=timedelta(minutes=15 + number))
        for number, (name, state) in enumerate(states.items())
    }


def test_the_status_of_an_empty_database_is_all_zeros(cli, account):
    assert account
    status = cli("status", "--json").json
    assert status["next_due"] is None
    assert {status[name] for name in ("queued", "under_way", "sent", "failed", "held", "unconfirmed", "overdue")} == {0}
    assert "nothing is queued" in cli("status").out


def test_the_status_counts_and_says_when_the_next_is_due(cli, queue):
    status = cli("status", "--json").json
    assert {name: status[name] for name in ("queued", "sent", "failed", "held", "unconfirmed", "overdue")} == {
        "queued": 1,
        "sent": 1,
        "failed": 1,
        "held": 1,
        "unconfirmed": 1,
        "overdue": 0,
    }
    assert status["next_due"]["at"] == queue["queued"].due.isoformat()
    assert 600 < status["next_due"]["in_seconds"] <= 900
    told = cli("status").out
    assert "next due     in " in told
    assert queue["queued"].due.isoformat(timespec="seconds") in told
    assert f"the person whose account it is: {queue['held'].id[:12]}" in told
    assert [each["deliveries"] for each in status["stuck"]] == [[queue["held"].id], [queue["unconfirmed"].id]]


def test_what_is_overdue_is_said(cli, put, states):
    put("a" * 32, states["queued"], due=-timedelta(minutes=5))
    assert cli("status", "--json").json["overdue"] == 1
    assert "overdue" in cli("status").out


def test_the_status_needs_no_plugin_and_no_key(cli, queue, monkeypatch):
    assert queue
    monkeypatch.delenv("POSTWIRE_KEY")
    monkeypatch.setattr(Registry, "installed", lambda: pytest.fail("plugins were loaded"))
    assert cli("status").code is Exit.DONE
    assert cli("list").code is Exit.DONE
    assert cli("show", queue["held"].id).code is Exit.DONE


def test_a_list_is_filtered_and_goes_on_page_by_page(cli, queue, account):
    everything = cli("list", "--json").json
    assert everything["next"] is None
    assert [each["id"] for each in everything["deliveries"]] == [delivery.id for delivery in queue.values()]
    first = cli("list", "--limit", "2", "--json").json
    assert first["next"] == first["deliveries"][-1]["id"]
    second = cli("list", "--after", first["next"], "--json").json
    assert first["deliveries"] + second["deliveries"] == everything["deliveries"]
    held = cli("list", "--state", "held", "--state", "failed", "--json").json["deliveries"]
    assert {each["state"] for each in held} == {"held", "failed"}
    assert len(cli("list", "--account", account, "--platform", "threads", "--json").json["deliveries"]) == len(queue)
    assert cli("list", "--platform", "other", "--json").json["deliveries"] == []


def test_a_list_is_plain_columns_where_nobody_looks(cli, queue):
    lines = cli("list").out.splitlines()
    assert lines[0].split() == ["id", "state", "account", "due", "text", "outcome"]
    assert len(lines) == 1 + len(queue)
    assert all("\x1b" not in line for line in lines)


@pytest.mark.parametrize("name", ["queued", "published", "held", "failed", "unconfirmed"])
def test_the_story_says_what_happens_next_and_who_must_act(cli, queue, name):
    delivery = queue[name]
    plain = cli("show", delivery.id, "--json").json
    told = cli("show", delivery.id).out
    assert plain["state"] == name
    assert {"queued": "postwire", "published": "nobody", "held": "account_owner", "failed": "author"}.get(
        name, "operator"
    ) == plain["who_acts"]
    assert plain["next"] in told
    if name in {"held", "failed", "unconfirmed"}:
        assert f"postwire resume {delivery.id}" in told, "the command can be pasted"
        assert plain["diagnosis"]["code"] == "threads.made_up"
        for dialect in ("error_class", "action_word", "gateway_code"):
            assert plain["diagnosis"][dialect] in told


def test_the_story_holds_every_request_with_the_platforms_own_answer(cli, account, fault):
    fault("answer", "create", error="36003/2207009")
    sent = cli("post", account, "--text", "Hello", "--wait", "--json").json["deliveries"][0]
    plain, told = cli("show", sent["id"], "--json").json, cli("show", sent["id"]).out
    exchange = next(entry for entry in plain["history"] if entry["kind"] == "exchange")
    assert exchange["name"] == "POST /17841400000000001/threads"
    assert exchange["data"]["status"] == 400
    assert exchange["data"]["body"]["error"]["error_subcode"] == 2207009
    assert exchange["data"]["form"]["text"] == "Hello"
    assert '"error_subcode": 2207009' in told
    assert "HTTP 400" in told
    assert plain["diagnosis"]["message"] in told


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(cli, put, states):
    put("abcd" + "0" * 28, states["queued"])
    put("abce" + "0" * 28, states["queued"])
    assert cli("show", "abcd", "--json").json["id"] == "abcd" + "0" * 28
    assert cli("show", "ABCD0", "--json").json["id"] == "abcd" + "0" * 28
    put("abcd1" + "0" * 27, states["queued"])
    ran = cli("show", "abcd", "--json")
    assert ran.code is Exit.REFUSED
    assert len(ran.json["error"]["candidates"]) == 2


@pytest.mark.parametrize(("given", "code"), [("abc", "short_id"), ("abcd", "unknown_delivery"), ("", "short_id")])
def test_an_id_that_names_nothing_is_refused(cli, account, given, code):
    assert account
    ran = cli("show", given, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == code


@pytest.mark.parametrize("action", Action)
def test_every_held_delivery_has_somebody_who_acts(queue, action):
    state = queue["held"].state
    held = evolve(queue["held"], state=evolve(state, diagnosis=evolve(state.diagnosis, action=action)))
    assert outlook(held, datetime.now(UTC)).who is not Who.NOBODY
