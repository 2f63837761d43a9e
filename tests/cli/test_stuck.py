"""What does not move is told with whose turn it is and for how long; what was lost is looked for."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.container import Container
from postwire.credentials import Vault
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category
from postwire.post import Post
from postwire.state import Processing, Queued, Stage, Trouble
from postwire.store import Save


def published(sandbox):
    return sum(post.alive for post in sandbox.platform.posts.values())


@pytest.fixture
def place(store, account):
    """Puts a delivery into the database whose hour, and last move, lie back."""

    def write(delivery_id, state, *, ago, wakes_in=None):
        then = datetime.now(UTC) - ago
        new = Delivery(
            id=delivery_id,
            account_id=account,
            platform="threads",
            post=Post(delivery_id),
            due=then,
            wake_at=then,
            submission="s",
            created_at=then,
        )
        (stored,) = store.submit([new])
        wake_at = None if wakes_in is None else datetime.now(UTC) + wakes_in
        store.save([Save(evolve(stored, state=state, wake_at=wake_at))])
        return stored

    return write


def test_the_ones_that_wait_are_told_together_the_longest_first(cli, place, states):
    place("a" * 32, states["held"], ago=timedelta(hours=5))
    place("b" * 32, states["held"], ago=timedelta(days=3))
    place("c" * 32, states["unconfirmed"], ago=timedelta(days=4))
    lost, held = cli("status", "--json").json["stuck"]
    assert (lost["who_acts"], lost["number"]) == ("operator", 1)
    assert (held["who_acts"], held["number"]) == ("account_owner", 2)
    assert held["deliveries"] == ["b" * 32, "a" * 32]
    assert 3 * 86_400 <= held["seconds"] < 3 * 86_400 + 600
    assert f"postwire resume {'b' * 32}" in held["next"]
    assert "for 3 d; the person whose account it is: bbbbbbbbbbbb and 1 more" in cli("status").out


def test_nobody_who_runs_is_told(cli, place):
    place("a" * 32, Queued(), ago=timedelta(hours=2), wakes_in=-timedelta(minutes=11))
    (found,) = cli("status", "--json").json["stuck"]
    assert (found["reason"], found["who_acts"]) == ("nobody_runs", "operator")
    assert "postwire run" in found["next"]


def test_what_takes_long_and_what_goes_wrong_again_and_again_is_told(cli, place, states):
    begun = datetime.now(UTC) - timedelta(hours=2)
    soon = timedelta(minutes=1)
    place("a" * 32, Processing(Stage(Container("c"), begun)), ago=timedelta(hours=3), wakes_in=soon)
    trouble = Trouble(tries=9, since=begun, last=states["failed"].diagnosis)
    place("b" * 32, Queued(trouble), ago=timedelta(hours=3), wakes_in=soon)
    assert {each["reason"] for each in cli("status", "--json").json["stuck"]} == {
        "processing_for_long",
        "threads.made_up",
    }


def test_what_moves_is_not_stuck(cli, place, states):
    moment, soon = datetime.now(UTC), timedelta(minutes=1)
    place("a" * 32, Processing(Stage(Container("c"), moment)), ago=timedelta(minutes=2), wakes_in=soon)
    place("b" * 32, states["held"], ago=timedelta(hours=3), wakes_in=soon)
    place("c" * 32, Queued(), ago=timedelta(hours=3), wakes_in=soon)
    assert cli("status", "--json").json["stuck"] == []


@pytest.fixture
def media_trouble(put, states):
    """Failed deliveries, two of them since their media could not be fetched."""
    failed = states["failed"]
    fetch = evolve(failed, diagnosis=evolve(failed.diagnosis, category=Category.MEDIA_FETCH, code="threads.fetch"))
    return [put("a" * 32, fetch, text="a"), put("b" * 32, fetch, text="b"), put("c" * 32, failed, text="c")]


def test_all_of_one_kind_are_tried_again_and_no_others(cli, media_trouble):
    ran = cli("retry", "--category", "media_fetch", "--json")
    assert ran.code is Exit.DONE
    assert {each["id"] for each in ran.json["deliveries"]} == {media_trouble[0].id, media_trouble[1].id}
    assert cli("show", media_trouble[2].id, "--json").json["state"] == "failed"


def test_a_dry_run_counts_and_changes_nothing(cli, media_trouble):
    for arguments, number in ((["--category", "media_fetch"], 2), (["--all"], 3), (["--code", "threads.fetch"], 2)):
        ran = cli("retry", *arguments, "--dry-run", "--json")
        assert (ran.code, ran.json["number"], len(ran.json["deliveries"])) == (Exit.DONE, number, number)
    assert "3 deliveries would be started anew" in cli("retry", "--all", "--dry-run").out
    assert "1 delivery would be started anew" in cli("retry", "cccc", "--dry-run").out
    assert cli("status", "--json").json["failed"] == len(media_trouble)


def test_a_kind_that_there_is_not_is_refused_and_one_without_deliveries_is_said(cli, media_trouble):
    assert media_trouble
    assert cli("retry", "--category", "weather").code is Exit.USAGE
    assert "no failed delivery fits" in cli("retry", "--category", "quota").err
    assert "no missed delivery fits" in cli("retry", "--state", "missed").err


def test_many_that_were_late_go_out_one_after_the_other(cli, put, states):
    for number in range(3):
        put(f"{number}" * 32, states["failed"], due=timedelta(hours=number - 5), text=str(number))
    found = cli("retry", "--all", "--json").json["deliveries"]
    dues = [datetime.fromisoformat(each["due"]) for each in found]
    assert [each["id"][0] for each in found] == ["0", "1", "2"]
    assert [round((due - dues[0]).total_seconds()) for due in dues] == [0, 30, 60]


def test_what_is_unconfirmed_is_found_on_the_platform(cli, account, sandbox, store, states):
    live = cli("post", account, "--text", "where am I", "--wait", "--json").json["deliveries"][0]
    known = store.delivery(live["id"])
    stage = Stage(Container("17999"), known.created_at, publishes=1, doubted=True)
    lost = evolve(states["unconfirmed"], stage=stage)
    assert store.save([Save(evolve(known, state=lost, wake_at=None))]) == (True,)
    assert [each["state"] for each in cli("list", "--state", "unconfirmed", "--json").json["deliveries"]] == [
        "unconfirmed"
    ]

    ran = cli("reconcile", "--json")

    assert ran.code is Exit.DONE
    (found,) = ran.json["deliveries"]
    assert (found["state"], found["post_id"]) == ("published", live["post_id"])
    assert published(sandbox) == 1
    assert "reconcile" in [entry["name"] for entry in cli("show", live["id"], "--json").json["history"]]


def test_what_is_not_found_stays_and_its_story_tells_the_look(cli, put, states, sandbox):
    lost = put("a" * 32, states["unconfirmed"])
    ran = cli("reconcile", lost.id, "--json")
    assert ran.code is Exit.WAITS
    assert ran.json["deliveries"][0]["state"] == "unconfirmed"
    told = cli("show", lost.id).out
    assert "somebody asked: reconcile" in told
    assert "GET /17841400000000001/threads" in told or "GET /me/threads" in told
    assert published(sandbox) == 0


def test_only_what_is_unconfirmed_is_looked_for(cli, put, states):
    queued = put("a" * 32, states["queued"])
    ran = cli("reconcile", queued.id, "--json")
    assert ran.code is Exit.REFUSED
    assert "only an unconfirmed delivery" in ran.json["refused"][0]["error"]["message"]
    assert "no delivery is unconfirmed" in cli("reconcile").err


def test_a_run_lets_go_on_what_was_held_for_a_key_that_is_mended(cli, account, sandbox, monkeypatch):
    cli("post", account, "--text", "x")
    with monkeypatch.context() as patched:
        patched.setattr("postwire.cli.run.check_key", lambda _: None)
        patched.setenv("POSTWIRE_KEY", Vault.new_key())
        cli("run", "--until-idle")
        assert cli("status", "--json").json["held"] == 1
    ran = cli("run", "--until-idle")
    assert "goes on: what it was held for is mended" in ran.err
    assert published(sandbox) == 1


def test_a_wait_for_a_window_ends_by_itself(cli, put, states, store, sandbox):
    no = evolve(states["held"].diagnosis, action=Action.WAIT, category=Category.QUOTA)
    held = put("a" * 32, evolve(states["held"], diagnosis=no))
    store.save([Save(evolve(held, wake_at=datetime.now(UTC), due=datetime.now(UTC)))])
    cli("run", "--until-idle")
    assert published(sandbox) == 1
