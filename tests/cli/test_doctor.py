"""doctor finds each planted fault and names its fix; backup, prune and the check of a file that was not closed."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from postwire.cli.exit import Exit
from postwire.credentials import Vault
from postwire.history import Entry, EntryKind
from postwire.manifest import Quota, Use
from postwire.media import Media
from postwire.post import Post
from postwire.registry import BrokenPlugin, Registry
from postwire.state import Queued
from postwire.store import Save
from postwire.store.sqlite import SqliteStore
from postwire_threads.hooks import MANIFEST

HOUR = timedelta(hours=1)


@pytest.fixture
def doctor(cli):
    """What doctor finds in an area, and its exit code."""

    def examine(area=None, *arguments):
        ran = cli("doctor", "--json", *arguments)
        found = ran.json["findings"]
        assert ran.json["exit"] == ran.code
        return ran.code, [each for each in found if area in {None, each["area"]}]

    return examine


def test_where_nothing_is_wrong_nothing_is_found(cli, account, doctor):
    cli("post", account, "--text", "x", "--wait")
    assert doctor() == (Exit.DONE, [])
    assert "nothing is wrong" in cli("doctor").out


def test_a_database_that_is_not_there_is_found(home, doctor):
    assert home
    code, (found,) = doctor("database")
    assert code is Exit.SETUP
    assert "does not exist" in found["message"]
    assert "postwire accounts add" in found["fix"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_text("Dear diary, " * 999), "no SQLite database"),
        (lambda path: sql(path, "PRAGMA user_version = 99"), "a newer postwire made this database"),
        (lambda path: sql(path, "PRAGMA application_id = 1"), "belongs to another program"),
    ],
)
def test_a_database_that_cannot_be_opened_is_found(account, home, doctor, spoil, words):
    assert account
    spoil(home / "postwire.db")
    code, (found,) = doctor("database")
    assert code is Exit.SETUP
    assert words in found["message"]
    assert found["fix"]


def sql(path, statement):
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


def harm(path):
    """Overwrite pages, as a bad disk may."""
    sql(path, "VACUUM")
    data = bytearray(path.read_bytes())
    for page in range(len(data) // 4096 // 2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 300] = b"\xff" * 300
    path.write_bytes(data)


def test_a_corrupt_database_is_found_with_the_way_back(cli, account, home, doctor):
    for number in range(30):
        cli("post", account, "--text", f"{number} " + "x" * 400)
    harm(home / "postwire.db")
    code, found = doctor("database")
    assert code is Exit.SETUP
    assert "corrupt" in found[0]["message"]
    assert "backup" in found[0]["fix"]


def test_a_runner_does_not_start_on_a_corrupt_file_that_was_not_closed(cli, account, home, sandbox):
    for number in range(30):
        cli("post", account, "--text", f"{number} " + "x" * 400)
    harm(home / "postwire.db")
    (home / "postwire.db-wal").write_bytes(b"\0" * 32)  # what a killed process leaves
    ran = cli("run", "--once", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] in {"database_corrupt", "database"}
    assert sandbox.platform.posts == {}


def test_a_row_that_cannot_be_read_is_found(cli, account, home, doctor):
    cli("post", account, "--text", "x")
    sql(home / "postwire.db", "UPDATE delivery SET late_kind = 'nonsense'")
    code, found = doctor("database")
    assert code is Exit.SETUP
    assert any("late_kind cannot be read" in each["message"] for each in found)


def test_a_database_that_others_may_read_is_found(account, home, doctor):
    assert account
    (home / "postwire.db").chmod(0o644)
    code, (found,) = doctor("database")
    assert code is Exit.DONE, "it works"
    assert found["weight"] == "warning"
    assert found["fix"] == f"chmod 600 {home / 'postwire.db'}"


def test_a_full_disk_is_found(account, doctor, monkeypatch):
    assert account
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 1024 * 1024})())
    _, (found,) = doctor("database")
    assert "1 MiB left" in found["message"]
    assert "postwire prune" in found["fix"]


def test_a_clock_that_went_back_is_found(put, store, states, doctor):
    queued = put("a" * 32, states["queued"])
    future = datetime.now(UTC) + HOUR
    store.save([Save(queued, (Entry(at=future, kind=EntryKind.EVENT, name="x", state="queued"),))])
    code, (found,) = doctor("clock", "--offline")
    assert code is Exit.SETUP
    assert "the clock is behind" in found["message"]
    assert "time service" in found["fix"]


def test_a_clock_that_is_not_the_platforms_is_found(account, doctor, monkeypatch):
    assert account
    monkeypatch.setattr("postwire.engine.engine.utc_now", lambda: datetime.now(UTC))
    monkeypatch.setattr("postwire.engine.asking._moment", lambda _: datetime.now(UTC) - HOUR)
    code, (found,) = doctor("clock")
    assert code is Exit.SETUP
    assert "ahead of that of threads" in found["message"]


def test_a_key_that_does_not_fit_is_found(account, doctor, monkeypatch):
    assert account
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    code, (found,) = doctor("key")
    assert code is Exit.SETUP
    assert account in found["message"]
    assert "POSTWIRE_KEY" in found["fix"]


def test_a_missing_token_is_found(account, home, doctor):
    sql(home / "postwire.db", "UPDATE account SET ciphertext = NULL")
    code, (found,) = doctor("account")
    assert code is Exit.SETUP
    assert "has no token" in found["message"]
    assert found["fix"] == f"postwire accounts connect {account}"


@pytest.mark.parametrize(("end", "weight"), [(-HOUR, "error"), (3 * 24 * HOUR, "warning")])
def test_a_token_that_ended_or_soon_will_is_found(account, store, doctor, end, weight):
    known = store.account(account)
    store.put_account(evolve(known, token_expires_at=datetime.now(UTC) + end), None)
    _, found = doctor("account", "--offline")
    assert [each["weight"] for each in found] == [weight]
    assert "accounts connect" in found[0]["fix"]


def test_a_token_that_the_platform_refuses_is_found(account, sandbox, doctor):
    accounts = sandbox.platform.accounts
    accounts.revoke(accounts.token(sandbox.platform.settings.token), "password")
    code, (found,) = doctor("account")
    assert code is Exit.SETUP
    assert account in found["message"]
    assert "accounts connect" in found["fix"]
    assert doctor("account", "--offline") == (Exit.DONE, [])


def test_a_platform_that_cannot_be_reached_is_found(account, store, doctor):
    store.put_account(evolve(store.account(account), api_base="http://127.0.0.1:9/v1.0"), None)
    code, (found,) = doctor("account")
    assert code is Exit.SETUP
    assert "cannot be reached" in found["message"]
    assert "http://127.0.0.1:9" in found["fix"]


def test_a_scope_that_was_not_granted_is_found(account, store, doctor):
    store.put_account(evolve(store.account(account), scopes=frozenset({"threads_basic"})), None)
    code, found = doctor("scope")
    assert code is Exit.SETUP
    assert any("threads_content_publish" in each["message"] for each in found)
    assert all("--scopes" in each["fix"] for each in found)


def test_a_quota_that_the_next_day_does_not_fit_into_is_found(cli, account, doctor, monkeypatch):
    quota = Quota(name="posts", maximum=1, window=24 * HOUR, uses=frozenset({Use.POST}))
    monkeypatch.setattr("postwire_threads.hooks.MANIFEST", evolve(MANIFEST, quotas=(quota,)))
    for number in range(3):
        cli("post", account, "--text", str(number), "--at", (datetime.now(UTC) + HOUR).isoformat())
    code, (found,) = doctor("quota")
    assert code is Exit.DONE
    assert "1 posts in 1 d, and 2 deliveries" in found["message"]
    assert "postwire plan" in found["fix"]


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://127.0.0.1:9/gone.jpg", "cannot be fetched"),
        ("/nowhere/gone.jpg", "is not there"),
    ],
)
def test_media_that_cannot_be_fetched_is_found(put, store, doctor, location, words):
    queued = put("a" * 32, Queued())
    again = evolve(queued, id="b" * 32, post=Post("x", [Media(location)]))
    store.submit([again])
    code, (found,) = doctor("media", "--allow-host", "127.0.0.1:9")
    assert code is Exit.SETUP
    assert words in found["message"]
    assert "b" * 32 in found["message"]
    assert found["fix"]


def test_a_stuck_delivery_is_found_with_whose_turn_it_is(put, states, doctor, cli):
    held = put("a" * 32, states["held"])
    code, (found,) = doctor("delivery")
    assert code is Exit.WAITS
    assert found["weight"] == "waits"
    assert "the person whose account it is" in found["message"]
    assert f"postwire resume {held.id}" in found["fix"]
    put("b" * 32, Queued(), due=-HOUR, text="b")
    code, found = doctor("delivery")
    assert code is Exit.SETUP
    assert any("postwire run" in each["fix"] for each in found)
    assert "1 thing to mend" in cli("doctor").out


def test_a_plugin_that_is_broken_or_missing_is_found(account, doctor, monkeypatch):
    assert account
    alone = Registry.of()
    monkeypatch.setattr(alone, "broken", (BrokenPlugin("mastodon", "postwire-mastodon 1.0", "ImportError: no"),))
    monkeypatch.setattr(Registry, "installed", lambda: alone)
    code, (broken, missing) = doctor("plugin")
    assert code is Exit.SETUP
    assert "postwire-mastodon 1.0 is broken" in broken["message"]
    assert "pip install --force-reinstall postwire-mastodon" in broken["fix"]
    assert "no connector" in missing["message"]
    assert "pip install postwire-threads" in missing["fix"]


def test_a_backup_is_made_checked_and_overwrites_nothing(cli, account, home):
    cli("post", account, "--text", "x")
    ran = cli("backup", "copy.db", "--json")
    assert (ran.code, ran.json["bytes"]) == (Exit.DONE, (home / "copy.db").stat().st_size)
    assert [each["text"] for each in cli("list", "--db", "copy.db", "--json").json["deliveries"]] == ["x"]
    again = cli("backup", "copy.db", "--json")
    assert (again.code, again.json["error"]["code"]) == (Exit.REFUSED, "file_exists")
    assert "checked" in cli("backup", "other.db").out


def test_old_stories_are_forgotten_and_unfinished_work_is_not(cli, put, states, store):
    put("a" * 32, states["published"], text="a")
    put("b" * 32, states["held"], text="b")
    sql(store.path, "UPDATE history SET at = '2020-01-01T00:00:00.000000Z'")
    sql(
        store.path,
        "UPDATE delivery SET due = '2020-01-01T00:00:00.000000Z', created_at = '2020-01-01T00:00:00.000000Z'",
    )
    would = cli("prune", "--older-than", "90d", "--dry-run")
    assert "the stories of 1 delivery would be forgotten: 1 entry" in would.out
    assert len(store.history("a" * 32)) == 1
    ran = cli("prune", "--older-than", "90d", "--json")
    assert (ran.json["deliveries"], ran.json["entries"]) == (1, 1)
    assert store.history("a" * 32) == ()
    assert len(store.history("b" * 32)) == 1
    assert cli("show", "aaaa", "--json").json["post_id"] == "p1"
    assert "1 delivery forgotten" in cli("prune", "--older-than", "90d", "--whole").out
    assert [each["id"] for each in cli("list", "--json").json["deliveries"]] == ["b" * 32]


@pytest.mark.parametrize("span", ["5m", "0s", "nonsense"])
def test_what_is_younger_than_a_day_is_never_forgotten(cli, account, span):
    assert account
    assert cli("prune", "--older-than", span).code in {Exit.USAGE, Exit.REFUSED}


def test_a_store_can_be_opened_beside_a_runner_that_was_killed(home, account):
    assert account
    first = SqliteStore(home / "postwire.db")
    first.put_meta("x", "y")
    with SqliteStore(home / "postwire.db") as second:
        assert second.was_left_open
        assert second.complaints() == ()
    first.close()
