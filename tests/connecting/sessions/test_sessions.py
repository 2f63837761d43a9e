"""Names and passwords, and tokens that something else renews: no secret is shown."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from attrs import evolve
from tests.connecting.sessions.platform import (
    HERE,
    LIFE,
    NOON,
    PASSWORD,
    Server,
    assert_nothing_shown,
    enter,
    work,
)

from postwire.app import App, AppError
from postwire.credentials import CredentialError, Vault
from postwire.engine import Engine
from postwire.engine.sign_in import OtherAccount, Renewed, SignInError, SignInRefused
from postwire.state import Held, Published, name_of


def test_a_password_is_sent_to_the_instance_once_and_kept_nowhere(engine: Engine, server: Server):
    connected = engine.enter("sessions", "ada.example", PASSWORD, instance=HERE)

    assert (connected.account.id, connected.account.handle) == ("sessions:did:1", "ada.example")
    assert (connected.account.api_base, connected.account.token_expires_at) == (HERE, NOON + LIFE)
    assert str(server.heard[0].url) == f"{HERE}/session"
    assert "authorization" not in server.heard[0].headers
    assert_nothing_shown(engine, connected)
    assert PASSWORD.encode() not in (engine.store.ciphertext("sessions:did:1") or b"")


def test_an_async_host_enters_the_same_way(engine: Engine):
    connected = asyncio.run(engine.enter_async("sessions", "ada.example", PASSWORD, instance=HERE))
    assert connected.account.id == "sessions:did:1"


def test_a_wrong_password_is_told_without_it(engine: Engine):
    with pytest.raises(SignInRefused) as caught:
        engine.enter("sessions", "ada.example", "canary-wrong")
    assert caught.value.diagnosis.code == "sessions.token"
    assert "canary" not in repr(caught.value.diagnosis) + str(caught.value)
    assert not list(engine.store.accounts())


@pytest.mark.parametrize(
    ("name", "password", "instance", "error"),
    [
        ("ada", "two words", HERE, CredentialError),
        ("", PASSWORD, HERE, CredentialError),
        ("ada", PASSWORD, "pds.example.org", AppError),
        ("ada", PASSWORD, "https://user:canary@pds.example.org", AppError),
    ],
)
def test_what_cannot_be_sent_is_refused_before_anything_is(engine, server, name, password, instance, error):  # noqa: PLR0917 - what it is parametrized with
    with pytest.raises(error) as caught:
        engine.enter("sessions", name, password, instance=instance)
    assert server.heard == []
    assert "canary" not in str(caught.value)


def test_only_the_account_that_was_meant_may_come_in(engine: Engine):
    with pytest.raises(OtherAccount):
        engine.enter("sessions", "ada.example", PASSWORD, account_id="sessions:did:2")
    assert not list(engine.store.accounts())


def test_a_page_is_not_sent_to_where_there_is_none(engine: Engine):
    with pytest.raises(SignInError, match="--password-stdin"):
        engine.begin_connect("sessions", app=App(platform="sessions", client_id="1", redirect="https://x.example"))


def test_the_token_is_renewed_in_time_with_what_renews_it_and_both_are_replaced(engine: Engine, server: Server):
    enter(engine)
    assert engine.due_for_refresh() == ((), NOON + LIFE - timedelta(minutes=20))

    server.now = NOON + LIFE - timedelta(minutes=20)
    for number in (2, 3):
        renewal = engine.refresh_account("sessions:did:1")
        assert (renewal.result, server.made) == (Renewed.DONE, number)
        assert server.heard[-1].headers["authorization"] == f"Bearer canary-refresh-{number - 1}"
        assert_nothing_shown(engine, renewal)
        server.now += LIFE - timedelta(minutes=20)


def test_of_a_short_life_a_third_is_left_for_renewing(engine: Engine):
    account = enter(engine)
    engine.store.put_account(evolve(account, token_expires_at=NOON + timedelta(minutes=30)), None)
    assert engine.due_for_refresh() == ((), NOON + timedelta(minutes=20))


def test_a_token_that_ran_out_is_renewed_once_and_the_post_goes_out(engine: Engine, server: Server, step: Any):
    enter(engine)
    server.now += LIFE

    delivery = work(engine, server, step)

    assert isinstance(delivery.state, Published)
    assert server.made == 2
    assert len(server.posts) == 1
    assert_nothing_shown(engine)


def test_a_token_that_is_refused_right_after_it_was_renewed_is_not_renewed_for_ever(engine, server, step):
    enter(engine)
    server.now += timedelta(minutes=5)
    server.access.clear()
    server.life = timedelta(0)

    delivery = work(engine, server, step)

    assert isinstance(delivery.state, Held)
    assert len([asked for asked in server.heard if asked.url.path == "/refresh"]) == 1


def test_where_the_refresh_is_refused_the_account_has_to_be_connected_again(engine, server, step):
    enter(engine)
    server.now += LIFE
    server.refresh = "revoked"

    delivery = work(engine, server, step)

    assert name_of(delivery.state) == "held"
    assert engine.store.connection("sessions:did:1").broken.code == "sessions.token"
    assert_nothing_shown(engine)

    enter(engine)
    assert name_of(engine.store.delivery(delivery.id).state) != "held"


def test_where_the_refresh_cannot_be_had_for_now_the_post_waits(engine: Engine, server: Server, step: Any):
    enter(engine)
    server.now += LIFE
    server.down = True

    delivery = work(engine, server, step)
    assert delivery.wake_at is not None
    assert engine.store.connection("sessions:did:1").broken is None

    server.down = False
    server.now = delivery.wake_at
    while delivery.wake_at is not None:
        server.now = max(server.now, delivery.wake_at)
        delivery = step(delivery)
    assert isinstance(delivery.state, Published)


def test_another_key_seals_both(engine: Engine, server: Server):
    enter(engine)
    new = Vault(Vault.new_key())
    engine.rotate_key(new)
    server.now += LIFE
    assert engine.refresh_account("sessions:did:1").result is Renewed.DONE
