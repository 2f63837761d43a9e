"""plan, reschedule, cancel, late policies and quotas, as an operator meets them."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.container import Container
from postwire.delivery import Delivery, LateKind, LatePolicy
from postwire.manifest import Quota, Use
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.state import Missed, Published, Publishing, Stage
from postwire.store import Save
from postwire_threads.hooks import MANIFEST

HOUR = timedelta(hours=1)


def published(sandbox):
    return sum(post.alive for post in sandbox.platform.posts.values())


def accepted(cli, account, text, at, *more):
    ran = cli("post", account, "--text", text, "--at", at.isoformat(), "--json", *more)
    assert ran.code is Exit.DONE, ran
    return ran.json["deliveries"][0]


@pytest.fixture
def overdue(store, account):
    """Puts deliveries into the database whose hours passed while nobody ran."""

    def write(number, late=None):
        now = datetime.now(UTC)
        new = [
            Delivery(
                id=f"{index:032}",
                account_id=account,
                platform="threads",
                post=Post(f"post {index}"),
                due=now - (number - index) * HOUR,
                wake_at=now - (number - index) * HOUR,
                late=late or LatePolicy(),
                submission="s",
                created_at=now - 1000 * HOUR,
            )
            for index in range(number)
        ]
        return store.submit(new)

    return write


def test_the_plan_shows_how_the_overdue_will_go_out_and_changes_nothing(cli, overdue, store):
    overdue(50)
    found = cli("plan", "--json").json
    moments = [datetime.fromisoformat(each["at"]) for each in found["plan"]]
    assert [each["id"] for each in found["plan"]] == [f"{index:032}" for index in range(50)]
    assert [(moment - moments[0]).total_seconds() for moment in moments] == [index * 30 for index in range(50)]
    assert found["accounts"][0]["paced"] == 49
    told = cli("plan")
    assert "49 overdue deliveries one after the other" in told.out
    assert "overdue, and one after the other" in told.out
    assert store.tally(datetime.now(UTC)).overdue == 50
    assert store.history(f"{3:032}") == ()


def test_a_run_obeys_the_plan(cli, overdue, sandbox, store):
    overdue(50)
    first = cli("plan", "--json").json["plan"]
    assert cli("run", "--once").code is Exit.DONE
    assert published(sandbox) == 1
    assert store.delivery(first[0]["id"]).state.receipt
    waits = [store.delivery(each["id"]).wake_at for each in first[1:]]
    distances = [(after - before).total_seconds() for before, after in itertools.pairwise(waits)]
    assert set(distances) == {30.0}
    again = cli("plan", "--json").json["plan"]
    assert [each["id"] for each in again] == [each["id"] for each in first[1:]]
    assert datetime.fromisoformat(again[-1]["at"]) == waits[-1]


@pytest.mark.parametrize(("kind", "state"), [("skip", "missed"), ("within", "missed"), ("hold", "held")])
def test_what_a_late_policy_does_is_planned_and_done(cli, overdue, sandbox, kind, state):
    overdue(2, LatePolicy(LateKind(kind)))
    assert [each["outcome"] for each in cli("plan", "--json").json["plan"]] == [state, state]
    assert f"late policy: {kind}" in cli("plan").out
    cli("run", "--until-idle")
    assert published(sandbox) == 0
    assert cli("status", "--json").json["states"] == {state: 2}


def test_an_empty_plan_says_so(cli, account):
    assert account
    assert "nothing is due" in cli("plan").err
    assert cli("plan", "--json").json == {"plan": [], "number": 0, "accounts": []}


def test_the_plan_looks_as_far_ahead_as_it_is_asked_to(cli, account):
    soon, late = (datetime.now(UTC) + hours * HOUR for hours in (2, 200))
    accepted(cli, account, "soon", soon)
    accepted(cli, account, "late", late)
    assert len(cli("plan", "--json").json["plan"]) == 1
    assert len(cli("plan", "--within", "30d", "--json").json["plan"]) == 2
    assert len(cli("plan", "--within", "30d", "--limit", "1", "--json").json["plan"]) == 1


@pytest.fixture
def two_a_day(monkeypatch):
    """Threads allows two posts a day."""
    quotas = (Quota(name="posts", maximum=2, window=24 * HOUR, uses=frozenset({Use.POST})),)
    monkeypatch.setattr("postwire_threads.hooks.MANIFEST", evolve(MANIFEST, quotas=quotas))


@pytest.mark.usefixtures("two_a_day")
def test_a_post_that_does_not_fit_is_accepted_and_told_when_it_does(cli, account):
    begin = datetime.now(UTC).replace(microsecond=0) + HOUR
    assert cli("post", account, "--text", "1", "--at", begin.isoformat(), "--json").json["forecast"] == []
    accepted(cli, account, "2", begin + HOUR)
    arguments = ("post", account, "--text", "3", "--at", (begin + 2 * HOUR).isoformat())
    (dry,) = cli(*arguments, "--dry-run", "--json").json["forecast"]
    assert dry["fits_at"] == (begin + 24 * HOUR).isoformat()
    assert dry["quota"] == {"name": "posts", "maximum": 2, "window_seconds": 86_400.0}
    ran = cli(*arguments)
    assert ran.code is Exit.DONE
    fits = (begin + 24 * HOUR).isoformat(timespec="minutes")
    assert f"it does not fit before {fits}: 2 posts in 1 d" in ran.err
    assert cli("post", account, "--text", "a reply", "--reply-to", "17", "--json").json["forecast"] == []
    row = cli("plan", "--within", "2d", "--json").json["plan"][-1]
    assert (row["at"], row["quota"]["name"]) == ((begin + 24 * HOUR).isoformat(), "posts")
    assert "does not fit before: 2 posts in 1 d" in cli("plan", "--within", "2d").out


@pytest.mark.usefixtures("two_a_day")
def test_what_was_published_counts_from_when_it_was(cli, account, put, store):
    now = datetime.now(UTC).replace(microsecond=0)
    for number, ago in enumerate((20 * HOUR, 30 * HOUR, HOUR)):
        begun = Publishing(Stage(Container("c"), now - ago), now - ago)
        delivery = put(f"{number}" * 32, begun, due=-50 * HOUR, text=str(number))
        store.save([Save(evolve(delivery, state=Published(Receipt(f"p{number}"))))])
    (tight,) = cli("post", account, "--text", "one more", "--json").json["forecast"]
    assert tight["fits_at"] == (now + 4 * HOUR).isoformat()


@pytest.mark.usefixtures("two_a_day")
def test_what_does_not_fit_now_says_everywhere_when_it_does(cli, account):
    for text in ("1", "2", "3"):
        assert cli("post", account, "--text", text, "--json").code is Exit.DONE
    assert cli("run", "--until-idle").code is Exit.DONE
    (held,) = cli("list", "--state", "held", "--json").json["deliveries"]
    wakes = datetime.fromisoformat(held["wake_at"])
    assert 24 * HOUR <= wakes - datetime.now(UTC) + timedelta(minutes=5) <= 24 * HOUR + timedelta(minutes=10)
    assert f"does not fit before {wakes.isoformat(timespec='minutes')}" in cli("list").out
    shown = cli("show", held["id"]).out
    assert f"2 posts in 1 d are used up; it does not fit before {wakes:%Y-%m-%d %H:%M:%S} UTC" in shown
    (row,) = cli("plan", "--within", "2d", "--json").json["plan"]
    assert (row["at"], row["quota"]["name"]) == (wakes.isoformat(), "posts")


def test_another_hour_is_given_and_kept(cli, account, sandbox):
    sent = accepted(cli, account, "x", datetime.now(UTC) + HOUR)
    moved = cli("reschedule", sent["id"][:8], "--at", "2998-03-01T09:00", "--zone", "Europe/Berlin", "--json")
    assert moved.code is Exit.DONE
    assert moved.json["deliveries"][0]["due"] == "2998-03-01T08:00:00+00:00"
    kept = cli("show", sent["id"], "--json").json
    assert (kept["due"], kept["late"]["kind"]) == ("2998-03-01T08:00:00+00:00", "publish")
    assert kept["history"][-1]["name"] == "reschedule"
    options = ("--late", "within:5m", "--prepare-ahead", "10m")
    assert cli("reschedule", sent["id"], "--at", "2998-03-01T09:00Z", *options).code is Exit.DONE
    changed = cli("show", sent["id"], "--json").json
    assert (changed["late"]["kind"], changed["prepare_ahead_seconds"]) == ("within", 600.0)
    assert changed["wake_at"] == "2998-03-01T08:50:00+00:00"
    cli("run", "--until-idle")
    assert published(sandbox) == 0


def test_what_missed_its_hour_goes_out_at_another(cli, put, sandbox):
    missed = put("a" * 32, Missed(), due=-2 * HOUR)
    soon = datetime.now(UTC)
    assert cli("reschedule", missed.id, "--at", soon.isoformat(), "--late", "publish").code is Exit.DONE
    cli("run", "--until-idle")
    assert published(sandbox) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "the new hour is not said"),
        (["--at", "2020-01-01T00:00Z"], "it passed"),
        (["--at", "tomorrow"], "no time as ISO 8601"),
        (["--at", "2998-01-01T00:00"], "another moment in every place"),
        (["--at", "2998-01-01T00:00Z", "--prepare-ahead", "2d"], "keeps what is prepared for"),
    ],
)
def test_an_hour_that_makes_no_sense_is_refused(cli, put, states, arguments, words):
    queued = put("a" * 32, states["queued"])
    ran = cli("reschedule", queued.id, *arguments)
    assert ran.code in {Exit.USAGE, Exit.REFUSED}
    assert words in ran.err
    assert cli("show", queued.id, "--json").json["due"] == queued.due.isoformat()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("reschedule", "--at", "2998-01-01T00:00Z"), "only what has not begun to go out"),
        (("cancel",), "cancel is not possible while publishing"),
    ],
)
def test_once_publishing_was_begun_it_is_too_late_and_the_reason_is_told(cli, put, store, command, words):
    moment = datetime.now(UTC)
    begun = put("a" * 32, Publishing(Stage(Container("c"), moment, publishes=1), moment))
    name, *rest = command
    ran = cli(name, begun.id, *rest)
    assert ran.code is Exit.REFUSED
    assert words in ran.err
    assert isinstance(store.delivery(begun.id).state, Publishing)


@pytest.mark.parametrize(("name", "instead"), [("published", "postwire show"), ("failed", "postwire retry")])
def test_what_is_over_gets_no_other_hour_and_is_told_what_helps(cli, put, states, name, instead):
    over = put("a" * 32, states[name])
    ran = cli("reschedule", over.id, "--at", "2998-01-01T00:00Z")
    assert ran.code is Exit.REFUSED
    assert instead in ran.err


def test_a_post_is_prepared_ahead_and_waits_for_its_hour(cli, account, store, sandbox):
    sent = accepted(cli, account, "x", datetime.now(UTC) + HOUR, "--prepare-ahead", "2h")
    cli("run", "--once")
    prepared = store.delivery(sent["id"])
    story = [entry["name"] for entry in cli("show", sent["id"], "--json").json["history"]]
    assert "created" in story
    assert published(sandbox) == 0
    store.save([Save(evolve(prepared, wake_at=datetime.now(UTC)))])
    cli("run", "--once")
    assert cli("show", sent["id"], "--json").json["state"] == "ready"
    assert published(sandbox) == 0
    now = datetime.now(UTC).isoformat()
    assert cli("reschedule", sent["id"], "--at", now).code is Exit.DONE
    cli("run", "--until-idle")
    assert published(sandbox) == 1
    assert len(sandbox.platform.posts) == 1


def test_to_prepare_longer_ahead_than_the_platform_keeps_it_is_refused(cli, account):
    ran = cli("post", account, "--text", "x", "--at", "2998-01-01T00:00Z", "--prepare-ahead", "1d")
    assert ran.code is Exit.REFUSED
    assert "keeps what is prepared for 1 d" in ran.err
