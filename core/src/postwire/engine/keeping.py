"""Keeping accounts connected, and what happens when they no longer are: the part of the engine that renews tokens."""

import uuid
from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from attrs import evolve

from postwire.account import Account
from postwire.app import App, AppError
from postwire.connection import Connection
from postwire.connector import Connector
from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.drive import Answered, drive, drive_async
from postwire.engine.commands import Commands
from postwire.engine.easing import waits_for_credential
from postwire.engine.envoy import Envoy
from postwire.engine.errors import NoCredential
from postwire.engine.lease import Lease
from postwire.engine.renewing import (
    YOUNG,
    T,
    Talks,
    ask,
    due_at,
    failed,
    is_about_token,
    is_the_end,
    later,
    postponed,
    replaced,
    told_of,
)
from postwire.engine.sign_in import Renewal, Renewed
from postwire.engine.turn import Performed
from postwire.grant import Grant
from postwire.history import Entry, EntryKind
from postwire.lifecycle import effects, events
from postwire.manifest import SignIn
from postwire.purse import Purse, opened
from postwire.state import Held, Processing, Queued, Ready
from postwire.store import Save
from postwire.wire import Wire

_LEASE = timedelta(minutes=3)
"""How long one process may take over a refresh."""


class Keeping(Commands):
    """Tokens, and the accounts that lost theirs."""

    _envoy: Envoy
    _wire: Wire
    _apps: dict[str, App]

    @abstractmethod
    def _account(self, account_id: str) -> Account: ...

    def refresh_account(self, account_id: str, *, early: bool = False) -> Renewal:
        """Renew the token of an account that is due for it; with ``early`` also one that is good for long.

        Only one process does so at a time, a token is replaced only by another one, and an account whose token is dead
        is marked and its deliveries are parked. Raises `UnknownAccount`, `NoCredential`.
        """
        return self._held(self._renewing(account_id, early=early))

    async def refresh_account_async(self, account_id: str, *, early: bool = False) -> Renewal:
        """`refresh_account` on the running event loop."""
        return await self._held_async(self._renewing(account_id, early=early))

    def due_for_refresh(self) -> tuple[tuple[str, ...], datetime | None]:
        """The accounts whose tokens are to be refreshed now, and when the next one is."""
        now, known = self._now(), {each.account_id: each for each in self.store.connections()}
        due, ahead = [], []
        for account in self.store.accounts():
            sign_in = self.registry[account.platform].manifest.sign_in if account.platform in self.registry else None
            at = due_at(account, known[account.id], sign_in) if sign_in and account.id in known else None
            if at is not None and at <= now:
                due.append(account.id)
            elif at is not None:
                ahead.append(at)
        return tuple(due), min(ahead, default=None)

    def disconnected(self, account_id: str, diagnosis: Diagnosis) -> tuple[Delivery, ...]:
        """Mark an account as one that has to be connected again, and park what waits for it."""
        now = self._now()
        known = self.store.connection(account_id) or Connection(account_id=account_id, since=now)
        if known.broken is None:
            self.store.put_connection(evolve(known, broken=diagnosis, broken_at=now))
        return self._park(account_id, diagnosis)

    def _spare(self, rested: Delivery | None) -> None:
        """Where a platform refused a delivery for the token's sake, spare the others the same answer."""
        state = rested.state if rested is not None else None
        if rested is not None and isinstance(state, Held) and state.diagnosis.reply and is_the_end(state.diagnosis):
            self.disconnected(rested.account_id, state.diagnosis)

    def _park(self, account_id: str, diagnosis: Diagnosis) -> tuple[Delivery, ...]:
        """Hold what nobody works on. What somebody works on meets the dead token by itself."""
        now = self._now()
        parked: list[Delivery] = []
        told: dict[str, Any] = {"code": diagnosis.code}
        entry = Entry(at=now, kind=EntryKind.EVENT, name="parked", state="held", data=told)
        for delivery in self._every(states=("queued", "processing", "ready"), account_id=account_id):
            if isinstance(delivery.state, Queued | Processing | Ready):
                held = evolve(delivery, state=Held(diagnosis, delivery.state), wake_at=None)
                if self.store.save([Save(held, (entry,))])[0]:
                    parked.append(held)
        return tuple(parked)

    def _perform(self, delivery: Delivery, effect: effects.Effect, lease: Lease | None) -> Performed:
        """Perform an effect, blocking. A token that is refused is renewed once, where it can be."""
        performed = self._envoy.perform(delivery, effect, lease)
        if isinstance(performed.event, events.Refusal) and is_about_token(performed.event.diagnosis):
            event = self._held(self._reviving(delivery.account_id, performed.event))
            return evolve(performed, event=event)
        return performed

    async def _perform_async(self, delivery: Delivery, effect: effects.Effect, lease: Lease | None) -> Performed:
        """`_perform` on the running event loop."""
        performed = await self._envoy.perform_async(delivery, effect, lease)
        if isinstance(performed.event, events.Refusal) and is_about_token(performed.event.diagnosis):
            event = await self._held_async(self._reviving(delivery.account_id, performed.event))
            return evolve(performed, event=event)
        return performed

    def _reviving(self, account_id: str, refusal: events.Refusal) -> Talks[events.Refusal]:
        """What a refused token comes to, where something renews it: the new one is tried, or that is the end."""
        known, now = self._connection(account_id), self._now()
        end = self._account(account_id).token_expires_at
        is_worn = now - known.since >= YOUNG or (end is not None and end <= now)
        if not refusal.sent or known.broken is not None or not is_worn or not self._envoy.is_pair(account_id):
            return refusal
        renewal = yield from self._renewing(account_id, early=True)
        match renewal.result:
            case Renewed.DONE | Renewed.ELSEWHERE:
                return replaced(refusal)
            case Renewed.BROKEN if renewal.diagnosis is not None:
                return evolve(refusal, diagnosis=renewal.diagnosis)
            case Renewed.FAILED:
                return postponed(refusal, renewal.words)
            case _:
                return refusal

    def _renewing(self, account_id: str, *, early: bool) -> Talks[Renewal]:
        account = self._account(account_id)
        connector = self.registry[account.platform]
        sign_in, now = connector.manifest.sign_in, self._now()
        if sign_in is None or sign_in.refresh_after is None:
            words = f"{connector.manifest.title} does not renew tokens"
            return Renewal(account_id=account_id, result=Renewed.UNSUPPORTED, words=words)
        ripe = self._connection(account_id).since + sign_in.refresh_after
        if now < ripe:
            return later(account, f"the token is too young; it can be renewed at {ripe:%Y-%m-%d %H:%M} UTC", ripe)
        name, owner = f"refresh {account_id}", uuid.uuid4().hex
        if not self.store.lease(name, owner, now, now + _LEASE):
            words = "another process is renewing it"
            return Renewal(account_id=account_id, result=Renewed.ELSEWHERE, words=words)
        try:
            # read again: whoever had the lease before may have done it
            account, known = self._account(account_id), self._connection(account_id)
            due = due_at(account, known, sign_in)
            if known.since + sign_in.refresh_after > now or (not early and (due is None or due > now)):
                return later(account, "nothing has to be renewed yet", due)
            return (yield from self._renewed(account, known, connector, sign_in))
        finally:
            self.store.lease(name, owner, self._now(), self._now())

    def _renewed(self, account: Account, known: Connection, connector: Connector, sign_in: SignIn) -> Talks[Renewal]:
        before = self.store.ciphertext(account.id)
        if before is None:
            raise NoCredential(account.id)
        purse, outcome = yield from ask(account, connector, lambda: self._purse(account, connector, sign_in))
        now = self._now()
        if isinstance(outcome, Answered) and isinstance(outcome.value, Grant) and purse.received and purse.token:
            grant = outcome.value
            account = evolve(account, scopes=grant.scopes or account.scopes, token_expires_at=grant.end(now))
            alive = Connection(account_id=account.id, since=now)
            if not self._envoy.renew(account, before, (purse.token, purse.refresh), alive):
                words = "the account was connected anew meanwhile; that token is kept"
                return Renewal(account_id=account.id, result=Renewed.ELSEWHERE, words=words)
            self.go_on(waits_for_credential, account.id)
            end = account.token_expires_at
            words = f"renewed, until {end:%Y-%m-%d %H:%M} UTC" if end else "renewed"
            return Renewal(account_id=account.id, result=Renewed.DONE, words=words, until=end)
        words, diagnosis = told_of(account, outcome), outcome if isinstance(outcome, Diagnosis) else None
        if diagnosis is not None and is_the_end(diagnosis):
            parked = self.disconnected(account.id, diagnosis)
            return Renewal(
                account_id=account.id, result=Renewed.BROKEN, words=words, diagnosis=diagnosis, parked=parked
            )
        again = failed(known, now, diagnosis.retry_after if diagnosis else None)
        self.store.put_connection(again)
        return Renewal(
            account_id=account.id, result=Renewed.FAILED, words=words, until=again.next_try, diagnosis=diagnosis
        )

    def _held(self, talks: Talks[T]) -> T:
        try:
            talk = next(talks)
            while True:
                talk = talks.send(drive(talk.conversation, _by(self._wire.send_with, talk.purse)))
        except StopIteration as done:
            ended: T = done.value
            return ended
        finally:
            talks.close()

    async def _held_async(self, talks: Talks[T]) -> T:
        try:
            talk = next(talks)
            while True:
                talk = talks.send(await drive_async(talk.conversation, _by(self._wire.send_with_async, talk.purse)))
        except StopIteration as done:
            ended: T = done.value
            return ended
        finally:
            talks.close()

    def _purse(self, account: Account, connector: Connector, sign_in: SignIn) -> Purse:
        """The account's token, and the app's secret where one is known: not every platform asks for it."""
        try:
            secret = (self._apps.get(account.platform) or App.of_operator(account.platform)).client_secret
        except AppError:
            secret = None
        purse = opened(connector.manifest, sign_in, account.api_base)
        purse.client_secret = secret
        purse.token, purse.refresh = self._envoy.tokens(account.id)
        return purse

    def _connection(self, account_id: str) -> Connection:
        known = self.store.connection(account_id)
        if known is None:
            known = Connection(account_id=account_id, since=self._now())
            self.store.put_connection(known)
        return known


def _by(send: Callable[..., T], purse: Purse) -> Callable[..., T]:
    return lambda request: send(request, purse)
