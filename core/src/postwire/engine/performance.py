"""How an effect becomes an event: one conversation with the platform, or two."""

from collections.abc import Callable, Collection, Generator
from datetime import datetime
from typing import Any

from attrs import frozen

from postwire import progress
from postwire.account import Account
from postwire.connector import Connector
from postwire.container import Container
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.drive import Answered, Conversation, Outcome
from postwire.exchange import Exchange
from postwire.lifecycle import effects, events
from postwire.manifest import Ability, Republish
from postwire.operation import Operation
from postwire.post import Post
from postwire.receipt import Receipt
from postwire.staging import Staging
from postwire.transport import MaybeArrived, NotSent

Performance = Generator[Conversation[Any], Outcome[Any], events.Outcome]
"""Yields conversations to hold, is sent what each came to, and returns the event."""


@frozen
class Performer:
    """Performs the effects of one delivery."""

    connector: Connector
    account: Account
    post: Post
    now: Callable[[], datetime]
    claimed: Callable[[Collection[str]], frozenset[str]]
    """Which of these post ids belong to another delivery of the account."""
    rivals: Callable[[Collection[Receipt]], tuple[str, ...]]
    """Which other deliveries in doubt posts that were found by their words may belong to."""
    staging: Callable[[int], Staging]
    """What is fixed about a container, given how many were thrown away before it."""

    def perform(self, effect: effects.Effect) -> Performance:
        """The conversations of one effect, and the event that they end in."""
        missing = self._missing_scopes(effect)
        if missing is not None:
            return events.Refusal(self.now(), operation_of(effect), missing, sent=False)
        match effect:
            case effects.Create(restaged):
                outcome = yield self._talk(
                    Operation.CREATE, lambda: self.connector.create(self.post, self.account, self.staging(restaged))
                )
                return self._event(Operation.CREATE, outcome, Container, events.Created)
            case effects.Poll(container):
                outcome = yield self._talk(Operation.POLL, lambda: self.connector.poll(container, self.account))
                return self._event(
                    Operation.POLL, outcome, progress.Progress, lambda at, learnt: events.Polled(at, self._own(learnt))
                )
            case effects.Publish():
                return (yield from self._publish(effect))
            case effects.Remove(receipt):
                outcome = yield self._talk(Operation.DELETE, lambda: self.connector.delete(receipt, self.account))
                return self._event(Operation.DELETE, outcome, type(None), lambda at, _: events.Removed(at))
            case effects.Verify():
                return (yield from self._verify(effect))

    def _publish(self, effect: effects.Publish) -> Performance:
        """Look first where a no may have been a lie; then the one call that readers notice."""
        if effect.refused_since is not None and (there := (yield from self._there_already(effect.refused_since))):
            return there
        outcome = yield self._talk(
            Operation.PUBLISH, lambda: self.connector.publish(self.post, effect.container, self.account)
        )
        return self._event(Operation.PUBLISH, outcome, Receipt, events.Posted)

    def _verify(self, effect: effects.Verify) -> Performance:
        """Ask the container first: it knows best. Then look for the post among the account's own.

        Where the platform does not say for now how the container is, what is found counts all the same.
        """
        learnt, trouble = yield from self._ask(effect)
        passes = isinstance(trouble, events.Refusal) and trouble.diagnosis.action is Action.RETRY
        is_known = isinstance(learnt, progress.Live) and learnt.receipt is not None
        needs_no_search = self.connector.manifest.republish is Republish.IDEMPOTENT
        can_find = self.connector.manifest.supports(Ability.FIND) and not needs_no_search
        if is_known or not can_find or not (trouble is None or passes):
            return trouble or events.Verified(self.now(), learnt, None)
        outcome = yield self._talk(Operation.READ, lambda: self.connector.find(self.post, effect.since, self.account))
        if isinstance(outcome, Answered):
            unclaimed = self._unclaimed(outcome.value)
            if trouble and not unclaimed:
                return trouble
            return events.Verified(self.now(), learnt, unclaimed, self.rivals(unclaimed))
        if isinstance(learnt, progress.Live):
            return events.Verified(self.now(), learnt, None)
        return trouble or self._event(Operation.READ, outcome, tuple, lambda at, _: events.Verified(at, learnt, None))

    def _there_already(self, since: datetime) -> Generator[Conversation[Any], Outcome[Any], events.Outcome | None]:
        """What a search before another publish call comes to; None: it is not live, and may be sent."""
        outcome = yield self._talk(Operation.READ, lambda: self.connector.find(self.post, since, self.account))
        at = self.now()
        match outcome:
            case Answered(tuple() as found):
                unclaimed = self._unclaimed(found)
                if not unclaimed:
                    return None
                if len(unclaimed) == 1 and not self.rivals(unclaimed):
                    return events.Posted(at, unclaimed[0])
                return events.Lost(at, Operation.PUBLISH, "it was refused, and posts that say the same are live")
            case Answered(value):
                return events.Refusal(at, Operation.PUBLISH, self._broken_promise(Operation.READ, value), sent=False)
            case Diagnosis():
                return events.Refusal(at, Operation.PUBLISH, outcome, sent=False)
            case _:
                return events.NotSent(at, Operation.PUBLISH, str(outcome))

    def _unclaimed(self, found: tuple[Receipt, ...]) -> tuple[Receipt, ...]:
        taken = self.claimed([receipt.post_id for receipt in found])
        return tuple(receipt for receipt in found if receipt.post_id not in taken)

    def _ask(
        self, effect: effects.Verify
    ) -> Generator[Conversation[Any], Outcome[Any], tuple[progress.Progress | None, events.Outcome | None]]:
        """What the container says, or what kept it from saying anything; neither: it cannot be asked."""
        if not self.connector.manifest.supports(Ability.POLL):
            return None, None
        outcome = yield self._talk(Operation.POLL, lambda: self.connector.poll(effect.container, self.account))
        if isinstance(outcome, Diagnosis) and outcome.category is Category.NOT_FOUND:
            return progress.Gone(), None
        if isinstance(outcome, Diagnosis) and outcome.action is Action.VERIFY:
            return None, None
        event = self._event(Operation.POLL, outcome, progress.Progress, events.Polled)
        if isinstance(event, events.Polled):
            return self._own(event.progress), None
        return None, event

    def _own(self, learnt: progress.Progress) -> progress.Progress:
        """What was learnt, without a receipt that belongs to another delivery: that one cannot be meant."""
        if isinstance(learnt, progress.Live) and learnt.receipt and self.claimed([learnt.receipt.post_id]):
            return progress.Live()
        return learnt

    def _talk(self, operation: Operation, begin: Callable[[], Exchange[Any]]) -> Conversation[Any]:
        return Conversation(begin, self.connector, operation)

    def _event(
        self,
        operation: Operation,
        outcome: Outcome[Any],
        promised: Any,
        told: Callable[[datetime, Any], events.Outcome],
    ) -> events.Outcome:
        at = self.now()
        match outcome:
            case Diagnosis():
                return events.Refusal(at, operation, outcome)
            case NotSent():
                return events.NotSent(at, operation, str(outcome))
            case MaybeArrived():
                return events.Lost(at, operation, str(outcome))
            case Answered(value) if isinstance(value, promised):
                return told(at, value)
            case Answered(value):
                return events.Refusal(at, operation, self._broken_promise(operation, value))

    def _broken_promise(self, operation: Operation, value: object) -> Diagnosis:
        return Diagnosis(
            code=f"{self.connector.platform}.connector_fault",
            category=Category.UNKNOWN,
            action=Action.VERIFY,
            caused_by=Culprit.US,
            message=f"The {self.connector.manifest.title} connector gave an answer that makes no sense.",
            detail=f"{self.connector.distribution}: {operation} ended with {type(value).__name__}",
            next_step="Report this to the author of the connector; its contract suite should have caught it.",
            rule="engine.broken_promise",
        )

    def _missing_scopes(self, effect: effects.Effect) -> Diagnosis | None:
        if self.account.scopes is None:
            return None
        operation = operation_of(effect)
        try:
            missing = sorted(self.connector.required_scopes(operation) - self.account.scopes)
        except Exception as error:  # noqa: BLE001 - a stranger's hook; the delivery must not be lost over it
            return self._broken_promise(operation, error)
        if not missing:
            return None
        return Diagnosis(
            code=f"{self.connector.platform}.scope_missing",
            category=Category.PERMISSION,
            action=Action.RECONNECT,
            caused_by=Culprit.USER,
            message="The account has not granted what this needs.",
            detail=f"{operation} needs {', '.join(missing)}; nothing was sent",
            next_step="Connect the account again and grant it, then `postwire resume ID`.",
            rule="engine.scope_missing",
        )


def operation_of(effect: effects.Effect) -> Operation:
    """What an effect does first."""
    match effect:
        case effects.Create():
            return Operation.CREATE
        case effects.Poll() | effects.Verify():
            return Operation.POLL
        case effects.Publish():
            return Operation.PUBLISH
        case effects.Remove():
            return Operation.DELETE


def state_during(effect: effects.Effect) -> str:
    """The name of the state that a delivery is in while an effect is performed."""
    match effect:
        case effects.Create():
            return "creating"
        case effects.Poll():
            return "processing"
        case effects.Publish() | effects.Verify():
            return "publishing"
        case effects.Remove():
            return "deleting"
