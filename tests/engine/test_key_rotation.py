"""Another key for an engine that is at work."""

import pytest
from tests.engine.conftest import KEY, TOKEN

import postwire_corkboard
from postwire.credentials import Secret, Vault, WrongKey
from postwire.credentials.key import write
from postwire.engine import Engine
from postwire.post import Post
from postwire.registry import Registry
from postwire.state import Published


def test_an_engine_goes_on_with_the_new_key_and_the_old_one_is_refused(host):
    engine, new = host.engine(), Vault(Vault.new_key())
    assert engine.rotate_key(new) == 1
    assert engine.rotate_key(new) == 1, "once more does no harm"
    (delivery,) = engine.submit(Post("after"), [host.account.id])
    assert isinstance(host.settle(delivery.id, engine).state, Published)
    with pytest.raises(WrongKey):
        Vault(KEY).decrypt(host.store.ciphertext(host.account.id))


def test_a_token_that_neither_key_opens_is_named_and_all_stay_as_they_were(host):
    before = Vault(Vault.new_key()).encrypt(Secret("another"))
    host.store.put_account(host.account, before)
    with pytest.raises(WrongKey, match=f"of {host.account.id}:"):
        host.engine().rotate_key(Vault(Vault.new_key()))
    assert host.store.ciphertext(host.account.id) == before


def test_a_running_engine_reads_a_replaced_key_file_again(host, tmp_path, monkeypatch):
    monkeypatch.delenv("POSTWIRE_KEY", raising=False)
    monkeypatch.setenv("POSTWIRE_KEY_FILE", str(tmp_path / "key"))
    running = Engine(host.store, Registry.of(postwire_corkboard), wire=host.engine()._wire, now=host.clock)
    running.add_account(host.account, TOKEN)
    new = Vault.new_key()
    write(tmp_path / "key", (new,))
    host.engine(key=KEY).store.reseal(lambda kept: {name: Vault(new).encrypt(Secret(TOKEN)) for name in kept})
    (delivery,) = running.submit(Post("after"), [host.account.id])
    assert isinstance(host.settle(delivery.id, running).state, Published)
    running.add_account(host.account, TOKEN)
    assert Vault(new).decrypt(host.store.ciphertext(host.account.id)).reveal() == TOKEN
