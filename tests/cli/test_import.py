import json
from datetime import UTC, datetime, timedelta

import pytest

from postwire.cli import importing, jsonl
from postwire.cli.exit import Exit

LATER = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)


def written(home, *lines):
    (home / "posts.jsonl").write_text(
        "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    )
    return "posts.jsonl"


def line(text, account="@sandbox", **more):
    return {"accounts": [account], "text": text, **more}


def texts(cli):
    return sorted(delivery["text"] for delivery in cli("list", "--json").json["deliveries"])


def test_every_line_becomes_a_delivery(cli, account, home):
    file = written(
        home,
        line("one"),
        "",
        line("two", at="2998-07-01T09:00", zone="Europe/Berlin", late="within:10m", prepare_ahead="10m"),
        line("three", account, reply_to="123", options={"threads": {"reply_control": "everyone"}}, idempotency_key="k"),
    )
    ran = cli("import", file, "--json")
    assert ran.code is Exit.DONE
    assert (ran.json["accepted"], ran.json["good_lines"], ran.json["bad_lines"]) == (3, 3, [])
    found = {each["text"]: cli("show", each["id"], "--json").json for each in cli("list", "--json").json["deliveries"]}
    assert found["two"]["due"] == "2998-07-01T07:00:00+00:00"
    assert found["two"]["late"] == {"kind": "within", "within_seconds": 600.0}
    assert found["two"]["prepare_ahead_seconds"] == 600.0
    assert found["three"]["post"]["reply_to"] == "123"
    assert found["three"]["post"]["options"] == {"threads": {"reply_control": "everyone"}}
    assert found["three"]["idempotency_key"] == "k"


@pytest.mark.parametrize("name", ["schedule_at", "scheduled_at"])
def test_the_hour_may_have_the_name_that_others_give_it(cli, account, home, name):
    hour = "2998-07-01T09:00:00Z"
    assert cli("import", written(home, line("later", account, at=hour)), "--json").json["accepted"] == 1
    assert cli("import", written(home, line("later", account, **{name: hour})), "--json").code is Exit.DONE
    (delivery,) = cli("list", "--json").json["deliveries"]
    assert delivery["due"] == "2998-07-01T09:00:00+00:00"
    both = cli("import", written(home, line("both", account, at=hour, **{name: "x"})), "--json")
    assert both.code is Exit.REFUSED
    assert f"{name}: it stands for 'at', which is there, too" in both.out


LONG = "The keeper climbs the stairs, and lights the lamp. " * 20


def test_a_line_becomes_a_chain_and_a_first_comment(cli, account, home):
    file = written(home, line(LONG, account, chain=True, numbered=True, first_comment="The source."), line("one"))
    assert cli("import", file, "--json").json["accepted"] == 5
    found = cli("list", "--json").json["deliveries"]
    chain = [each for each in found if each["submission"] == found[0]["submission"]]
    assert [each["text"][-3:] for each in chain] == ["1/3", "2/3", "3/3", "ce."]
    assert [each["parent"] for each in chain] == [None, *(each["id"] for each in chain[:3])]


def test_a_chain_that_is_imported_twice_is_accepted_once(cli, account, home):
    file = written(home, line(LONG, account, chain=True), line("Read.", first_comment="The source."))
    assert cli("import", file, "--json").json["accepted"] == 5
    again = cli("import", file, "--json").json
    assert (again["accepted"], again["accepted_before"]) == (0, 5)
    assert len(texts(cli)) == 5


def test_a_comment_makes_another_post_of_a_line_and_a_false_changes_nothing(cli, account, home):
    cli("import", written(home, line("one", account)))
    again = cli("import", written(home, line("one", chain=False, numbered=False)), "--json").json
    assert (again["accepted"], again["accepted_before"]) == (0, 1)
    other = cli("import", written(home, line("one", first_comment="The source.")), "--allow-duplicate", "--json").json
    assert other["accepted"] == 2


def test_a_key_that_stands_for_a_post_without_a_comment_takes_none_later(cli, account, home):
    cli("import", written(home, line("one", account, idempotency_key="k")))
    ran = cli("import", written(home, line("one", idempotency_key="k", first_comment="The source.")), "--json")
    assert ran.json["error"]["code"] == "idempotency_conflict"
    assert texts(cli) == ["one"]


def test_stdin_is_read_as_a_file_is(cli, account):
    assert cli("import", "-", given=json.dumps(line("one", account))).code is Exit.DONE
    assert texts(cli) == ["one"]


BAD = {
    "accounts: it is missing": {"text": "x"},
    "accounts: it is no list": {"accounts": "@sandbox", "text": "x"},
    "account '@sandbx' is not known": line("x", "@sandbx"),
    "no key 'tezt'": line("x", tezt="y"),
    "text: it is no text": line(5),
    "media: it is no list": line("x", media="https://example.com/a.jpg"),
    "media[1]: it is neither": line("x", media=["https://example.com/a.jpg", 5]),
    "no key 'url'": line("x", media=[{"url": "https://example.com/a.jpg"}]),
    "media[0].location: it is missing": line("x", media=[{"alt_text": "a cat"}]),
    "media[0].alt_text: it is no text": line("x", media=[{"location": "a", "alt_text": 5}]),
    "options: it is no object": line("x", options={"reply_control": "everyone"}),
    "options for 'thread'": line("x", options={"thread": {}}),
    "no option 'relpy_control'": line("x", options={"threads": {"relpy_control": "everyone"}}),
    "without an offset or a zone": line("x", at="2998-07-01T09:00"),
    "it passed": line("x", at="2020-07-01T09:00Z"),
    "no time zone": line("x", at="2998-07-01T09:00", zone="Berlin"),
    "late policy 'maybe'": line("x", late="maybe"),
    "prepare_ahead '10'": line("x", prepare_ahead="10"),
    "threads.text.max_bytes": line("x" * 501),
    "chain: it is neither true nor false": line("x", chain="yes"),
    "numbered: it is true, and chain is not": line("x", numbered=True),
    "first_comment: it is empty": line("x", first_comment=" "),
    "first_comment: it is no text": line("x", first_comment=5),
    "threads.chain.unsplittable": line("https://example.com/" + "x" * 500, chain=True),
    "idempotency_key: it is empty": line("x", idempotency_key=""),
    "it is not JSON": "{'text': 'x'}",
    "names a key twice": '{"accounts": ["@sandbox"], "text": "a", "text": "b"}',
    "NaN is no JSON value": '{"accounts": ["@sandbox"], "text": NaN}',
    "it is JSON, but no object": '["x"]',
    "half of a surrogate pair": '{"accounts": ["@sandbox"], "text": "\\ud83d"}',
    "nested": '{"accounts": ' + "[" * 100_000,
}


@pytest.mark.parametrize("words", BAD)
def test_one_bad_line_keeps_all_lines_from_being_accepted_and_is_named(cli, account, home, words):
    assert account
    file = written(home, line("good"), BAD[words], line("good too"))
    ran = cli("import", file)
    assert ran.code is Exit.REFUSED
    assert "line 2: " in ran.err
    assert words in ran.err or words == "nested"
    assert "line 1" not in ran.err
    assert "nothing was accepted: 1 bad line, and 2 good lines kept back" in ran.out
    assert texts(cli) == []


def test_all_that_is_wrong_with_all_lines_is_told_at_once(cli, account, home):
    assert account
    file = written(home, line("x", tezt=1, late="maybe", at="soon"), "nonsense", line("fine"))
    ran = cli("import", file, "--json")
    bad = ran.json["bad_lines"]
    assert [(each["line"], each["field"]) for each in bad] == [(1, "tezt"), (1, "at"), (1, "late"), (2, "line")]
    assert all(each["message"] and each["fix"] for each in bad)
    assert ran.json["error"]["code"] == "bad_lines"
    assert ran.json["accepted"] == 0


def test_bad_lines_are_skipped_where_that_is_asked_for(cli, account, home):
    assert account
    file = written(home, line("one"), "nonsense", line("two"), line("x" * 501))
    ran = cli("import", file, "--skip-bad")
    assert ran.code is Exit.REFUSED
    assert "2 deliveries accepted from 2 good lines; 2 bad lines skipped" in ran.out
    assert texts(cli) == ["one", "two"]


def test_a_dry_run_checks_every_line_and_accepts_none(cli, account, home):
    assert account
    ran = cli("import", written(home, line("one"), line("two")), "--dry-run", "--json")
    assert ran.code is Exit.DONE
    assert (ran.json["dry_run"], ran.json["good_lines"], ran.json["accepted"]) == (True, 2, 0)
    assert texts(cli) == []


def test_a_file_that_is_imported_twice_is_accepted_once(cli, account, home):
    assert account
    file = written(home, line("one"), line("two", at=LATER.isoformat()))
    assert cli("import", file, "--json").json["accepted"] == 2
    again = cli("import", file, "--json").json
    assert (again["accepted"], again["accepted_before"]) == (0, 2)
    assert texts(cli) == ["one", "two"]


def test_a_file_may_grow_and_be_imported_again_after_an_hour_of_it_has_passed(cli, account, home, monkeypatch):
    assert account
    cli("import", written(home, line("one", at=LATER.isoformat())))
    monkeypatch.setattr("postwire.cli.importing.now", lambda: LATER + timedelta(hours=1))
    ran = cli("import", written(home, line("one", at=LATER.isoformat()), line("two")), "--json")
    assert (ran.json["accepted"], ran.json["accepted_before"], ran.json["bad_lines"]) == (1, 1, [])


def test_a_line_that_stands_in_a_file_twice_is_refused_unless_each_has_its_own_key(cli, account, home):
    assert account
    ran = cli("import", written(home, line("one"), line("two"), line("one")), "--json")
    assert [(bad["line"], bad["code"]) for bad in ran.json["bad_lines"]] == [(3, "duplicate_line")]
    assert "line 1" in ran.json["bad_lines"][0]["message"]
    meant = written(home, line("one", idempotency_key="a"), line("two"), line("one", idempotency_key="b"))
    assert cli("import", meant, "--json").json["error"]["code"] == "duplicate_post"
    assert cli("import", meant, "--allow-duplicate", "--json").json["accepted"] == 3


def test_a_key_that_two_lines_share_is_refused(cli, account, home):
    assert account
    ran = cli("import", written(home, line("one", idempotency_key="k"), line("two", idempotency_key="k")), "--json")
    assert [(bad["line"], bad["value"]) for bad in ran.json["bad_lines"]] == [(2, "k")]


def test_a_key_that_was_used_for_something_else_accepts_nothing(cli, account, home):
    cli("post", account, "--text", "another", "--idempotency-key", "k")
    ran = cli("import", written(home, line("one"), line("two", idempotency_key="k")), "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "idempotency_conflict"
    assert texts(cli) == ["another"]


def test_a_large_file_is_accepted_in_batches_and_says_how_far_it_came(cli, account, home, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    cli("post", account, "--text", "another", "--idempotency-key", "k")
    lines = [line("one"), line("two"), line("three"), line("four", idempotency_key="k"), line("five")]
    ran = cli("import", written(home, *lines))
    assert ran.code is Exit.REFUSED
    assert "2 deliveries accepted before it went wrong" in ran.out
    assert texts(cli) == ["another", "one", "two"]
    again = cli("import", written(home, *[one for one in lines if "idempotency_key" not in one]), "--json").json
    assert (again["accepted"], again["accepted_before"]) == (2, 2)


def test_a_line_that_never_ends_is_refused_without_being_read_whole(cli, account, home, monkeypatch):
    assert account
    monkeypatch.setattr(jsonl, "LONGEST", 1000)
    ran = cli("import", written(home, line("x" * 5000), line("fine")), "--json")
    assert [(bad["line"], bad["field"]) for bad in ran.json["bad_lines"]] == [(1, "line")]
    assert ran.json["good_lines"] == 1


def test_a_file_that_is_not_utf_8_is_refused_by_line(cli, account, home):
    assert account
    (home / "posts.jsonl").write_bytes(json.dumps(line("one")).encode() + b'\n{"text": "Gr\xfc\xdfe"}\n')
    ran = cli("import", "posts.jsonl", "--json")
    assert [bad["line"] for bad in ran.json["bad_lines"]] == [2]
    assert "UTF-8" in ran.json["bad_lines"][0]["message"]


def test_a_file_that_is_not_there_is_refused(cli, account):
    assert account
    ran = cli("import", "nowhere.jsonl", "--json")
    assert ran.code is Exit.USAGE
    assert ran.json["error"]["value"] == "nowhere.jsonl"


def test_an_empty_file_is_no_error(cli, account, home):
    assert account
    assert cli("import", written(home, ""), "--json").json["good_lines"] == 0
