from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest

from postwire.cli.exit import Exit
from postwire.cli.prober import Prober
from postwire.media import Media, MediaFacts
from postwire.post import Post
from postwire.probe import ProbeUnavailable
from postwire.store.sqlite import SqliteStore

LATER = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)


def published(sandbox):
    """How many posts are live."""
    return sum(post.alive for post in sandbox.platform.posts.values())


def test_a_post_is_accepted_and_nothing_is_sent_until_a_runner_runs(cli, account, sandbox):
    ran = cli("post", account, "--text", "Hello", "--json")
    assert ran.code is Exit.DONE
    (delivery,) = ran.json["deliveries"]
    assert (delivery["state"], delivery["account"], delivery["accepted_before"]) == ("queued", account, False)
    assert published(sandbox) == 0


def test_a_post_that_is_waited_for_is_live_and_says_where(cli, account, sandbox):
    ran = cli("post", account, "--text", "Hello", "--wait", "--json")
    assert ran.code is Exit.DONE
    (delivery,) = ran.json["deliveries"]
    assert delivery["state"] == "published"
    assert delivery["permalink"].startswith("https://www.threads.net/@sandbox/post/")
    assert published(sandbox) == 1
    assert delivery["permalink"] in cli("list").out


def test_waiting_touches_no_other_delivery(cli, account, sandbox):
    other = cli("post", account, "--text", "Somebody else's", "--json").json["deliveries"][0]["id"]
    assert cli("post", account, "--text", "Mine", "--wait").code is Exit.DONE
    assert cli("show", other, "--json").json["state"] == "queued"
    assert published(sandbox) == 1


def test_a_post_for_later_is_not_waited_for_beyond_patience(cli, account, sandbox, monkeypatch):
    monkeypatch.setattr("postwire.cli.waiting.time", Mock(sleep=Mock(side_effect=AssertionError("it slept"))))
    ran = cli("post", account, "--text", "x", "--at", LATER.isoformat(), "--wait", "--patience", "1m", "--json")
    assert ran.code is Exit.UNFINISHED
    assert ran.json["deliveries"][0]["state"] == "queued"
    assert published(sandbox) == 0


def test_a_refused_post_that_is_waited_for_ends_with_the_code_of_a_failure(cli, account, fault):
    fault("answer", "create", error="36001/2207005")
    ran = cli("post", account, "--text", "x", "--wait", "--json")
    diagnosis = ran.json["deliveries"][0]["diagnosis"]
    assert ran.json["deliveries"][0]["state"] == "failed"
    assert ran.code is Exit.REFUSED
    assert diagnosis["next_step"]
    assert diagnosis["error_class"] in {"refresh-token", "retry", "user-error"}
    assert diagnosis["action_word"] in {"Reconnect", "Retry later", "Fix input"}
    assert diagnosis["gateway_code"].startswith("platform.threads.")


def test_a_revoked_token_makes_the_delivery_wait_for_its_owner(cli, account, sandbox):
    accounts = sandbox.platform.accounts
    accounts.revoke(accounts.token(sandbox.platform.settings.token), "app_removed")
    ran = cli("post", account, "--text", "x", "--wait")
    assert ran.code is Exit.WAITS
    assert ran.out.startswith("held")
    assert f"postwire accounts connect {account}" in ran.out


@pytest.mark.parametrize("json", [True, False])
def test_a_dry_run_sends_nothing_and_writes_nothing(cli, account, sandbox, home, json):
    before = (home / "postwire.db").read_bytes()
    ran = cli("post", account, "--text", "Hello", "--dry-run", *(["--json"] if json else []))
    assert ran.code is Exit.DONE
    assert account in ran.out
    assert (home / "postwire.db").read_bytes() == before
    assert cli("list", "--json").json["deliveries"] == []
    assert sandbox.platform.requests == {}


def test_a_dry_run_of_a_bad_post_says_what_is_bad(cli, account):
    ran = cli("post", account, "--text", "x" * 501, "--dry-run", "--json")
    assert ran.code is Exit.REFUSED
    (problem,) = ran.json["error"]["problems"]
    assert problem["rule"] == "threads.text.max_bytes"
    assert (problem["account"], problem["observed"], problem["allowed"]) == (account, 501, 500)
    assert problem["fix"]["sentence"]


def test_an_invalid_post_is_not_accepted(cli, account):
    ran = cli("post", account, "--text", "x" * 501)
    assert ran.code is Exit.REFUSED
    assert "threads.text.max_bytes" in ran.err
    assert "501 bytes" in ran.err
    assert cli("list", "--json").json["deliveries"] == []


def test_an_unknown_option_is_refused_with_the_one_that_was_meant(cli, account):
    ran = cli("post", account, "--text", "x", "--option", "relpy_control=everyone")
    assert ran.code is Exit.REFUSED
    assert "reply_control" in ran.err
    assert cli("list", "--json").json["deliveries"] == []


def test_an_option_is_kept_under_its_platform(cli, account):
    for name in ("reply_control", "threads.reply_control"):
        sent = cli("post", account, "--text", name, "--option", f"{name}=mentioned_only", "--json").json["deliveries"][
            0
        ]
        story = cli("show", sent["id"], "--json").json
        assert story["post"]["options"] == {"threads": {"reply_control": "mentioned_only"}}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (["--option", "reply_control"], "--option"),
        (["--option", "=x"], "--option"),
        (["--option", "a=1", "--option", "a=2"], "--option"),
        (["--alt", "a cat"], "--alt"),
        (["--text-file", "nowhere.txt"], "--text-file"),
        (["--text-file", "nowhere.txt", "--text", "x"], "--text-file"),
        (["--media", ""], "--media"),
    ],
)
def test_options_that_make_no_sense_are_refused_by_name(cli, account, more, field):
    ran = cli("post", account, *more, "--json")
    assert ran.code is Exit.USAGE
    assert ran.json["error"]["field"] == field


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        (["--at", "2999-01-01T09:00"], "bad_time", "at"),
        (["--at", "2999-01-01"], "bad_time", "at"),
        (["--at", "soon"], "bad_time", "at"),
        (["--at", "2020-01-01T09:00Z"], "past", "at"),
        (["--at", "2020-01-01T09:00Z", "--late", "skip"], "past", "at"),
        (["--at", "2020-01-01T09:00Z", "--late", "within:1h"], "past", "at"),
        (["--zone", "Europe/Berlin"], "bad_time", "zone"),
        (["--at", "2999-01-01T09:00", "--zone", "Berlin"], "bad_time", "zone"),
        (["--at", "2026-03-29T02:30", "--zone", "Europe/Berlin"], "bad_time", "at"),
        (["--late", "whenever"], "bad_late_policy", "late"),
        (["--late", "within"], "bad_late_policy", "late"),
        (["--late", "within:soon"], "bad_time", "late"),
        (["--prepare-ahead", "10"], "bad_time", "prepare_ahead"),
        (["--prepare-ahead", "24h", "--at", "2999-01-01T09:00Z"], "prepared_too_early", "prepare_ahead"),
        (["--wait", "--patience", "long"], "bad_time", "--patience"),
    ],
)
def test_a_bad_time_is_refused_with_the_way_out(cli, account, more, code, field):
    ran = cli("post", account, "--text", "x", *more, "--json")
    assert ran.code is Exit.REFUSED
    error = ran.json["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["fix"]
    assert cli("list", "--json").json["deliveries"] == []


@pytest.mark.parametrize("late", ["publish", "hold", "within:36000d"])
def test_a_past_hour_is_accepted_where_the_late_policy_was_named_and_lets_it_out(cli, account, late):
    assert cli("post", account, "--text", "x", "--at", "2020-01-01T09:00Z", "--late", late).code is Exit.DONE


def test_the_hour_of_a_zone_is_stored_as_the_moment_it_means(cli, account):
    ran = cli("post", account, "--text", "x", "--at", "2998-07-01T09:00", "--zone", "Europe/Berlin", "--json")
    assert ran.json["deliveries"][0]["due"] == "2998-07-01T07:00:00+00:00"


def test_the_same_key_is_accepted_once(cli, account):
    post = ("post", account, "--text", "x", "--idempotency-key", "k1", "--json")
    first, second = cli(*post).json["deliveries"][0], cli(*post).json["deliveries"][0]
    assert first["id"] == second["id"]
    assert (first["accepted_before"], second["accepted_before"]) == (False, True)
    conflict = cli("post", account, "--text", "y", "--idempotency-key", "k1", "--json")
    assert conflict.code is Exit.REFUSED
    assert conflict.json["error"]["code"] == "idempotency_conflict"


def test_a_key_that_was_used_before_still_answers_when_its_hour_has_passed(cli, account, monkeypatch):
    post = ("post", account, "--text", "x", "--idempotency-key", "k1", "--at", LATER.isoformat(), "--json")
    first = cli(*post).json["deliveries"][0]
    monkeypatch.setattr("postwire.cli.post.now", lambda: LATER + timedelta(days=1))
    assert cli(*post).json["deliveries"][0]["id"] == first["id"]
    assert cli(*post[:5], "other", *post[6:]).json["error"]["code"] == "past"


def test_a_text_is_read_from_stdin_and_from_a_file_without_the_last_line_feed(cli, account, home):
    (home / "text.txt").write_bytes("\ufeffGrüße 🐈\nzwei\n".encode())
    for more, given in ((["--text", "-"], "Grüße 🐈\nzwei\n"), (["--text-file", "text.txt"], "")):
        sent = cli("post", account, *more, "--allow-duplicate", "--json", given=given).json["deliveries"][0]
        assert sent["text"] == "Grüße 🐈\nzwei"


def test_a_text_that_is_not_utf_8_is_refused(cli, account):
    ran = cli("post", account, "--text", "-", "--json", given=b"Gr\xfc\xdfe")
    assert ran.code is Exit.REFUSED
    assert "byte 3" in ran.json["error"]["message"]


def test_media_is_looked_into_before_it_is_accepted(cli, account, monkeypatch):
    looked = []

    def probe(media, policy):
        looked.append((media.location, policy.allowed_hosts))
        return type(media)(
            media.location, media.alt_text, facts=MediaFacts(kind="image", format="jpeg", bytes=9_000_000)
        )

    monkeypatch.setattr("postwire.probe.probe", probe)
    monkeypatch.setenv("POSTWIRE_ALLOW_HOSTS", "media.internal, 10.0.0.1:80")
    post = ("post", account, "--media", "https://example.com/a.jpg", "--alt", "A cat", "--allow-host", "localhost")
    ran = cli(*post, "--json")
    assert looked == [("https://example.com/a.jpg", {"localhost", "media.internal", "10.0.0.1:80"})]
    assert ran.code is Exit.REFUSED
    assert "9000000" in str(ran.json["error"]["problems"])


def test_media_that_cannot_be_looked_into_is_refused_unless_nobody_looks(cli, account):
    post = ("post", account, "--media", "http://127.0.0.1:9/a.jpg", "--json")
    ran = cli(*post)
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "probe_forbidden"
    assert "--allow-host" in ran.json["error"]["fix"]
    assert cli(*post, "--allow-host", "127.0.0.1").json["error"]["code"] == "probe_unreachable"
    unlooked = cli(*post, "--no-probe")
    assert unlooked.code is Exit.DONE
    assert "unsure" in [problem["severity"] for problem in unlooked.json["problems"]]


def test_a_bad_host_is_refused_by_name(cli, account):
    ran = cli("post", account, "--media", "http://x/a.jpg", "--allow-host", "http://x/", "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["field"] == "--allow-host"


def test_without_the_probes_libraries_a_post_is_accepted_and_the_gap_is_said(cli, account, monkeypatch):
    monkeypatch.setattr("postwire.probe.probe", Mock(side_effect=ProbeUnavailable("PyAV")))
    ran = cli("post", account, "--media", "https://example.com/a.jpg")
    assert ran.code is Exit.DONE
    assert "postwire[media]" in ran.err


def test_a_local_file_is_kept_by_its_whole_path(home):
    (home / "a.jpg").write_bytes(b"x")
    post = Post(media=(Media("a.jpg"), Media("https://example.com/a.jpg"), Media("nowhere.jpg")))
    kept = [media.location for media in Prober(enabled=False).probed(post).media]
    assert kept == [str(home / "a.jpg"), "https://example.com/a.jpg", "nowhere.jpg"]


def test_several_accounts_get_a_delivery_each_and_one_account_only_one(cli, account, home):
    cli("accounts", "add", "threads", "--user-id", "2", "--token-stdin", given="THx")
    ran = cli("post", account, "threads:2", "@sandbox", "--text", "x", "--json")
    assert [delivery["account"] for delivery in ran.json["deliveries"]] == [account, "threads:2"]
    with SqliteStore(home / "postwire.db") as store:
        assert len(store.deliveries()) == 2


def test_one_unknown_account_keeps_the_post_from_all(cli, account):
    ran = cli("post", account, "threads:nobody", "--text", "x", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "unknown_account"
    assert ran.json["error"]["value"] == "threads:nobody"
    assert cli("list", "--json").json["deliveries"] == []


def test_an_empty_idempotency_key_is_refused_as_part_of_the_command_line(cli, account):
    refused = cli("post", account, "--text", "x", "--idempotency-key", "", "--json")
    assert refused.code is Exit.USAGE
    assert refused.json["error"]["field"] == "--idempotency-key"
