"""From the authorize page to an account with a token that lasts."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import evolve

from postwire.app import AppError
from postwire.credentials import Secret
from postwire.diagnosis import Action, Category
from postwire.engine.sign_in import ForeignAnswer, OtherAccount, SignInRefused, Unanswered
from postwire.operation import Operation
from postwire.post import Post
from postwire.service import Service
from postwire.state import Published
from postwire_threads.sandbox import Settings, serve

from .conftest import ACCOUNT, REDIRECT, SECRET

PUBLISHING = {"threads_basic", "threads_content_publish"}


def test_a_person_clicks_allow_and_the_account_can_publish(engine, click, clock):
    invitation = engine.begin_connect("threads")
    connected = engine.finish_connect(invitation, click(invitation.url))
    assert connected.account.id == ACCOUNT
    assert connected.account.handle == "sandbox"
    assert connected.account.scopes == PUBLISHING | {"threads_delete"}
    assert connected.missing == frozenset()
    left = connected.account.token_expires_at - clock()
    assert timedelta(days=59, hours=23) < left <= timedelta(days=60), "the token is one of 60 days"
    (delivery,) = engine.publish_now(Post("Connected."), [ACCOUNT])
    assert isinstance(delivery.state, Published)


def test_an_async_host_gets_the_same(engine, click):
    invitation = engine.begin_connect("threads")

    async def finish():
        try:
            return await engine.finish_connect_async(invitation, click(invitation.url))
        finally:
            await engine.aclose()

    assert asyncio.run(finish()).account.id == ACCOUNT


def test_the_page_s_address_holds_what_the_page_needs_and_no_secret(engine, sandbox):
    invitation = engine.begin_connect("threads", operations=[Operation.PUBLISH], scopes=["threads_manage_replies"])
    query = {name: value for name, (value,) in parse_qs(urlsplit(invitation.url).query).items()}
    assert invitation.url.startswith(f"{sandbox.url}/oauth/authorize?")
    assert query["client_id"] == sandbox.platform.settings.app_id
    assert query["redirect_uri"] == REDIRECT
    assert query["response_type"] == "code"
    assert query["scope"] == "threads_basic,threads_content_publish,threads_manage_replies"
    assert query["state"] == invitation.state
    assert len(invitation.state) >= 32
    assert SECRET not in invitation.url
    assert engine.begin_connect("threads").state != invitation.state


def test_without_another_address_the_page_is_the_platform_s_own(engine, app):
    engine.use_app(evolve(app, api_base=None))
    assert engine.begin_connect("threads").url.startswith("https://threads.com/oauth/authorize?")


def test_scopes_follow_from_the_operations(engine):
    assert engine.begin_connect("threads", operations=[Operation.DELETE]).scopes == {"threads_basic", "threads_delete"}
    wanted = engine.begin_connect("threads", operations=(), services=[Service.MENTIONS]).scopes
    assert wanted == {"threads_basic", "threads_manage_mentions"}


@pytest.mark.parametrize(
    "dress",
    [
        str,
        lambda url: url.replace("#_", "%23_"),
        lambda url: urlsplit(url).query,
        lambda url: f"  {url}\n",
    ],
)
def test_what_a_person_pastes_is_understood_with_and_without_the_ending_that_meta_appends(engine, click, dress):
    invitation = engine.begin_connect("threads")
    came_back = click(invitation.url)
    assert came_back.endswith("#_")
    assert engine.finish_connect(invitation, dress(came_back)).account.id == ACCOUNT


def test_an_encoded_ending_of_the_code_itself_is_no_part_of_it(engine, click):
    invitation = engine.begin_connect("threads")
    code = parse_qs(urlsplit(click(invitation.url)).query)["code"][0]
    came_back = f"{REDIRECT}?state={invitation.state}&code={code}%23_"
    assert engine.finish_connect(invitation, came_back).account.id == ACCOUNT


def test_scopes_that_were_not_granted_are_named(engine, click, sandbox):
    invitation = engine.begin_connect("threads")
    unticked = engine.finish_connect(invitation, click(invitation.url, untick="threads_delete"))
    assert unticked.missing == {"threads_delete"}
    sandbox.platform.settings = sandbox.platform.settings.changed({"enabled_scopes": ["threads_basic"]})
    invitation = engine.begin_connect("threads")
    dropped = engine.finish_connect(invitation, click(invitation.url))
    assert dropped.missing == {"threads_content_publish", "threads_delete"}
    assert dropped.account.scopes == {"threads_basic"}


def test_the_answer_to_another_sign_in_is_not_taken(engine, click):
    mine, theirs = engine.begin_connect("threads"), engine.begin_connect("threads")
    with pytest.raises(ForeignAnswer, match="state"):
        engine.finish_connect(mine, click(theirs.url))
    with pytest.raises(ForeignAnswer, match="state"):
        engine.finish_connect(mine, f"{REDIRECT}?code=abc")
    assert engine.store.accounts() == ()


@pytest.mark.parametrize("pasted", ["", "hello", "https://product.example/connected", "https://[::1/?code=1"])
def test_what_is_no_answer_at_all_is_refused_with_what_to_paste(engine, pasted):
    with pytest.raises(ForeignAnswer, match="paste the whole address"):
        engine.finish_connect(engine.begin_connect("threads"), pasted)


def test_a_no_is_the_person_s_no(engine, click):
    invitation = engine.begin_connect("threads")
    with pytest.raises(SignInRefused) as refused:
        engine.finish_connect(invitation, click(invitation.url, "deny"))
    assert refused.value.diagnosis.code == "threads.consent_denied"


@pytest.mark.parametrize(
    ("change", "settings", "code"),
    [
        ({"client_id": "6543210987654321"}, {}, "threads.wrong_app_id"),
        ({"client_id": "1"}, {}, "threads.wrong_app_id"),
        ({}, {"redirects": ["https://other.example/"]}, "threads.redirect_not_allowed"),
        ({}, {"uninvited": ["sandbox"]}, "threads.invite_not_accepted"),
    ],
)
def test_what_the_page_shows_instead_of_sending_back_can_be_pasted_and_is_explained(  # noqa: PLR0917 - what it is parametrized with
    engine, app, click, sandbox, change, settings, code
):
    sandbox.platform.settings = sandbox.platform.settings.changed(settings)
    engine.use_app(evolve(app, **change))
    invitation = engine.begin_connect("threads")
    with pytest.raises(SignInRefused) as refused:
        engine.finish_connect(invitation, click(invitation.url))
    assert refused.value.diagnosis.code == code
    assert refused.value.diagnosis.next_step


@pytest.mark.parametrize(
    ("change", "code", "category"),
    [
        ({"client_secret": Secret("wrong")}, "threads.wrong_app_secret", Category.CONFIGURATION),
        ({"redirect": "https://product.example/elsewhere"}, "threads.redirect_not_allowed", Category.CONFIGURATION),
    ],
)
def test_a_refused_exchange_is_explained_and_keeps_nothing(engine, app, click, change, code, category):  # noqa: PLR0917 - what it is parametrized with
    invitation = engine.begin_connect("threads")
    came_back = click(invitation.url)
    engine.use_app(evolve(app, **change))
    with pytest.raises(SignInRefused) as refused:
        engine.finish_connect(evolve(invitation, redirect=change.get("redirect", REDIRECT)), came_back)
    assert (refused.value.diagnosis.code, refused.value.diagnosis.category) == (code, category)
    assert engine.store.accounts() == ()


def test_a_code_works_once(engine, click):
    invitation = engine.begin_connect("threads")
    came_back = click(invitation.url)
    engine.finish_connect(invitation, came_back)
    with pytest.raises(SignInRefused) as refused:
        engine.finish_connect(invitation, came_back)
    assert refused.value.diagnosis.code == "threads.authorization_code_unusable"


def test_only_the_account_that_was_meant_may_come_back(engine, connect, click, sandbox):
    connect()
    before = engine.store.ciphertext(ACCOUNT)
    sandbox.platform.accounts.add("somebody_else")
    invitation = engine.begin_connect("threads", account_id=ACCOUNT)
    with pytest.raises(OtherAccount, match="nothing was kept"):
        engine.finish_connect(invitation, click(invitation.url, profile="somebody_else"))
    assert [account.id for account in engine.store.accounts()] == [ACCOUNT]
    assert engine.store.ciphertext(ACCOUNT) == before


def test_a_sign_in_that_was_not_sent_can_be_finished_again(engine, app, click):
    invitation = engine.begin_connect("threads")
    came_back = click(invitation.url)
    with serve(Settings()) as gone:
        nowhere = gone.url
    engine.use_app(evolve(app, api_base=nowhere))
    with pytest.raises(Unanswered, match="nothing was sent; try again"):
        engine.finish_connect(invitation, came_back)
    engine.use_app(app)
    assert engine.finish_connect(invitation, came_back).account.id == ACCOUNT


def test_a_plain_address_to_come_back_to_is_refused_where_the_platform_wants_https(engine, app):
    engine.use_app(evolve(app, redirect="http://127.0.0.1:8912/", api_base=None))
    with pytest.raises(AppError, match="https addresses only"):
        engine.begin_connect("threads")
    engine.use_app(evolve(app, redirect="http://127.0.0.1:8912/"))
    assert engine.begin_connect("threads").redirect == "http://127.0.0.1:8912/"


def test_a_stored_token_is_inspected(engine, connect, sandbox):
    connect()
    assert engine.inspect_account(ACCOUNT).missing == frozenset()
    for token in list(sandbox.platform.accounts._tokens.values()):
        sandbox.platform.accounts.revoke(token, "app_removed")
    with pytest.raises(SignInRefused) as refused:
        engine.inspect_account(ACCOUNT)
    assert refused.value.diagnosis.action is Action.RECONNECT
    assert engine.store.connection(ACCOUNT).broken.code == refused.value.diagnosis.code


def test_the_app_gets_a_token_of_its_own(engine, sandbox):
    token = engine.app_token("threads")
    assert token.reveal().startswith(f"TH|{sandbox.platform.settings.app_id}|")
    assert "***" in repr(token)
