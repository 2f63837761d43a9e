"""The engine: what an embedder holds in hand."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from postwire.account import Account
from postwire.app import App
from postwire.chain import Chain
from postwire.credentials import Secret, Vault
from postwire.delivery import Delivery
from postwire.engine.asking import Asked, ask
from postwire.engine.easing import is_eased, waits_for_credential
from postwire.engine.envoy import Envoy
from postwire.engine.errors import UnknownAccount
from postwire.engine.lending import Lender
from postwire.engine.quotas import Quotas
from postwire.engine.walking import Walking
from postwire.hosting import Host
from postwire.manifest import Pace
from postwire.post import Post
from postwire.probe import FetchPolicy
from postwire.registry import Registry
from postwire.store import Store
from postwire.variant import Variant
from postwire.wire import Wire


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


class Engine(Walking):
    """Publishes posts through the connectors of a registry, out of a store.

    It holds no global state and starts no thread and no loop. The store, the connectors, the key and the clock are
    handed in; the sync methods and their ``_async`` twins move deliveries by the same lifecycle.
    """

    def __init__(  # noqa: PLR0913 - everything that an embedder may want to hand in
        self,
        store: Store,
        registry: Registry | None = None,
        vault: Vault | None = None,
        *,
        wire: Wire | None = None,
        now: Callable[[], datetime] = utc_now,
        elapsed: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        pace: Pace | None = None,
        host: Host | None = None,
        fetch: FetchPolicy | None = None,
    ) -> None:
        """``now`` is the time of day, and ``elapsed`` counts seconds whatever happens to that.

        ``host`` shows local files to platforms that fetch media themselves; opening and closing it is the caller's.

        ``fetch`` bounds how addresses of media are looked at before they go out, to see that they are unchanged.
        """
        self.store = store
        self.registry = registry if registry is not None else Registry.installed()
        self._wire = wire or Wire()
        self.lender = Lender(host, fetch or FetchPolicy(), now)
        self._envoy = Envoy(store, self.registry, vault, self._wire, now, lender=self.lender)
        self._quotas = Quotas(store, self.registry, now, jitter)
        self._apps: dict[str, App] = {}
        self._now = now
        self._elapsed = elapsed
        self._jitter = jitter
        self._pace = pace

    def add_account(self, account: Account, token: str | Secret) -> Account:
        """Keep an account and its token (encrypted). Held deliveries that waited for it go on by themselves."""
        self.registry[account.platform]
        self._envoy.accredit(account, token if isinstance(token, Secret) else Secret(token))
        self.go_on(waits_for_credential, account.id)
        return account

    def rotate_key(self, vault: Vault) -> int:
        """Encrypt every stored token with another vault's key, in one transaction, and go on with that one.

        Says how many there were; the key of before opens none of them any more. Raises `WrongKey`, which names the
        accounts whose token neither key opens, and then nothing is changed. Repeatable after a crash.
        """
        return self._envoy.reseal(vault)

    def ease(self) -> tuple[Delivery, ...]:
        """Let those held deliveries go on whose connector, key, token or scope was missing and is there now."""
        accounts = {account.id: account for account in self.store.accounts()}
        return self.go_on(
            lambda delivery: is_eased(delivery, self.registry, accounts.get(delivery.account_id), self._envoy.has_token)
        )

    def check_token(self, account_id: str) -> None:
        """See that there is a token which the key opens. Raises `NoCredential` and a `CredentialError`."""
        self._envoy.token(account_id)

    def ask(self, account_id: str) -> Asked:
        """See whether an account's connection works, by one harmless read, blocking.

        Raises `NoCredential`, `postwire.credentials.CredentialError` and `postwire.registry.UnknownPlatform`.
        """
        account = self._account(account_id)
        secret = self._envoy.token(account_id)
        return ask(self.registry[account.platform], account, secret, self._wire, self._now)

    def publish_now(  # noqa: PLR0913 - the parts of a submission
        self,
        post: Post,
        accounts: Sequence[str],
        *,
        idempotency_key: str | None = None,
        allow_duplicate: bool = False,
        chain: Chain | None = None,
        variants: Mapping[str, Variant] | None = None,
        patience: timedelta = timedelta(minutes=10),
        sleep: Callable[[float], None] = time.sleep,
    ) -> tuple[Delivery, ...]:
        """Submit, and work until every delivery rests or patience ends; what is unfinished stays in the store."""
        deliveries = self.submit(
            post,
            accounts,
            idempotency_key=idempotency_key,
            allow_duplicate=allow_duplicate,
            chain=chain,
            variants=variants,
        )
        end = self._now() + patience
        while open_ := self._open(deliveries):
            now = self._now()
            for delivery in open_:
                if delivery.wake_at is not None and delivery.wake_at <= now:
                    self.step(delivery)
            if (pause := self._pause(deliveries, end)) is None:
                break
            sleep(pause)
        return tuple(self._delivery(delivery.id) for delivery in deliveries)

    async def publish_now_async(  # noqa: PLR0913 - as above
        self,
        post: Post,
        accounts: Sequence[str],
        *,
        idempotency_key: str | None = None,
        allow_duplicate: bool = False,
        chain: Chain | None = None,
        variants: Mapping[str, Variant] | None = None,
        patience: timedelta = timedelta(minutes=10),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> tuple[Delivery, ...]:
        """`publish_now` on the running event loop; the deliveries are worked on side by side."""
        deliveries = self.submit(
            post,
            accounts,
            idempotency_key=idempotency_key,
            allow_duplicate=allow_duplicate,
            chain=chain,
            variants=variants,
        )
        end = self._now() + patience
        while open_ := self._open(deliveries):
            now = self._now()
            due = [delivery for delivery in open_ if delivery.wake_at is not None and delivery.wake_at <= now]
            await asyncio.gather(*(self.step_async(delivery) for delivery in due))
            if (pause := self._pause(deliveries, end)) is None:
                break
            await sleep(pause)
        return tuple(self._delivery(delivery.id) for delivery in deliveries)

    def close(self) -> None:
        """Close the blocking connections. The store is the host's to close."""
        self._wire.close()

    async def aclose(self) -> None:
        """Close the connections of the event loop, and the blocking ones."""
        await self._wire.aclose()
        self._wire.close()

    def _account(self, account_id: str) -> Account:
        account = self.store.account(account_id)
        if account is None:
            raise UnknownAccount(account_id, [known.id for known in self.store.accounts()])
        return account

    def _open(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        read = (self._delivery(delivery.id) for delivery in deliveries)
        return [delivery for delivery in read if delivery.wake_at is not None]

    def _pause(self, deliveries: Sequence[Delivery], end: datetime) -> float | None:
        """Seconds until one of them wakes; None: nothing is left to wait for."""
        wakes = [delivery.wake_at for delivery in self._open(deliveries) if delivery.wake_at is not None]
        if not wakes or min(wakes) > end:
            return None
        return max(0.0, (min(wakes) - self._now()).total_seconds())
