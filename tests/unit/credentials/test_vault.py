"""Keys: one encrypts, several decrypt, and none of them is shown."""

import pytest

from postwire.credentials import CredentialError, Secret, Vault, WrongKey
from postwire.credentials.key import Keys, operators_keys, retire, write

OLD, NEW = Vault.new_key(), Vault.new_key()
TOKEN = Secret("THtoken")


@pytest.fixture(autouse=True)
def _settings(monkeypatch, tmp_path):
    for name in ("POSTWIRE_KEY", "POSTWIRE_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_the_first_key_encrypts_and_every_key_decrypts():
    both = Vault(NEW, OLD)
    assert both.decrypt(Vault(OLD).encrypt(TOKEN)).reveal() == "THtoken"
    assert Vault(NEW).decrypt(both.encrypt(TOKEN)).reveal() == "THtoken"
    with pytest.raises(WrongKey):
        Vault(OLD).decrypt(both.encrypt(TOKEN))


def test_a_wrong_key_is_named_by_the_place_that_it_came_from(monkeypatch, tmp_path):
    sealed = Vault(NEW).encrypt(TOKEN)
    monkeypatch.setenv("POSTWIRE_KEY", OLD)
    with pytest.raises(WrongKey, match="the key in POSTWIRE_KEY does not open"):
        Vault.of_operator(create=False).decrypt(sealed)
    monkeypatch.delenv("POSTWIRE_KEY")
    with pytest.raises(WrongKey, match=rf"the key in {tmp_path}/postwire/key does not open"):
        Vault.of_operator(create=True).decrypt(sealed)


def test_the_environment_may_hold_several_keys(monkeypatch):
    monkeypatch.setenv("POSTWIRE_KEY", f"{NEW} {OLD}")
    assert Vault.of_operator(create=False).decrypt(Vault(OLD).encrypt(TOKEN)).reveal() == "THtoken"


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (OLD, 0o640, "can be read by others"),
        ("\n", 0o600, "is empty"),
        ("tooshort", 0o600, "is not 32 bytes"),
        (b"\xff\xfe", 0o600, "it is no text"),
    ],
)
def test_a_key_file_that_will_not_do_is_refused_and_its_content_not_shown(monkeypatch, tmp_path, content, mode, words):
    file = tmp_path / "key"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    file.chmod(mode)
    monkeypatch.setenv("POSTWIRE_KEY_FILE", str(file))
    with pytest.raises(CredentialError, match=words) as caught:
        Vault.of_operator(create=False)
    assert str(file) in str(caught.value)
    assert OLD not in str(caught.value)
    assert "tooshort" not in str(caught.value)


def test_keys_do_not_show_themselves():
    assert OLD not in repr(Keys("here", (OLD,)))
    assert OLD not in repr(vars(Vault(OLD)))


def test_retired_keys_are_kept_beside_the_current_one_the_last_one_first(tmp_path):
    file = tmp_path / "key"
    write(file, (OLD,))
    newest = Vault.new_key()
    retired = retire(file, NEW, (OLD,))
    retire(file, newest, (NEW, OLD))
    assert file.read_text().split() == [newest]
    assert retired.read_text().split() == [NEW, OLD]
    assert {path.stat().st_mode & 0o777 for path in (file, retired)} == {0o600}


def test_a_key_file_that_is_a_link_stays_one(monkeypatch, tmp_path):
    (tmp_path / "real").write_text(OLD)
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setenv("POSTWIRE_KEY_FILE", str(tmp_path / "link"))
    keys = operators_keys(None)
    write(keys.path, (NEW, *keys.values))
    assert (tmp_path / "link").is_symlink()
    assert operators_keys(None).values == (NEW, OLD)
