"""Keeping a token alive: refreshed in time, by one process at a time, and never replaced by nothing."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from attrs import evolve, frozen

from postwire.account import Account
from postwire.connection import Connection
from postwire.connector import Connector
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.drive import Answered, Conversation, Outcome
from postwire.engine.sign_in import Renewal, Renewed
from postwire.lifecycle import events
from postwire.manifest import SignIn
from postwire.operation import Operation
from postwire.purse import Purse

T = TypeVar("T")

_PART = 3
"""At the latest, a token is renewed when this part of its life is left."""
YOUNG = timedelta(minutes=1)
"""A token that was refused so soon after it was got is not renewed for that."""

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
"""Between refreshes that fail: the first pause doubles until it is as long as this."""


@frozen
class Talk:
    """A conversation to hold, with the secrets that go into it."""

    conversation: Conversation[Any]
    purse: Purse


Talks = Generator[Talk, Outcome[Any], T]
"""Yields talks, is sent what each came to, and returns what it all led to."""


def due_at(account: Account, connection: Connection, sign_in: SignIn) -> datetime | None:
    """When the token is to be refreshed; None: never, since it cannot be, or is broken.

    Where its end is not known, as soon as the platform allows it: the answer tells the end.
    """
    if sign_in.refresh_after is None or connection.broken is not None:
        return None
    ripe = connection.since + sign_in.refresh_after
    end = account.token_expires_at
    # of a token that lives for a shorter time than is usual, the last part of its life is enough
    wanted = ripe if end is None else max(ripe, end - min(sign_in.refresh_before, (end - connection.since) / _PART))
    return wanted if connection.next_try is None else max(wanted, connection.next_try)


def ask(account: Account, connector: Connector, purse: Callable[[], Purse]) -> Talks[tuple[Purse, Outcome[Any]]]:
    """Refresh. A refusal is believed only if the token is dead: some refusals just mean that it is too early."""
    used = purse()
    outcome = yield Talk(Conversation(lambda: connector.refresh(account), connector, Operation.REFRESH), used)
    if isinstance(outcome, Diagnosis) and is_the_end(outcome) and connector.has("inspect_token"):
        looking = Conversation(lambda: connector.inspect_token(account), connector, Operation.READ)
        seen = yield Talk(looking, purse())
        if isinstance(seen, Diagnosis) and is_the_end(seen):
            return used, seen
        return used, evolve(outcome, action=Action.RETRY)
    return used, outcome


def is_the_end(diagnosis: Diagnosis) -> bool:
    """Whether only the person can give us another token."""
    return diagnosis.category is Category.AUTH and diagnosis.action is Action.RECONNECT


def is_about_token(diagnosis: Diagnosis) -> bool:
    """Whether another token might be taken where this one was refused."""
    return diagnosis.category is Category.AUTH or diagnosis.action is Action.RECONNECT


def replaced(refusal: events.Refusal) -> events.Refusal:
    """The refusal of a token that is not the account's any more: with the new one it is tried again."""
    return _again(refusal, "the token was replaced meanwhile, the new one is tried", "engine.token_replaced")


def postponed(refusal: events.Refusal, words: str) -> events.Refusal:
    """The refusal of a token that could not be renewed for now: that is tried again with the delivery."""
    return _again(refusal, f"the token could not be renewed for now ({words})", "engine.token_not_renewed")


def _again(refusal: events.Refusal, words: str, rule: str) -> events.Refusal:
    diagnosis = evolve(
        refusal.diagnosis,
        category=Category.TRANSIENT,
        action=Action.RETRY,
        detail=f"{words}; {refusal.diagnosis.detail}",
        rule=rule,
    )
    return evolve(refusal, diagnosis=diagnosis)


def failed(connection: Connection, now: datetime, told: float | None = None) -> Connection:
    """The connection after one more refresh that went wrong."""
    pause = min(FIRST_PAUSE * 2 ** min(connection.failures, 20), LONGEST_PAUSE)
    if told is not None and told > 0:
        pause = min(max(pause, timedelta(seconds=told)), LONGEST_PAUSE)
    return evolve(connection, failures=connection.failures + 1, next_try=now + pause)


def told_of(account: Account, outcome: Outcome[Any]) -> str:
    """What a refresh that brought no token came to."""
    match outcome:
        case Diagnosis():
            return f"{outcome.message} [{outcome.code}]"
        case Answered():
            return f"the platform sent no new token for {account.id}; the stored one is kept"
        case trouble:
            return f"no answer: {trouble}"


def later(account: Account, words: str, until: datetime | None = None) -> Renewal:
    """Nothing to be done now."""
    return Renewal(account_id=account.id, result=Renewed.NOT_YET, words=words, until=until)
