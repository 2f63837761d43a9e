"""Performs effects in the name of accounts: everything between an effect and the platform's answer."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256

from attrs import evolve

from postwire.account import Account
from postwire.connection import Connection
from postwire.connector import Connector
from postwire.credentials import CredentialError, Secret, Vault, WrongKey
from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.drive import drive, drive_async
from postwire.engine.budgets import Budgets
from postwire.engine.chaining import answering, patient
from postwire.engine.errors import NoCredential, UnknownAccount
from postwire.engine.lease import LONGEST_EFFECT, Lease
from postwire.engine.lending import Lender, LentMedia
from postwire.engine.outbox import Outbox
from postwire.engine.performance import Performer, operation_of, state_during
from postwire.engine.renewing import is_about_token, replaced
from postwire.engine.rivals import rivals
from postwire.engine.turn import Performed
from postwire.exchange import Reply
from postwire.lifecycle import effects, events, reasons
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.staging import Staging
from postwire.store import Store
from postwire.wire import Wire

_TOO_LATE = "it could not be sent in time, and would not have ended before somebody else looks at it"
REMEMBERED = 1.0
"""Seconds that an account and its token are kept before they are read again: another process may change them."""


class Envoy:
    """Holds the conversations of deliveries. Trouble of any kind comes back as an event."""

    def __init__(  # noqa: PLR0913 - what it speaks for the engine with
        self,
        store: Store,
        registry: Registry,
        vault: Vault | None,
        wire: Wire,
        now: Callable[[], datetime],
        *,
        lender: Lender,
    ) -> None:
        self._store = store
        self._registry = registry
        self._vault = vault
        self._is_operators = vault is None
        self._wire = wire
        self._now = now
        self._lender = lender
        self.budgets = Budgets()
        self._identities: dict[str, tuple[float, Account, Secret]] = {}

    def heeding(self, account: Account, connector: Connector) -> Callable[[Reply], None]:
        """Hears from every answer in an account's name whether its budget is used up."""
        return lambda reply: self.budgets.heed(account.id, connector, reply, self._now())

    def accredit(self, account: Account, secret: Secret, refresh: Secret | None = None) -> None:
        """Keep an account and its token, encrypted, and what renews it, where that is another one."""
        if self._is_operators:
            self._vault = None  # the key may have been replaced since it was read
        self._store.put_account(account, self._opened_vault(create=True).encrypt(secret, refresh))
        self._store.put_connection(Connection(account_id=account.id, since=self._now()))
        self._identities.pop(account.id, None)

    def renew(
        self, account: Account, before: bytes, tokens: tuple[Secret, Secret | None], connection: Connection
    ) -> bool:
        """Replace a token, encrypted with what renews it, if the stored one is still ``before``."""
        took = self._store.renew(account, before, self._opened_vault(create=False).encrypt(*tokens), connection)
        self._identities.pop(account.id, None)
        return took

    def reseal(self, vault: Vault) -> int:
        """Encrypt every token anew and go on with that vault. Says how many there were. Raises `CredentialError`."""
        before = self._opened_vault(create=False)
        changed: dict[str, bytes] = {}

        def reencrypted(kept: Mapping[str, bytes]) -> Mapping[str, bytes]:
            for account_id, ciphertext in kept.items():
                for opener in (before, vault):  # the new one opens what an interrupted rotation has done already
                    with contextlib.suppress(WrongKey):
                        changed[account_id] = vault.encrypt(*opener.decrypt_both(ciphertext))
                        break
            if closed := [account_id for account_id in kept if account_id not in changed]:
                raise WrongKey(before.origin, closed)
            return changed

        self._store.reseal(reencrypted)
        self._vault, self._is_operators = vault, False
        return len(changed)

    def is_pair(self, account_id: str) -> bool:
        """Whether something else than the token itself renews it."""
        try:
            return self.tokens(account_id)[1] is not None
        except (NoCredential, CredentialError):
            return False

    def has_token(self, account_id: str) -> bool:
        """Whether there is a token that the key opens."""
        try:
            self.token(account_id)
        except (NoCredential, CredentialError):
            return False
        return True

    def perform(self, delivery: Delivery, effect: effects.Effect, lease: Lease | None = None) -> Performed:
        """Perform an effect, blocking; as `perform_async` does."""
        prepared = self._prepare(delivery, effect, self._lent(delivery, effect), lease)
        if isinstance(prepared, Performed):
            return prepared
        performer, outbox = prepared
        performance = performer.perform(effect)
        try:
            conversation = next(performance)
            while True:
                conversation = performance.send(drive(conversation, outbox.send))
        except StopIteration as done:
            return Performed(self._judged(patient(delivery, done.value), outbox), tuple(outbox.entries))

    async def perform_async(self, delivery: Delivery, effect: effects.Effect, lease: Lease | None = None) -> Performed:
        """Perform an effect on the running event loop.

        The lease is looked at after everything that may have to wait: nothing is published that might still be under
        way when the next owner looks.
        """
        if self._lender.concerns(delivery, effect):  # files are read, and perhaps carried away
            lent = await asyncio.to_thread(self._lent, delivery, effect)
        else:
            lent = LentMedia(delivery.post.media)
        prepared = self._prepare(delivery, effect, lent, lease)
        if isinstance(prepared, Performed):
            return prepared
        performer, outbox = prepared
        performance = performer.perform(effect)
        try:
            conversation = next(performance)
            while True:
                conversation = performance.send(await drive_async(conversation, outbox.send_async))
        except StopIteration as done:
            return Performed(self._judged(patient(delivery, done.value), outbox), tuple(outbox.entries))

    def _lent(self, delivery: Delivery, effect: effects.Effect) -> LentMedia | Diagnosis:
        """The media as the platform is told of them, or why it must not be."""
        if delivery.platform not in self._registry:
            return LentMedia(delivery.post.media)  # who needs the connector says that it is missing
        return self._lender.lent(delivery, effect, self._registry[delivery.platform].manifest)

    def _prepare(
        self, delivery: Delivery, effect: effects.Effect, lent: LentMedia | Diagnosis, lease: Lease | None
    ) -> tuple[Performer, Outbox] | Performed:
        """Everything that an effect needs, or the event that says what is missing."""
        try:
            connector = self._registry[delivery.platform]
            account, secret = self._identity(delivery.account_id)
            post = answering(delivery, self._store)
        except (LookupError, NoCredential, CredentialError) as error:
            diagnosis = unprepared(delivery.platform, error)
            return Performed(events.Refusal(self._now(), operation_of(effect), diagnosis, sent=False))
        if isinstance(lent, Diagnosis):
            return Performed(events.Refusal(self._now(), operation_of(effect), lent, sent=False))
        now = self._now()
        if isinstance(effect, effects.Publish) and lease is not None and not lease.allows(LONGEST_EFFECT, now):
            return Performed(events.NotSent(now, Operation.PUBLISH, _TOO_LATE))
        outbox = Outbox(
            self._wire,
            connector.manifest,
            account,
            secret,
            self._now,
            state_during(effect),
            self._lender.freight(delivery.post.media, connector.manifest),
            hidden=lent.hidden,
            heed=self.heeding(account, connector),
        )
        performer = Performer(
            connector,
            account,
            post if lent.media is post.media else evolve(post, media=lent.media),
            self._now,
            lambda ids: self._store.claimed(account.id, ids),
            lambda found: rivals(self._store, delivery, found, connector.manifest.pace.container_life),
            lambda restaged: staging_of(delivery, restaged, self._now()),
        )
        return performer, outbox

    def _judged(self, event: events.Outcome, outbox: Outbox) -> events.Outcome:
        """The event; but where a token was refused that has been replaced meanwhile, the new one is to be tried."""
        if not isinstance(event, events.Refusal) or not is_about_token(event.diagnosis):
            return event
        self._identities.pop(outbox.account.id, None)
        try:
            current = self.token(outbox.account.id).reveal()
        except (NoCredential, CredentialError):
            return event
        if current == outbox.secret.reveal():
            return event
        return replaced(event)

    def _identity(self, account_id: str) -> tuple[Account, Secret]:
        """An account and its token."""
        known = self._identities.get(account_id)
        if known is None or time.monotonic() - known[0] > REMEMBERED:
            account = self._store.account(account_id)
            if account is None:
                raise UnknownAccount(account_id, [other.id for other in self._store.accounts()])
            known = self._identities[account_id] = (time.monotonic(), account, self.token(account_id))
        return known[1], known[2]

    def token(self, account_id: str) -> Secret:
        """The token. Raises `NoCredential` and `CredentialError`."""
        return self.tokens(account_id)[0]

    def tokens(self, account_id: str) -> tuple[Secret, Secret | None]:
        """The token, and what renews it, where that is another one. Raises `NoCredential` and `CredentialError`."""
        ciphertext = self._store.ciphertext(account_id)
        if ciphertext is None:
            raise NoCredential(account_id)
        try:
            return self._opened_vault(create=False).decrypt_both(ciphertext)
        except WrongKey:
            if not self._is_operators:
                raise
        self._vault = None  # as above
        return self._opened_vault(create=False).decrypt_both(ciphertext)

    def _opened_vault(self, *, create: bool) -> Vault:
        if self._vault is None:
            self._vault = Vault.of_operator(create=create)
        return self._vault


def staging_of(delivery: Delivery, restaged: int, at: datetime) -> Staging:
    """The same key for the same container, however often it is asked for; no time before the delivery's hour."""
    return Staging(sha256(f"{delivery.id} {restaged}".encode()).hexdigest()[:32], max(at, delivery.due))


def unprepared(platform: str, error: Exception) -> Diagnosis:
    """What it means that we cannot even begin."""
    return reasons.unprepared(platform, str(error), missing_token=isinstance(error, NoCredential))
