"""`postwire key rotate`: every token under the new key, or none."""

import os
import signal
import subprocess
import sys

import pytest

from postwire.cli.exit import Exit
from postwire.credentials import Secret, Vault, WrongKey
from postwire.store.sqlite import SqliteStore


@pytest.fixture
def key_file(home, monkeypatch):
    """The key lies in a file."""
    monkeypatch.delenv("POSTWIRE_KEY")
    return home / "settings" / "postwire" / "key"


def sealed(home, account):
    with SqliteStore(home / "postwire.db") as store:
        return store.ciphertext(account)


def test_a_key_in_a_file_is_replaced_and_the_old_one_opens_nothing_any_more(cli, key_file, account, home):
    old = key_file.read_text().strip()
    ran = cli("key", "rotate", "--json")
    assert ran.code is Exit.DONE
    assert ran.json["reencrypted"] == 1
    new = key_file.read_text().strip()
    assert new != old
    assert old not in ran.out
    assert new not in ran.out
    assert Vault(new).decrypt(sealed(home, account))
    with pytest.raises(WrongKey):
        Vault(old).decrypt(sealed(home, account))
    assert cli("post", account, "--text", "after", "--wait").code is Exit.DONE


def test_the_old_key_is_kept_for_backups_and_is_refused_where_it_is_given(cli, key_file, account, monkeypatch):
    old = key_file.read_text().strip()
    assert str(key_file) in cli("key", "rotate").out
    assert key_file.with_name("key.retired").read_text().strip() == old
    monkeypatch.setenv("POSTWIRE_KEY_FILE", str(key_file.with_name("key.retired")))
    ran = cli("run", "--once")
    assert account
    assert ran.code is Exit.SETUP
    assert f"the key in {key_file}.retired does not open the credentials" in ran.err


def test_a_key_in_the_environment_needs_a_new_one_from_there(cli, home, account, monkeypatch):
    ran = cli("key", "rotate")
    assert ran.code is Exit.SETUP
    assert "POSTWIRE_NEW_KEY" in ran.err
    new = Vault.new_key()
    monkeypatch.setenv("POSTWIRE_NEW_KEY", new)
    for _ in range(2):  # a second time does no harm: a crash may have hidden the first
        ran = cli("key", "rotate")
        assert ran.code is Exit.DONE, ran.err
        assert new not in ran.out + ran.err
    assert Vault(new).decrypt(sealed(home, account))
    assert cli("run", "--once").code is Exit.SETUP
    monkeypatch.setenv("POSTWIRE_KEY", new)
    assert cli("post", account, "--text", "after", "--wait").code is Exit.DONE


def test_a_new_key_may_lie_in_a_file(cli, home, account, monkeypatch):
    new, file = Vault.new_key(), home / "next"
    file.write_text(new)
    file.chmod(0o644)
    monkeypatch.setenv("POSTWIRE_NEW_KEY_FILE", str(file))
    assert "chmod 600" in cli("key", "rotate").err
    file.chmod(0o600)
    assert cli("key", "rotate").code is Exit.DONE
    assert Vault(new).decrypt(sealed(home, account))


@pytest.mark.parametrize("new", ["short", "two keys", "the one in use"])
def test_a_new_key_that_will_not_do_changes_nothing(cli, home, account, monkeypatch, new):
    before = sealed(home, account)
    keys = {"two keys": f"{Vault.new_key()} {Vault.new_key()}", "the one in use": _used(monkeypatch)}
    monkeypatch.setenv("POSTWIRE_NEW_KEY", keys.get(new, new))
    assert cli("key", "rotate").code is Exit.SETUP
    assert sealed(home, account) == before


def test_a_token_under_a_key_that_nobody_has_is_named_and_nothing_is_changed(cli, key_file, account, home):
    with SqliteStore(home / "postwire.db") as store:
        known = store.account(account)
        foreign = Vault(Vault.new_key()).encrypt(Secret("THother"))
        store.put_account(type(known)(platform="threads", user_id="2"), foreign)
    before = sealed(home, account)
    ran = cli("key", "rotate", "--json")
    assert ran.code is Exit.SETUP
    assert ran.json["error"]["code"] == "wrong_key"
    assert "the credentials of threads:2:" in ran.json["error"]["message"]
    assert sealed(home, account) == before
    assert cli("post", account, "--text", "still works", "--wait").code is Exit.DONE
    assert key_file.exists()


def test_what_was_encrypted_with_the_old_key_is_overwritten_on_the_disk(cli, key_file, account, home):
    before = sealed(home, account)
    assert cli("key", "rotate").code is Exit.DONE
    assert key_file.exists()
    after = sealed(home, account)
    on_disk = b"".join(file.read_bytes() for file in home.glob("postwire.db*"))
    assert after in on_disk
    assert before not in on_disk


def test_a_token_of_a_removed_account_is_overwritten_on_the_disk(cli, account, home):
    before = sealed(home, account)
    assert cli("accounts", "remove", account).code is Exit.DONE
    assert before not in b"".join(file.read_bytes() for file in home.glob("postwire.db*"))


MORTAL = """
import os, signal, sys
from postwire.cli.group import postwire as main
import cryptography.fernet, postwire.engine, postwire.store.sqlite  # here, so that the children need not
from postwire.registry import Registry
Registry.installed()

watched = ("/credentials/key.py", "/cli/key.py", "/engine/envoy.py", "/store/sqlite.py", "/store/database.py")

def dying(at):
    lines = 0
    def trace(frame, event, _):
        nonlocal lines
        if not frame.f_code.co_filename.endswith(watched):
            return None
        lines += event == "line"
        if lines == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    return trace

point = 0
while True:
    point += STRIDE
    child = os.fork()
    if child == 0:
        sys.stdout = sys.stderr = open(os.devnull, "w")
        sys.settrace(dying(point))
        try:
            main(["key", "rotate"])
        finally:
            sys.settrace(None)
            os._exit(0)
    _, status = os.waitpid(child, 0)
    print(os.WTERMSIG(status), flush=True)
    sys.stdin.readline()  # the test looks at what is left, and lets us go on
    if status == 0:
        break
"""


def test_a_crash_at_any_line_of_a_rotation_loses_no_token(cli, key_file, account, home):
    assert cli("accounts", "add", "threads", "--user-id", "2", "--token-stdin", given="THsecond").code is Exit.DONE
    code = MORTAL.replace("STRIDE", "1" if os.environ.get("POSTWIRE_DEEP") else "17")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=home
    ) as mortal:
        ends = []
        for line in mortal.stdout:
            ends.append(int(line))
            vault = Vault.of_operator(create=False)
            assert vault.decrypt(sealed(home, "threads:2")).reveal() == "THsecond"
            assert vault.decrypt(sealed(home, account))
            mortal.stdin.write("\n")
            mortal.stdin.flush()
    assert ends[-1] == 0, "the last one came to its end"
    assert ends.count(signal.SIGKILL) == len(ends) - 1 > 8
    assert len(key_file.read_text().split()) == 1, "whatever the crashes left is put in order"


def _used(monkeypatch):
    used = Vault.new_key()
    monkeypatch.setenv("POSTWIRE_KEY", used)
    return used
