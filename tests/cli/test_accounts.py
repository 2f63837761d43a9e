import json
from datetime import UTC, datetime, timedelta

import pytest

from postwire.cli.exit import Exit
from postwire.credentials import Vault


def add(cli, *more, platform="threads", user_id="178", given="THtoken"):
    return cli("accounts", "add", platform, "--user-id", user_id, "--token-stdin", *more, given=given)


def test_an_added_account_is_listed_without_its_token(cli):
    ran = add(cli, "--handle", "@me", "--scopes", "threads_basic,threads_content_publish", "--json")
    assert ran.code is Exit.DONE
    (listed,) = cli("accounts", "list", "--json").json["accounts"]
    assert listed == ran.json["account"]
    assert listed["id"] == "threads:178"
    assert listed["handle"] == "me"
    assert listed["scopes"] == ["threads_basic", "threads_content_publish"]
    assert listed["token"] == "kept"
    assert "THtoken" not in cli("accounts", "list").out + ran.out


def test_a_known_account_gets_a_new_token_and_keeps_what_is_not_given(cli):
    add(cli, "--handle", "me", "--api-base", "http://127.0.0.1:9/v1.0", "--expires", "2999-01-01T00:00Z")
    ran = cli("accounts", "add", "@me", "--token-stdin", "--json", given="THother")
    assert ran.json["replaced"] is True
    assert ran.json["account"]["handle"] == "me"
    assert ran.json["account"]["api_base"] == "http://127.0.0.1:9/v1.0"
    assert ran.json["account"]["token_expires_at"] is None, "the new token ends at another time"
    assert add(cli, "--json").json["account"]["handle"] == "me"


def test_deliveries_that_waited_for_the_account_go_on_with_a_new_token(cli, put, states):
    put("a" * 32, states["held"])
    assert cli("accounts", "add", "@sandbox", "--token-stdin", given="THnew").code is Exit.DONE
    assert cli("show", "aaaa", "--json").json["state"] == "queued"


def test_the_key_is_made_on_first_use_and_is_for_its_owner_alone(cli, home, monkeypatch):
    monkeypatch.delenv("POSTWIRE_KEY")
    assert add(cli).code is Exit.DONE
    key = home / "settings" / "postwire" / "key"
    assert key.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (["--user-id", "a b"], "--user-id"),
        (["--user-id", ""], "--user-id"),
        (["--expires", "2026-01-01T00:00Z"], "--expires"),
        (["--expires", "2999-01-01T00:00"], "--expires"),
        (["--expires", "soon"], "--expires"),
        (["--api-base", "ftp://example.com"], "--api-base"),
        (["--api-base", "example.com"], "--api-base"),
        (["--api-base", "https://example.com/?a=b"], "--api-base"),
    ],
)
def test_a_bad_value_is_refused_by_name_before_anything_is_written(cli, home, more, field):
    ran = add(cli, *more, "--json")
    assert ran.code is Exit.USAGE
    assert ran.json["error"]["field"] == field
    assert ran.json["error"]["fix"]
    assert not (home / "postwire.db").exists()


@pytest.mark.parametrize("token", ["", "\n", "two words", "a\nb", "a\x00b"])
def test_what_is_no_token_is_refused_and_not_repeated(cli, home, token):
    ran = add(cli, given=token)
    assert ran.code is Exit.USAGE
    assert "token" in ran.err
    assert "two words" not in ran.err
    assert not (home / "postwire.db").exists()


def test_a_token_is_never_an_argument(cli):
    ran = cli("accounts", "add", "threads", "--user-id", "1", "--token", "THsecretsecretsecret12345")
    assert ran.code is Exit.USAGE
    assert "THsecret" not in ran.err
    ran = cli("accounts", "add", "threads", "THsecretsecretsecret12345", "--user-id", "1")
    assert ran.code is Exit.USAGE
    assert "THsecret" not in ran.err


def test_without_a_token_nothing_is_added(cli):
    ran = cli("accounts", "add", "threads", "--user-id", "1")
    assert ran.code is Exit.USAGE
    assert "--token-stdin" in ran.err


def test_a_platform_alone_says_no_account(cli):
    ran = cli("accounts", "add", "threads", "--token-stdin", given="THx")
    assert ran.code is Exit.USAGE
    assert "--user-id" in ran.err


def test_an_unknown_platform_is_refused_with_the_known_ones(cli):
    ran = add(cli, "--json", platform="thread")
    assert ran.code is Exit.SETUP
    assert "threads" in ran.json["error"]["fix"]


def test_an_unknown_scope_is_named_and_kept(cli):
    ran = add(cli, "--scopes", "threads_basic,threads_publish")
    assert ran.code is Exit.DONE
    assert "'threads_publish'" in ran.err


def test_a_token_that_travels_unencrypted_is_warned_about(cli):
    assert "unencrypted" in add(cli, "--api-base", "http://api.example.com/v1").err
    assert "unencrypted" not in add(cli, "--api-base", "http://127.0.0.1:5/v1").err


def test_a_token_under_another_key_than_the_others_is_warned_about(cli, monkeypatch):
    add(cli, user_id="1")
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    assert "another key" in add(cli, user_id="2").err


def test_an_account_is_found_by_its_id_and_its_handle(cli):
    add(cli, "--handle", "me")
    for name in ("threads:178", "threads:@me", "@me", "@ME"):
        assert cli("list", "--account", name).code is Exit.DONE


def test_a_handle_of_two_accounts_names_neither(cli):
    add(cli, "--handle", "me", user_id="1")
    add(cli, "--handle", "me", user_id="2")
    ran = cli("post", "@me", "--text", "x", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["candidates"] == ["threads:1", "threads:2"]


def test_a_removed_account_is_gone_with_its_token(cli, home):
    add(cli)
    assert cli("accounts", "remove", "threads:178").code is Exit.DONE
    assert cli("accounts", "list", "--json").json == {"accounts": [], "reconnect": {}}
    assert cli("accounts", "remove", "threads:178").code is Exit.SETUP
    assert home.exists()


def test_an_account_that_is_needed_is_not_removed(cli, account):
    cli("post", account, "--text", "later", "--at", (datetime.now(UTC) + timedelta(days=1)).isoformat())
    ran = cli("accounts", "remove", account, "--json")
    assert ran.code is Exit.REFUSED
    assert ran.json["error"]["code"] == "account_in_use"
    assert json.loads(cli("accounts", "list", "--json").out)["accounts"]


def test_a_handle_of_the_fediverse_names_its_server(cli):
    given = ("--handle", "ada@social.example", "--api-base", "https://social.example", "--token-stdin")
    assert cli("accounts", "add", "mastodon", "--user-id", "109@social.example", *given, given="t").code is Exit.DONE
    for name in (
        "mastodon:109@social.example",
        "mastodon:@ada@social.example",
        "@ada@social.example",
        "@Ada@social.example",
    ):
        assert cli("accounts", "add", name, "--token-stdin", given="t").code is Exit.DONE
    assert cli("accounts", "add", "@ada", "--token-stdin", given="t").code is not Exit.DONE
