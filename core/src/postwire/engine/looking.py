"""Looking at what is on a platform, and looking after it: the part of the engine that publishes nothing."""

from typing import TypeVar

from postwire.account import Account
from postwire.connector import Connector
from postwire.diagnosis import Diagnosis
from postwire.drive import Answered, Conversation, Outcome, drive, drive_async
from postwire.engine.errors import Denied, ScopeMissing, Unreached, Unsupported
from postwire.engine.forecast import Tally, tallies
from postwire.engine.keeping import Keeping
from postwire.engine.looks import Look
from postwire.engine.outbox import Outbox
from postwire.operation import Operation
from postwire.service import Service

T = TypeVar("T")


class Looking(Keeping):
    """Questions in the name of an account. Nothing of them is stored."""

    def look(self, account_id: str, look: Look[T]) -> T:
        """Ask what one of `postwire.engine.looks` makes, blocking.

        Raises `Unsupported` and `ScopeMissing` before anything is sent, `Denied` where the platform says no,
        `Unreached` where no answer came, `UnknownAccount`, `NoCredential` and
        `postwire.credentials.CredentialError`.
        """
        conversation, outbox = self._asked(account_id, look)
        return self._answer(drive(conversation, outbox.send), conversation.connector, look)

    async def look_async(self, account_id: str, look: Look[T]) -> T:
        """`look` on the running event loop."""
        conversation, outbox = self._asked(account_id, look)
        return self._answer(await drive_async(conversation, outbox.send_async), conversation.connector, look)

    def tally(self, account_id: str) -> tuple[Tally, ...]:
        """What an account has used, and will use, of the quotas for publishing, as far as postwire did it itself."""
        account, now = self._account(account_id), self._now()
        manifest = self.registry[account.platform].manifest
        until = now + max((quota.window for quota in manifest.quotas), default=now - now)
        return tallies(self.store, account.id, manifest, self.plan(until, account.id), now)

    def _asked(self, account_id: str, look: Look[T]) -> tuple[Conversation[T], Outbox]:
        account = self._account(account_id)
        connector = self.registry[account.platform]
        _check(connector, account, look.service)
        secret, heed = self._envoy.token(account_id), self._envoy.heeding(account, connector)
        outbox = Outbox(self._wire, connector.manifest, account, secret, self._now, "", heed=heed)
        return Conversation(lambda: look.begin(connector, account), connector, Operation.READ), outbox

    def _answer(self, outcome: Outcome[T], connector: Connector, look: Look[T]) -> T:
        match outcome:
            case Answered(value) if look.is_kept_by(value):
                return value if look.finish is None else look.finish(value, self._now())
            case Answered(value):
                raise connector.broken_promise(look.service.hook, look.promised.__name__, value)
            case Diagnosis():
                raise Denied(outcome)
            case _:
                raise Unreached(f"{connector.manifest.title} gave no answer; nothing was changed here: {outcome}")


def offered(connector: Connector, service: Service) -> None:
    """Raises `Unsupported` for what the platform's connector does not offer."""
    manifest = connector.manifest
    if service not in manifest.services:
        raise Unsupported(
            manifest.platform,
            service,
            f"the connector of {manifest.title} does not offer {service.value!r}",
            f"it lets us look at or after: {', '.join(sorted(manifest.services)) or 'nothing'}",
        )


def _check(connector: Connector, account: Account, service: Service) -> None:
    offered(connector, service)
    manifest = connector.manifest
    if account.scopes is not None and (missing := manifest.scopes_of(service) - account.scopes):
        raise ScopeMissing(account, service, missing)
