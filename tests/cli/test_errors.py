"""explain by code, unknown, evidence and edit."""

import json
import stat
from datetime import UTC, datetime

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.history import Entry, EntryKind
from postwire.state import Failed
from postwire.store import Save

CANARY = "THcanary7f3a9c1e5b2d8f4a6c0e"
"""The token of the sandbox's account."""
LOOKALIKE = "THAAQvJ9x0kqVBZAFk2b1R3cE5LUzd0bWlxY0pW"
SIGNED = "https://media.example/a.jpg?X-Amz-Signature=5f4dcc3b5aa765d61d8327deb882cf99&x=1"
NOBODY_KNOWS = {
    "error": {
        "message": "The moon 17900000000000010 is full",
        "type": "MoonException",
        "code": 777777,
        "fbtrace_id": "AbC1",
    }
}


@pytest.fixture
def story(store, put, states):
    """Adds to a delivery's story an answer that nobody can explain."""

    def tell(delivery_id, answer, status=400, state="failed"):
        delivery = put(delivery_id, states["queued"], text=f"Hello {delivery_id[:4]}")
        moment = datetime.now(UTC)
        diagnosis = Diagnosis(
            code="threads.refused",
            category=Category.UNKNOWN,
            action=Action.GIVE_UP,
            caused_by=Culprit.US,
            message="Refused.",
            rule=f"http.{status}",
        )
        plain = {"code": diagnosis.code, "category": "unknown", "rule": diagnosis.rule}
        exchange = {"status": status, "body": json.dumps(answer), "milliseconds": 3, "form": {"image_url": SIGNED}}
        entries = (
            Entry(at=moment, kind=EntryKind.EXCHANGE, name="POST /me/threads", state="creating", data=exchange),
            Entry(
                at=moment,
                kind=EntryKind.EVENT,
                name="refusal",
                state=state,
                data={"operation": "create", "diagnosis": plain},
            ),
        )
        assert store.save([Save(evolve(delivery, state=Failed(diagnosis), wake_at=None), entries)]) == (True,)
        return delivery.id

    return tell


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("token_expired", "threads.token_expired"),
        ("threads.token_expired", "threads.token_expired"),
        ("190/463", "threads.token_expired"),
        ("FAILED_DOWNLOADING_VIDEO", "threads.media_not_fetched"),
        ("unconfirmed", "threads.unconfirmed"),
    ],
)
def test_a_code_is_explained_without_an_answer(cli, given, code):
    told = cli("explain", "threads", given)
    assert told.code is Exit.DONE
    assert f"code      {code} (" in told.out
    assert "who acts" in told.out
    (entry,) = cli("explain", "threads", given, "--json").json["entries"]
    assert entry["code"] == code
    assert entry["next_step"]


def test_a_code_that_means_several_things_is_told_by_the_moment(cli):
    every = cli("explain", "threads", "24/4279009")
    assert "it means 5 different things" in every.out
    (entry,) = cli("explain", "threads", "24/4279009", "--operation", "publish", "--json").json["entries"]
    assert entry["code"] == "threads.container_not_visible_yet"
    assert entry["signs"][0]["sources"]


def test_a_code_nobody_knows_is_refused_with_what_can_be_given(cli):
    refused = cli("explain", "threads", "no_such_code")
    assert refused.code is Exit.USAGE
    assert "no code is known that reads so" in refused.err


def test_a_file_whose_name_is_a_code_is_read(cli, home):
    (home / "190").write_text('{"error": {"code": 24, "error_subcode": 4279009}}')
    assert "parent_not_found" in cli("explain", "threads", "190").out


def test_an_answer_that_is_explained_leads_to_its_entry(cli):
    told = cli("explain", "threads", given='{"error": {"code": 190, "error_subcode": 463}}')
    assert "more      `postwire explain threads token_expired`" in told.out


def test_where_everything_was_explained_nothing_is_counted(cli, account):
    assert account
    assert "every answer could be explained" in cli("unknown").out
    assert cli("unknown", "--json").json == {"kinds": []}


def test_answers_that_nobody_could_explain_are_counted_by_kind(cli, story):
    other = json.loads(json.dumps(NOBODY_KNOWS).replace("17900000000000010", "5").replace("AbC1", "XyZ2"))
    story("a" * 32, NOBODY_KNOWS)
    story("b" * 32, other, status=500)
    story("c" * 32, {"error": {"message": "The tide is out", "code": 777778}})
    first, second = cli("unknown", "--json").json["kinds"]
    assert (first["times"], second["times"]) == (2, 1)
    assert first["words"] == "the moon # is full"
    assert set(first["trace_ids"]) == {"AbC1", "XyZ2"}
    assert set(first["deliveries"]) == {"a" * 32, "b" * 32}
    table = cli("unknown").out
    assert first["fingerprint"] in table
    assert "code=777777" in table


def test_a_real_answer_that_no_rule_knows_is_counted(cli, account, fault):
    fault("answer", "create", status=418, body={"teapot": {"note": "short and stout"}})
    cli("post", account, "--text", "Tea?", "--wait")
    (kind,) = cli("unknown", "--json").json["kinds"]
    assert kind["taken_for"] == "threads.refused"
    assert kind["fingerprint"].startswith("threads-create-")


def test_evidence_holds_request_answer_story_and_versions(cli, home, story):
    delivery = story("a" * 32, NOBODY_KNOWS)
    (kind,) = cli("unknown", "--json").json["kinds"]
    for given in (delivery, kind["fingerprint"]):
        told = cli("evidence", given, "-o", f"{given[:12]}.json")
        assert told.code is Exit.DONE, told.err
        assert "1 trace id" in told.out
        bundle = json.loads((home / f"{given[:12]}.json").read_text())
        assert bundle["trace_ids"] == ["AbC1"]
        assert bundle["unexplained"][0]["fingerprint"] == kind["fingerprint"]
        assert {"postwire", "python", "connector of threads", "api of threads"} <= bundle["versions"].keys()
        exchange = next(entry for entry in bundle["deliveries"][0]["history"] if entry["kind"] == "exchange")
        assert exchange["data"]["body"] == NOBODY_KNOWS
        assert exchange["name"] == "POST /me/threads"


def test_evidence_holds_no_secret_and_only_its_owner_reads_it(cli, home, story, account):
    assert account
    leaky = {"error": {"message": f"token {LOOKALIKE} and access_token=hunter2secret are odd", "code": 777777}}
    delivery = story("a" * 32, leaky)
    cli("evidence", delivery, "-o", "bundle.json")
    written = (home / "bundle.json").read_text()
    for secret in (LOOKALIKE, "hunter2secret", "5f4dcc3b5aa765d61d8327deb882cf99"):
        assert secret not in written
    assert "media.example/a.jpg" in written
    assert stat.S_IMODE((home / "bundle.json").stat().st_mode) == 0o600


def test_the_token_of_the_account_is_in_no_evidence_of_a_whole_conversation(cli, home, account, fault):
    fault("answer", "create", status=418, body={"echo": f"you said {CANARY}"})
    cli("post", account, "--text", "Hello", "--wait")
    (delivery,) = cli("list", "--json").json["deliveries"]
    cli("evidence", delivery["id"], "-o", "bundle.json")
    written = (home / "bundle.json").read_text()
    assert "you said" in written
    assert CANARY not in written


def test_evidence_never_overwrites(cli, home, story):
    delivery = story("a" * 32, NOBODY_KNOWS)
    (home / "mine.json").write_text("precious")
    refused = cli("evidence", delivery, "-o", "mine.json")
    assert refused.code is Exit.REFUSED
    assert "is there already" in refused.err
    assert (home / "mine.json").read_text() == "precious"


def test_a_fingerprint_nobody_met_is_refused(cli, account):
    assert account
    refused = cli("evidence", "threads-create-0123456789", "-o", "x.json")
    assert refused.code is Exit.REFUSED
    assert "`postwire unknown` lists them" in refused.err


def test_editing_names_what_to_do_instead(cli, put, states):
    published = put("a" * 32, states["published"])
    refused = cli("edit", published.id, "--text", "Better", "--json")
    assert refused.code is Exit.REFUSED
    assert refused.json["error"]["code"] == "unsupported"
    assert f"`postwire delete {published.id}`" in refused.json["error"]["message"]


def test_the_doctor_tells_of_answers_that_nobody_could_explain(cli, story):
    story("a" * 32, NOBODY_KNOWS)
    found = cli("doctor", "--offline", "--json").json["findings"]
    (finding,) = [each for each in found if each["area"] == "answer"]
    assert finding["weight"] == "warning"
    assert finding["message"] == "1 answer that nobody could explain, of 1 kind"
