"""Tokens are renewed in time and by one process; an account that lost its token parks its deliveries."""

import threading
from datetime import timedelta

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.engine import NoCredential
from postwire.engine.sign_in import Renewed
from postwire.post import Post
from postwire.signed import BadSignature
from postwire.state import Held, Published, Queued
from postwire_threads.sandbox import Effect, Fault, Operation
from postwire_threads.sandbox.sign_in import SignIns

from .conftest import ACCOUNT

DAY = timedelta(days=1)
REFRESH = "GET /refresh_access_token"


def revoke(sandbox, reason="app_removed"):
    for token in list(sandbox.platform.accounts._tokens.values()):
        sandbox.platform.accounts.revoke(token, reason)


def test_a_token_is_renewed_when_its_end_comes_near_and_not_before(engine, connect, pass_by, clock, sandbox):
    connect()
    due, ahead = engine.due_for_refresh()
    assert due == ()
    assert timedelta(days=49, hours=23) < ahead - clock() <= 50 * DAY
    pass_by(49 * DAY)
    assert engine.due_for_refresh()[0] == ()
    assert engine.refresh_account(ACCOUNT).result is Renewed.NOT_YET
    pass_by(DAY)
    assert engine.due_for_refresh()[0] == (ACCOUNT,)
    renewal = engine.refresh_account(ACCOUNT)
    assert renewal.result is Renewed.DONE
    assert timedelta(days=59, hours=23) < renewal.until - clock() <= 60 * DAY
    assert engine.store.account(ACCOUNT).token_expires_at == renewal.until
    assert engine.due_for_refresh()[0] == ()
    assert sandbox.platform.requests[REFRESH] == 1
    pass_by(20 * DAY)
    (delivery,) = engine.publish_now(Post("Seventy days after."), [ACCOUNT])
    assert isinstance(delivery.state, Published)


def test_a_token_younger_than_a_day_is_not_renewed_even_if_somebody_asks(engine, connect, pass_by, sandbox):
    connect()
    young = engine.refresh_account(ACCOUNT, early=True)
    assert (young.result, sandbox.platform.requests[REFRESH]) == (Renewed.NOT_YET, 0)
    assert "too young" in young.words
    pass_by(DAY)
    assert engine.refresh_account(ACCOUNT).result is Renewed.NOT_YET
    assert engine.refresh_account(ACCOUNT, early=True).result is Renewed.DONE


def test_a_token_whose_end_nobody_knows_is_renewed_after_a_day_which_tells_its_end(engine, sandbox, pass_by):
    account = Account(platform="threads", user_id=ACCOUNT[8:], api_base=f"{sandbox.url}/v1.0")
    engine.add_account(account, "THsandbox")
    assert engine.due_for_refresh()[0] == ()
    pass_by(DAY)
    assert engine.due_for_refresh()[0] == (ACCOUNT,)
    assert engine.refresh_account(ACCOUNT).result is Renewed.DONE
    assert engine.store.account(ACCOUNT).token_expires_at is not None


def test_two_processes_renew_once(make_engine, connect, pass_by, sandbox):
    connect()
    pass_by(50 * DAY)
    engines, results = [make_engine() for _ in range(4)], []
    barrier = threading.Barrier(len(engines))

    def work(engine):
        barrier.wait()
        results.append(engine.refresh_account(ACCOUNT).result)

    threads = [threading.Thread(target=work, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sandbox.platform.requests[REFRESH] == 1
    assert results.count(Renewed.DONE) == 1
    assert set(results) <= {Renewed.DONE, Renewed.ELSEWHERE, Renewed.NOT_YET}


def test_the_token_of_a_process_that_died_over_a_refresh_is_renewed_by_another_one(engine, connect, pass_by, clock):
    connect()
    pass_by(50 * DAY)
    assert engine.store.lease(f"refresh {ACCOUNT}", "the dead one", clock(), clock() + timedelta(minutes=3))
    assert engine.refresh_account(ACCOUNT).result is Renewed.ELSEWHERE
    pass_by(timedelta(minutes=3))
    assert engine.refresh_account(ACCOUNT).result is Renewed.DONE


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": None}, {"access_token": 5}, []])
def test_a_stored_token_is_never_replaced_by_an_empty_one(engine, connect, pass_by, monkeypatch, answer):
    connect()
    before = engine.store.ciphertext(ACCOUNT)
    pass_by(50 * DAY)
    monkeypatch.setattr(SignIns, "refresh", lambda *_: answer)
    failed = engine.refresh_account(ACCOUNT)
    assert failed.result is Renewed.FAILED
    assert engine.store.ciphertext(ACCOUNT) == before
    assert engine.due_for_refresh()[0] == (), "it is tried again later"
    pass_by(timedelta(minutes=5))
    assert engine.due_for_refresh()[0] == (ACCOUNT,)
    monkeypatch.undo()
    assert engine.refresh_account(ACCOUNT).result is Renewed.DONE


def test_a_refusal_that_only_means_too_early_breaks_nothing(engine, connect, pass_by, sandbox):
    connect()
    sandbox.platform.settings = sandbox.platform.settings.changed({"refresh_age": 55 * 86_400})
    pass_by(50 * DAY)
    assert engine.refresh_account(ACCOUNT).result is Renewed.FAILED
    assert engine.store.connection(ACCOUNT).broken is None
    (delivery,) = engine.publish_now(Post("It still works."), [ACCOUNT])
    assert isinstance(delivery.state, Published)


def test_a_renewal_that_comes_back_after_the_account_was_connected_anew_changes_nothing(
    engine, connect, pass_by, monkeypatch
):
    connect()
    pass_by(50 * DAY)
    honest = SignIns.refresh

    def slow(sign_ins, given):
        answer = honest(sign_ins, given)
        account = engine.store.account(ACCOUNT)
        engine._envoy.accredit(account, engine._envoy.token(ACCOUNT))
        return answer

    monkeypatch.setattr(SignIns, "refresh", slow)
    kept = engine.refresh_account(ACCOUNT)
    assert kept.result is Renewed.ELSEWHERE
    assert "connected anew" in kept.words


def test_a_dead_token_marks_the_account_and_parks_what_waits_for_it_until_it_is_connected_again(
    engine, connect, pass_by, sandbox, clock
):
    connect()
    later = engine.submit(Post("In two months."), [ACCOUNT], clock() + 55 * DAY)[0]
    pass_by(50 * DAY)
    revoke(sandbox)
    broken = engine.refresh_account(ACCOUNT)
    assert broken.result is Renewed.BROKEN
    assert broken.diagnosis.code == "threads.app_removed"
    assert [delivery.id for delivery in broken.parked] == [later.id]
    held = engine.store.delivery(later.id)
    assert isinstance(held.state, Held)
    assert held.wake_at is None
    assert engine.store.connection(ACCOUNT).broken == broken.diagnosis
    assert engine.due_for_refresh() == ((), None), "nothing is refreshed that is dead"

    connect()
    assert engine.store.connection(ACCOUNT).broken is None
    resumed = engine.store.delivery(later.id)
    assert isinstance(resumed.state, Queued)
    assert resumed.due == later.due
    assert resumed.wake_at is not None


def test_a_delivery_that_meets_a_dead_token_spares_the_others_the_same_answer(engine, connect, sandbox):
    connect()
    first, second = (engine.submit(Post(text), [ACCOUNT])[0] for text in ("One.", "Two."))
    revoke(sandbox, "password")
    calls = sum(sandbox.platform.requests.values())
    engine.step(engine.store.delivery(first.id))
    assert sum(sandbox.platform.requests.values()) == calls + 1
    for delivery in (first, second):
        state = engine.store.delivery(delivery.id).state
        assert isinstance(state, Held)
        assert state.diagnosis.code == "threads.session_invalidated"
    assert engine.store.connection(ACCOUNT).broken.code == "threads.session_invalidated"
    assert [entry.name for entry in engine.store.history(second.id)][-1] == "parked"


def test_a_token_that_was_replaced_while_a_request_was_under_way_is_no_reason_to_reconnect(
    engine, make_engine, connect, pass_by, sandbox
):
    connect()
    sandbox.platform.settings = sandbox.platform.settings.changed({"refreshed_token": "ended"})
    (warm,) = engine.publish_now(Post("The token is remembered for a second."), [ACCOUNT])
    assert isinstance(warm.state, Published)
    pass_by(50 * DAY)
    assert make_engine().refresh_account(ACCOUNT).result is Renewed.DONE
    (delivery,) = engine.publish_now(
        Post("With the old one at first."), [ACCOUNT], sleep=lambda s: pass_by(timedelta(seconds=s))
    )
    assert isinstance(delivery.state, Published)
    assert engine.store.connection(ACCOUNT).broken is None


def test_an_outage_postpones_a_refresh_longer_each_time(engine, connect, pass_by, clock):
    connect()
    pass_by(50 * DAY)
    account = engine.store.account(ACCOUNT)
    engine.store.put_account(evolve(account, api_base="http://127.0.0.1:9"), None)
    pauses = []
    for _ in range(10):
        failed = engine.refresh_account(ACCOUNT)
        assert failed.result is Renewed.FAILED
        pauses.append(round((failed.until - clock()) / timedelta(minutes=1)))
        pass_by(timedelta(minutes=pauses[-1] + 1))
    assert pauses == [5, 10, 20, 40, 80, 160, 320, 640, 720, 720]
    engine.store.put_account(account, None)
    assert engine.refresh_account(ACCOUNT).result is Renewed.DONE


def test_a_notice_that_a_person_removed_the_app_parks_at_once(engine, connect, sandbox, clock):
    connect()
    waiting = engine.submit(Post("Tomorrow."), [ACCOUNT], clock() + DAY)[0]
    body = sandbox.platform.sign_ins.notice(sandbox.platform.accounts.profile("sandbox")).encode()
    calls = sum(sandbox.platform.requests.values())
    assert [delivery.id for delivery in engine.deauthorized("threads", body)] == [waiting.id]
    assert sum(sandbox.platform.requests.values()) == calls
    held = engine.store.delivery(waiting.id).state
    assert held.diagnosis.code == "threads.app_removed"
    assert engine.store.connection(ACCOUNT).broken.code == "threads.app_removed"
    assert engine.deauthorized("threads", body) == (), "it may come twice"
    connect()
    assert isinstance(engine.store.delivery(waiting.id).state, Queued)


def test_a_notice_about_somebody_who_is_not_here_changes_nothing(engine, sandbox):
    body = sandbox.platform.sign_ins.notice(sandbox.platform.accounts.profile("sandbox")).encode()
    assert engine.deauthorized("threads", body) == ()


def test_a_forged_notice_parks_nothing(engine, connect, sandbox, clock):
    connect()
    waiting = engine.submit(Post("Tomorrow."), [ACCOUNT], clock() + DAY)[0]
    body = sandbox.platform.sign_ins.notice(sandbox.platform.accounts.profile("sandbox")).encode()
    signature, _, payload = body.partition(b".")
    for forged in (signature[:-4] + b"AAAA." + payload, b"", b"signed_request=a.b", body + b"x", b"\xff" * 100):
        with pytest.raises(BadSignature):
            engine.deauthorized("threads", forged)
    assert isinstance(engine.store.delivery(waiting.id).state, Queued)


def test_an_account_without_a_token_says_so(engine, pass_by):
    engine.store.put_account(Account(platform="threads", user_id="1"), None)
    assert engine.refresh_account("threads:1").result is Renewed.NOT_YET
    pass_by(DAY)
    with pytest.raises(NoCredential):
        engine.refresh_account("threads:1")


def test_a_fault_of_the_platform_during_a_refusal_does_not_pass_for_a_dead_token(engine, connect, sandbox):
    connect()
    sandbox.platform.faults.add(
        [Fault(effect=Effect("answer"), operation=Operation("create"), status=503, body="busy")]
    )
    delivery = engine.submit(Post("One."), [ACCOUNT])[0]
    engine.step(engine.store.delivery(delivery.id))
    assert engine.store.connection(ACCOUNT).broken is None
