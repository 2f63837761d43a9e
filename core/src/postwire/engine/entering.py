"""Sign-ins without a page, and apps that an instance registers: the part of the engine for many small servers."""

from collections.abc import Iterable

from postwire.app import App, require_address
from postwire.connector import Connector
from postwire.credentials import Secret
from postwire.drive import Conversation
from postwire.engine.connecting import EVERYTHING, Connecting, granted, wanted_scopes
from postwire.engine.renewing import Talk, Talks
from postwire.engine.sign_in import Connected, NoSignIn, SignInError
from postwire.grant import AppGrant, Grant
from postwire.manifest import SignIn, SignInKind
from postwire.operation import Operation
from postwire.purse import opened
from postwire.service import Service


class Entering(Connecting):
    """Names, passwords and instances."""

    def enter(
        self,
        platform: str,
        identifier: str,
        password: str | Secret,
        *,
        instance: str | None = None,
        account_id: str | None = None,
    ) -> Connected:
        """Connect an account by its name and a password, which is sent once and not kept.

        ``instance`` is the address of the server where the account lives; None: the platform's own. With
        ``account_id`` only that account may come in. Deliveries that waited for it go on. Raises one of the
        `SignInError`s of `postwire.engine.sign_in`, `postwire.app.AppError` and `postwire.credentials.CredentialError`.
        """
        return self._held(self._entering(platform, identifier, password, instance, account_id))

    async def enter_async(
        self,
        platform: str,
        identifier: str,
        password: str | Secret,
        *,
        instance: str | None = None,
        account_id: str | None = None,
    ) -> Connected:
        """`enter` on the running event loop."""
        return await self._held_async(self._entering(platform, identifier, password, instance, account_id))

    def register_app(  # noqa: PLR0913 - what an app may be for
        self,
        platform: str,
        redirect: str,
        *,
        instance: str | None = None,
        operations: Iterable[Operation] = EVERYTHING,
        services: Iterable[Service] = (),
        scopes: Iterable[str] = (),
    ) -> App:
        """Have an instance register an app, for `begin_connect` and `finish_connect`.

        It is the caller's to keep, its secret with it, for everybody who signs in at the same instance. The rest is as
        in `begin_connect`, with which it raises the same.
        """
        connector, sign_in = self._sign_in_of(platform, "register apps")
        wanted = wanted_scopes(connector, operations, services, scopes)
        return self._held(self._registering(connector, sign_in, redirect, instance, wanted))

    async def register_app_async(  # noqa: PLR0913 - as above
        self,
        platform: str,
        redirect: str,
        *,
        instance: str | None = None,
        operations: Iterable[Operation] = EVERYTHING,
        services: Iterable[Service] = (),
        scopes: Iterable[str] = (),
    ) -> App:
        """`register_app` on the running event loop."""
        connector, sign_in = self._sign_in_of(platform, "register apps")
        wanted = wanted_scopes(connector, operations, services, scopes)
        return await self._held_async(self._registering(connector, sign_in, redirect, instance, wanted))

    def _entering(
        self, platform: str, identifier: str, password: str | Secret, instance: str | None, account_id: str | None
    ) -> Talks[Connected]:
        connector, sign_in = self._sign_in_of(platform, "take passwords")
        if sign_in.kind is not SignInKind.PASSWORD:
            raise NoSignIn(platform, "take passwords")
        require_address("instance", instance)
        purse = opened(connector.manifest, sign_in, instance)
        purse.identifier = Secret(identifier)
        purse.password = password if isinstance(password, Secret) else Secret(password)
        talk = Conversation(lambda: connector.connect("", ""), connector, Operation.AUTHORIZE)
        grant = granted((yield Talk(talk, purse)), connector, Grant)
        return self._welcomed(connector, purse, grant, instance, account_id, frozenset())

    def _registering(
        self, connector: Connector, sign_in: SignIn, redirect: str, instance: str | None, wanted: frozenset[str]
    ) -> Talks[App]:
        if not sign_in.registers:
            raise NoSignIn(connector.platform, "register apps")
        require_address("instance", instance)
        purse = opened(connector.manifest, sign_in, instance)
        talk = Conversation(lambda: connector.register_app(redirect, wanted), connector, Operation.AUTHORIZE)
        grant = granted((yield Talk(talk, purse)), connector, AppGrant)
        if purse.client_secret is None:
            raise SignInError(f"{connector.manifest.title} registered an app and gave no secret for it")
        return App(
            platform=connector.platform,
            client_id=grant.client_id,
            client_secret=purse.client_secret,
            redirect=redirect,
            api_base=instance,
        )

    def _sign_in_of(self, platform: str, what: str) -> tuple[Connector, SignIn]:
        connector = self.registry[platform]
        if connector.manifest.sign_in is None:
            raise NoSignIn(platform, what)
        return connector, connector.manifest.sign_in
