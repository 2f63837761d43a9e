"""Connecting accounts: the part of the engine that holds sign-ins.

A connector says what to send; the secrets go from the app to the wire, and a new token goes from the wire to the vault.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from attrs import evolve

from postwire.account import Account
from postwire.app import App, AppError
from postwire.connector import Connector
from postwire.credentials import Secret
from postwire.delivery import Delivery
from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.drive import Answered, Conversation, Outcome
from postwire.engine.easing import waits_for_credential
from postwire.engine.looking import Looking, offered
from postwire.engine.renewing import Talk, Talks, is_the_end
from postwire.engine.sign_in import (
    Connected,
    Invitation,
    NoSignIn,
    OtherAccount,
    SignInError,
    SignInRefused,
    Unanswered,
    code_of,
)
from postwire.grant import Grant
from postwire.happening import Happening
from postwire.manifest import SignIn, SignInKind
from postwire.operation import Operation
from postwire.purse import Purse, at_origin_of, opened
from postwire.service import Service
from postwire.transport import MaybeArrived, NotSent

G = TypeVar("G")

EVERYTHING = tuple(operation for operation in Operation if operation is not Operation.AUTHORIZE)
"""What an account is connected for, unless told otherwise."""


class Connecting(Looking):
    """Sign-ins."""

    def use_app(self, app: App) -> None:
        """Sign in with this app, in place of the one that the environment names."""
        self._apps[app.platform] = app

    def begin_connect(  # noqa: PLR0913 - the parts of a sign-in
        self,
        platform: str,
        *,
        operations: Iterable[Operation] = EVERYTHING,
        services: Iterable[Service] = (),
        scopes: Iterable[str] = (),
        account_id: str | None = None,
        app: App | None = None,
    ) -> Invitation:
        """Where to send a person, so that they let us do all this in their name. Nothing is sent.

        ``scopes`` are asked for beside those that the operations and services need. With ``account_id`` only that
        account may come back. ``app`` goes before the platform's app that is known: an instance has its own. Raises
        `NoSignIn`, `Unsupported` and `postwire.app.AppError`.
        """
        connector, sign_in, app = self._signing_in(platform, app)
        if sign_in.kind is not SignInKind.PAGE:
            raise SignInError(
                f"people sign in at {connector.manifest.title} with a name and a password: `Engine.enter`, or "
                f"`postwire accounts connect {platform} --identifier NAME --password-stdin`"
            )
        if not app.redirect:
            raise AppError(f"the app of {platform!r} has no redirect address; give the one that is registered for it")
        if sign_in.https_only and app.api_base is None and not app.redirect.startswith("https://"):
            raise AppError(
                f"{connector.manifest.title} sends people back to https addresses only, not to {app.redirect}"
            )
        wanted = wanted_scopes(connector, operations, services, scopes)
        state = secrets.token_urlsafe(32)
        url = connector.authorize(app.client_id, app.redirect, wanted, state)
        return Invitation(
            platform=platform,
            url=at_origin_of(url, app.api_base),
            state=state,
            redirect=app.redirect,
            scopes=wanted,
            account_id=account_id,
        )

    def finish_connect(self, invitation: Invitation, came_back: str, app: App | None = None) -> Connected:
        """Take the address that a person came back with, and keep their account and its token.

        ``app`` is the one that the sign-in was begun with. Deliveries that waited for the account go on. Raises one of
        the `SignInError`s of `postwire.engine.sign_in`.
        """
        return self._held(self._finishing(invitation, came_back, app))

    async def finish_connect_async(self, invitation: Invitation, came_back: str, app: App | None = None) -> Connected:
        """`finish_connect` on the running event loop."""
        return await self._held_async(self._finishing(invitation, came_back, app))

    def inspect_account(self, account_id: str) -> Connected:
        """Ask the platform what the stored token is good for, and keep what it says. Raises `SignInError`."""
        return self._held(self._inspecting(account_id))

    def app_token(self, platform: str) -> Secret:
        """A token of the app itself, which stands for nobody. Raises `SignInError`."""
        return self._held(self._app_signing_in(platform))

    def verified_notice(self, platform: str, body: bytes) -> str:
        """The account id in what the platform posted to a deauthorize or data-deletion address.

        Raises `postwire.signed.BadSignature` for what is not from the platform, and `NoSignIn`.
        """
        connector, _, app = self._signing_in(platform)
        if not connector.has("read_notice"):
            raise NoSignIn(platform, "read notices")
        notice = connector.read_notice(body)
        notice.signed.check(app.signing_secrets())
        return f"{platform}:{notice.user_id}"

    def verified_happenings(self, platform: str, body: bytes, signature: str) -> tuple[Happening, ...]:
        """What happened, by a message that the platform posted to a webhook, and the header that signs it.

        Raises `postwire.signed.BadSignature` for what is not from the platform, `NoSignIn` and `Unsupported`.
        """
        connector, _, app = self._signing_in(platform)
        offered(connector, Service.HAPPENINGS)
        told = connector.read_happenings(body, signature)
        told.signed.check(app.signing_secrets())
        return told.happenings

    def handshake(self, platform: str, query: Mapping[str, str]) -> str | None:
        """What a platform that asks whether a webhook's address is ours is answered; None: refuse it (HTTP 403).

        It has to show the app's ``verify_token``. Raises `NoSignIn`.
        """
        connector, _, app = self._signing_in(platform)
        return None if app.verify_token is None else connector.handshake(query, app.verify_token.reveal())

    def deauthorized(self, platform: str, body: bytes) -> tuple[Delivery, ...]:
        """A person removed the app: what waits for their account is parked at once. Raises as `verified_notice`."""
        account_id = self.verified_notice(platform, body)
        if self.store.account(account_id) is None:
            return ()
        removed = Diagnosis(
            code=f"{platform}.app_removed",
            category=Category.AUTH,
            action=Action.RECONNECT,
            caused_by=Culprit.USER,
            message="This account has removed the app.",
            detail="The platform said so itself, in a notice whose signature was checked; nothing was sent since.",
            next_step=f"The person connects the account again: `postwire accounts connect {account_id}`.",
            rule="engine.deauthorized",
        )
        return self.disconnected(account_id, removed)

    def _finishing(self, invitation: Invitation, came_back: str, given: App | None) -> Talks[Connected]:
        connector, sign_in, app = self._signing_in(invitation.platform, given)
        if app.client_secret is None:
            raise AppError(f"the app of {app.platform!r} has no secret, without which no code becomes a token")
        purse = opened(connector.manifest, sign_in, app.api_base)
        purse.client_secret, purse.code = app.client_secret, code_of(came_back, invitation, connector)
        talk = Conversation(
            lambda: connector.connect(app.client_id, invitation.redirect), connector, Operation.AUTHORIZE
        )
        grant = granted((yield Talk(talk, purse)), connector, Grant)
        return self._welcomed(connector, purse, grant, app.api_base, invitation.account_id, invitation.scopes)

    def _welcomed(  # noqa: PLR0913, PLR0917 - what is known at the end of a sign-in
        self,
        connector: Connector,
        purse: Purse,
        grant: Grant,
        api_base: str | None,
        account_id: str | None,
        wanted: frozenset[str],
    ) -> Connected:
        """Keep an account, and the secrets that its sign-in brought. Raises `SignInError`."""
        if purse.token is None or grant.user_id is None:
            raise SignInError(f"{connector.manifest.title} gave no token, or did not say whose it is; nothing was kept")
        came = f"{connector.platform}:{grant.user_id}"
        if account_id not in {None, came}:
            raise OtherAccount(account_id or "", came)
        known = self.store.account(came)
        account = Account(
            platform=connector.platform,
            user_id=grant.user_id,
            handle=grant.handle or (known.handle if known else ""),
            scopes=grant.scopes,
            token_expires_at=grant.end(self._now()),
            api_base=api_base,
        )
        self._envoy.accredit(account, purse.token, purse.refresh)
        resumed = self.go_on(waits_for_credential, account.id)
        return Connected(account=account, wanted=wanted, missing=_missing(wanted, grant), resumed=resumed)

    def _inspecting(self, account_id: str) -> Talks[Connected]:
        account = self._account(account_id)
        connector = self.registry[account.platform]
        sign_in = connector.manifest.sign_in
        if sign_in is None or not connector.has("inspect_token"):
            raise NoSignIn(account.platform, "tell what a token is good for")
        talk = Conversation(lambda: connector.inspect_token(account), connector, Operation.READ)
        outcome = yield Talk(talk, self._purse(account, connector, sign_in))
        if isinstance(outcome, Diagnosis) and is_the_end(outcome):
            self.disconnected(account_id, outcome)
        grant = granted(outcome, connector, Grant)
        seen = evolve(
            account,
            handle=grant.handle or account.handle,
            scopes=grant.scopes if grant.scopes is not None else account.scopes,
            token_expires_at=grant.end(self._now()) or account.token_expires_at,
        )
        self.store.put_account(seen, None)
        wanted = frozenset[str]().union(*map(connector.required_scopes, EVERYTHING))
        return Connected(account=seen, wanted=wanted, missing=_missing(wanted, grant))

    def _app_signing_in(self, platform: str) -> Talks[Secret]:
        connector, sign_in, app = self._signing_in(platform)
        if not connector.has("connect_app"):
            raise NoSignIn(platform, "give apps tokens of their own")
        purse = opened(connector.manifest, sign_in, app.api_base)
        purse.client_secret = app.client_secret
        talk = Conversation(lambda: connector.connect_app(app.client_id), connector, Operation.AUTHORIZE)
        granted((yield Talk(talk, purse)), connector, Grant)
        if purse.token is None:
            raise SignInError(f"{connector.manifest.title} gave the app no token")
        return purse.token

    def _signing_in(self, platform: str, app: App | None = None) -> tuple[Connector, SignIn, App]:
        connector = self.registry[platform]
        if connector.manifest.sign_in is None:
            raise NoSignIn(platform, "connect accounts")
        return connector, connector.manifest.sign_in, app or self._apps.get(platform) or App.of_operator(platform)


def wanted_scopes(
    connector: Connector, operations: Iterable[Operation], services: Iterable[Service], scopes: Iterable[str]
) -> frozenset[str]:
    """All that has to be asked for. Raises `Unsupported` for a service that the platform has not."""
    services = tuple(services)
    for service in services:
        offered(connector, service)
    return frozenset(scopes).union(
        *(connector.required_scopes(operation) for operation in operations),
        *(connector.manifest.scopes_of(service) for service in services),
    )


def granted(outcome: Outcome[Any], connector: Connector, promised: type[G]) -> G:
    """What a conversation came to. Raises `SignInError`."""
    match outcome:
        case Answered(value) if isinstance(value, promised):
            return value
        case Diagnosis():
            raise SignInRefused(outcome)
        case NotSent():
            raise Unanswered(f"{connector.manifest.title} was not reached, nothing was sent; try again: {outcome}")
        case MaybeArrived():
            raise Unanswered(f"the answer of {connector.manifest.title} was lost; begin again: {outcome}")
        case Answered(value):
            kind = type(value).__name__
            raise SignInError(
                f"{connector.distribution} broke its promise: it ended with {kind}, not with {promised.__name__}"
            )


def _missing(wanted: Collection[str], grant: Grant) -> frozenset[str]:
    return frozenset() if grant.scopes is None else frozenset(wanted) - grant.scopes
