"""Questions to a platform, blocking and on an event loop: the same answers, and the same refusals."""

import asyncio

import pytest
from attrs import evolve

import postwire_corkboard
from postwire.account import Account
from postwire.demographics import Breakdown
from postwire.diagnosis import Category
from postwire.engine import Engine, looks
from postwire.engine.errors import (
    BadQuestion,
    Denied,
    NoCredential,
    ScopeMissing,
    UnknownAccount,
    Unreached,
    Unsupported,
)
from postwire.registry import Registry
from postwire.seen import Approval, SeenKind
from postwire.service import Service
from postwire_threads.sandbox import Effect, Fault
from postwire_threads.sandbox.draft import Draft, MediaType
from postwire_threads.sandbox.staged import Fate

ACCOUNT = "threads:17841400000000001"


def blocking(engine, *questions, account=ACCOUNT):
    return [engine.look(account, question) for question in questions]


def on_a_loop(engine, *questions, account=ACCOUNT):
    async def together():
        try:
            return await asyncio.gather(*(engine.look_async(account, question) for question in questions))
        finally:
            await engine.aclose()

    return asyncio.run(together())


faces = pytest.mark.parametrize("ask", [blocking, on_a_loop])


@pytest.fixture
def post(sandbox, engine, click):
    """A post of an account that is connected for a part of what there is."""
    for_ = (Service.QUOTA, Service.POST_INSIGHTS, Service.SEARCH)
    invitation = engine.begin_connect("threads", services=for_)
    assert engine.finish_connect(invitation, click(invitation.url)).account.id == ACCOUNT
    (owner,) = sandbox.platform.accounts.profiles()
    staged = sandbox.platform.stage(owner, Draft(media_type=MediaType.TEXT, text="Hello."), Fate())
    sandbox.platform.clock.advance(5)
    return sandbox.platform.publish(owner, staged.id)


@faces
def test_questions_are_answered_side_by_side(engine: Engine, post, ask):
    profile, page, usage = ask(engine, looks.profile(), looks.listed(Service.POSTS), looks.quota())
    assert profile.handle == "sandbox"
    assert [(seen.id, seen.text) for seen in page.posts] == [(post.id, "Hello.")]
    assert next(each for each in usage if each.name == "posts").used == 1


@faces
def test_what_only_somebody_with_a_clock_knows_is_added(engine: Engine, post, clock, ask):
    post.metrics["likes"] = 4
    before = clock()
    told, followers = ask(engine, looks.post_insights(post.id), looks.demographics(Breakdown.AGE))
    assert told.metrics["likes"] == 4
    assert before <= told.synced_at <= clock()
    assert (followers.followers, followers.synced_at) == ({}, None)


@faces
def test_a_token_that_is_dead_is_explained(engine: Engine, post, sandbox, ask):
    sandbox.platform.faults.add([Fault(effect=Effect.REVOKE, reason="password")])
    question = looks.listed(Service.SEARCH, of=post.draft.text)
    ask(engine, question)
    with pytest.raises(Denied) as denied:
        ask(engine, question)
    assert denied.value.diagnosis.category is Category.AUTH


@faces
def test_what_was_not_granted_is_refused_before_anything_is_sent(engine: Engine, post, sandbox, ask):
    before = sandbox.platform.requests.total()
    with pytest.raises(ScopeMissing, match=r"has not granted threads_manage_replies"):
        ask(engine, looks.hide(post.id))
    assert sandbox.platform.requests.total() == before


@faces
def test_what_nobody_answers_is_told(engine: Engine, post, ask):
    account = evolve(engine.store.account(ACCOUNT), api_base="http://127.0.0.1:9/v1.0")
    engine.store.put_account(account, None)
    with pytest.raises(Unreached, match="no answer"):
        ask(engine, looks.post_insights(post.id))


@faces
def test_an_account_that_is_not_known_or_has_no_token_is_named(engine: Engine, ask):
    with pytest.raises(UnknownAccount, match="threads:1"):
        ask(engine, looks.profile(), account="threads:1")
    engine.store.put_account(Account(platform="threads", user_id="1"), None)
    with pytest.raises(NoCredential, match="threads:1"):
        ask(engine, looks.profile(), account="threads:1")


@faces
def test_what_a_platform_does_not_offer_is_refused(engine: Engine, ask):
    other = Engine(engine.store, Registry.of(postwire_corkboard))
    other.store.put_account(Account(platform="corkboard", user_id="1"), None)
    with pytest.raises(Unsupported, match="does not offer 'profile'"):
        ask(other, looks.profile(), account="corkboard:1")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: looks.listed(Service.QUOTA),
        lambda: looks.listed(Service.SEARCH),
        lambda: looks.listed(Service.POSTS, of="5"),
        lambda: looks.listed(Service.POSTS, author="ada"),
        lambda: looks.listed(Service.ANSWERS, of="5", kind=SeenKind.TEXT),
        lambda: looks.listed(Service.SEARCH, of="sea", approval=Approval.PENDING),
        lambda: looks.listed(Service.SEARCH, of="sea", author="a da"),
        lambda: looks.listed(Service.POSTS, limit=101),
        lambda: looks.location("../me"),
        lambda: looks.nearby(90.1, 0),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anybody_is(ask):
    with pytest.raises(BadQuestion):
        ask()
