"""What can be wrong with database, key and disk: each with its message and code, and nothing half-written."""

import shutil
import sqlite3

import pytest

from postwire.cli.exit import Exit
from postwire.credentials import Vault
from postwire.store import database, sqlite

READING = [["status"], ["list"], ["show", "abcd"], ["accounts", "list"], ["run", "--once"], ["resume", "--all"]]


@pytest.mark.parametrize("command", [*READING, ["post", "@sandbox", "--text", "x"], ["import", "-"]])
def test_a_database_that_is_not_there_is_not_made_by_looking(cli, home, command):
    ran = cli(*command, "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "no_database"
    assert (ran.json["error"]["field"], ran.json["error"]["value"]) == ("--db", "postwire.db")
    assert "--db FILE" in ran.json["error"]["fix"]
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("command", READING)
def test_a_folder_is_no_database(cli, home, command):
    (home / "here").mkdir()
    ran = cli(*command, "--db", "here", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "database_is_a_folder"
    assert list((home / "here").iterdir()) == []


def test_a_database_is_not_made_in_a_folder_that_is_not_there(cli, home):
    add = ("accounts", "add", "threads", "--user-id", "1", "--token-stdin", "--db", "nowhere/postwire.db", "--json")
    ran = cli(*add, given="THx")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "no_folder"
    assert not (home / "nowhere").exists()


def test_another_file_is_left_as_it_is(cli, home):
    (home / "notes.txt").write_text("my notes, and nothing else")
    assert cli("status", "--db", "notes.txt", "--json").json["error"]["code"] == "not_a_database"
    assert (home / "notes.txt").read_text() == "my notes, and nothing else"


def test_the_database_of_another_program_is_left_as_it_is(cli, home):
    with sqlite3.connect(home / "other.db") as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    before = (home / "other.db").read_bytes()
    ran = cli(
        "accounts", "add", "threads", "--user-id", "1", "--token-stdin", "--db", "other.db", "--json", given="THx"
    )
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "foreign_database"
    assert (home / "other.db").read_bytes() == before


@pytest.mark.parametrize("command", READING)
def test_a_database_of_a_newer_version_is_refused(cli, account, home, command):
    assert account
    shutil.copy(home / "postwire.db", home / "newer.db")
    newer = sqlite3.connect(home / "newer.db")
    newer.execute("PRAGMA user_version = 999")
    newer.commit()
    newer.close()
    ran = cli(*command, "--db", "newer.db", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "newer_database"
    assert "999" in ran.json["error"]["message"]


@pytest.fixture
def impatient(monkeypatch):
    """Nobody waits five seconds for a lock."""

    def hurried(path, *, busy_timeout, create):
        return database.Database(path, busy_timeout=busy_timeout / 100, create=create)

    monkeypatch.setattr(sqlite, "Database", hurried)


@pytest.mark.usefixtures("impatient")
def test_a_locked_database_can_be_read_and_is_not_written(cli, account, home):
    holder = sqlite3.connect(home / "postwire.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert cli("status").code is Exit.DONE
    ran = cli("post", account, "--text", "x", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "database_locked"
    assert cli("run", "--once").code is Exit.SETUP
    holder.execute("ROLLBACK")
    holder.close()
    assert cli("list", "--json").json["deliveries"] == []
    assert cli("post", account, "--text", "x").code is Exit.DONE


def test_a_full_disk_keeps_nothing_of_what_did_not_fit(cli, account, home, monkeypatch):
    lines = "".join(f'{{"accounts": ["{account}"], "text": "{number} {"x" * 400}"}}\n' for number in range(300))
    monkeypatch.setattr(database, "_SETTINGS", database._SETTINGS + "PRAGMA max_page_count = 30;")
    ran = cli("import", "-", "--json", given=lines)
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "disk_full"
    assert ran.json["accepted"] == 0
    assert cli("list", "--json").json["deliveries"] == []
    assert home.exists()


@pytest.mark.parametrize("command", [["run", "--once"], ["post", "@sandbox", "--text", "y", "--wait"]])
def test_a_wrong_key_moves_no_delivery(cli, account, monkeypatch, command):
    cli("post", account, "--text", "x")
    monkeypatch.setenv("POSTWIRE_KEY", Vault.new_key())
    ran = cli(*command, "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "wrong_key"
    assert [delivery["state"] for delivery in cli("list", "--json").json["deliveries"]] == ["queued"]


def test_without_a_key_nothing_is_sent(cli, account, home, monkeypatch):
    assert account
    monkeypatch.delenv("POSTWIRE_KEY")
    ran = cli("run", "--once")
    assert ran.code is Exit.SETUP
    assert "POSTWIRE_KEY" in ran.err
    assert not (home / "settings").exists(), "a new key would open nothing"


def test_what_is_no_key_is_refused_and_not_repeated(cli, account, monkeypatch):
    assert account
    monkeypatch.setenv("POSTWIRE_KEY", "hunter2hunter2")
    ran = cli("run", "--once")
    assert ran.code is Exit.SETUP
    assert "postwire key" in ran.err
    assert "hunter2" not in ran.err


@pytest.mark.parametrize(
    "command", [["run", "--once"], ["accounts", "add", "threads", "--user-id", "2", "--token-stdin"]]
)
def test_a_key_file_that_others_can_read_is_refused_with_the_command_that_mends_it(
    cli, account, home, monkeypatch, command
):
    assert account
    key = home / "key"
    key.write_text(Vault.new_key())
    key.chmod(0o644)
    monkeypatch.delenv("POSTWIRE_KEY")
    monkeypatch.setenv("POSTWIRE_KEY_FILE", str(key))
    ran = cli(*command, given="THx")
    assert ran.code is Exit.SETUP
    assert f"chmod 600 {key}" in ran.err
    assert len(cli("accounts", "list", "--json").json["accounts"]) == 1


def test_a_first_account_that_fails_for_its_key_leaves_no_database_behind(cli, home, monkeypatch):
    monkeypatch.setenv("POSTWIRE_KEY", "no key")
    ran = cli("accounts", "add", "threads", "--user-id", "1", "--token-stdin", given="THx")
    assert ran.code is Exit.SETUP
    assert list(home.iterdir()) == []
