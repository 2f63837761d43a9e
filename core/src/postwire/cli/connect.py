"""`postwire accounts connect`: a person allows in a browser what we do in their name."""

import time
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

import click
from attrs import evolve

from postwire.account import Account
from postwire.app import App
from postwire.cli import entering
from postwire.cli.account_name import account_named
from postwire.cli.app_choice import UNREGISTERED, app_of
from postwire.cli.connected import explained, name_of, told
from postwire.cli.doorman import LOCAL, Doorman, Visitor
from postwire.cli.exit import Exit
from postwire.cli.listening import cannot_listen, listening
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import note
from postwire.cli.purposes import PURPOSES, Purpose, purpose_of
from postwire.cli.refusal import Refusal
from postwire.cli.session import Session, session_of
from postwire.cli.standard_input import standard_input
from postwire.cli.timing import span_of
from postwire.connector import Connector
from postwire.credentials import Vault
from postwire.engine import Engine
from postwire.engine.connecting import EVERYTHING
from postwire.engine.sign_in import Connected, ForeignAnswer, Invitation, SignInError
from postwire.registry import Registry


@click.command
@click.argument("target", metavar="PLATFORM|ACCOUNT")
@click.option(
    "--for",
    "wanted",
    metavar="A,B",
    help=f"What it is for, of {', '.join(PURPOSES)}; else publish, read and delete.",
)
@click.option("--scopes", metavar="A,B", default="", help="Asked for beside what that needs.")
@click.option("--app-id", metavar="ID", help="The app's id at the platform; else from the environment.")
@click.option("--redirect", metavar="URL", help="Where people are sent back to, as it is registered; else as above.")
@click.option(
    "--api-base",
    "--instance",
    "api_base",
    metavar="URL",
    help="The server where the account lives, or a sandbox's API; else as above.",
)
@click.option("--identifier", metavar="NAME", help="Who signs in, where that is done with a password.")
@click.option("--password-stdin", is_flag=True, help="Read that password from stdin; a terminal is asked.")
@click.option("--listen", metavar="HOST:PORT", help="Where on this machine the redirect arrives, behind a proxy.")
@click.option("--no-browser", is_flag=True, help="Open none and listen nowhere: the address is pasted.")
@click.option("--patience", metavar="SPAN", default="10m", show_default=True, help="How long to wait for the person.")
@json_option
@common_options
@click.pass_context
def connect(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    /,
    target: str,
    *,
    wanted: str | None,
    scopes: str,
    listen: str | None,
    no_browser: bool,
    patience: str,
    identifier: str | None,
    password_stdin: bool,
    as_json: bool,
    **app: str | None,
) -> Exit:
    """Let a person connect their account in a browser or with a password, or connect a known account again.

    The app's secret comes from POSTWIRE_<PLATFORM>_APP_SECRET, or from a file of mode 0600 that
    POSTWIRE_<PLATFORM>_APP_SECRET_FILE names; a terminal is asked without echo. It is never an argument and is not
    stored. The token is kept encrypted. Deliveries that waited for the account go on.

    A redirect address on this machine is listened at. With any other, or with --no-browser, paste the address that
    the browser ends at; it does not matter that the page cannot be shown.

    Where a platform is many servers, --instance is the account's own; an app is registered there where none is named.
    Where people sign in with a password, it is sent once, never kept, and never an argument: make one for apps.
    """
    session = session_of(context)
    known = _known(target, session)
    connector = connector_named(Registry.installed(), known.platform if known else target)
    if entering.takes_password(connector, identifier, from_stdin=password_stdin):
        with session.engine(create=True, vault=Vault.of_operator(create=True)) as engine:
            server = app["api_base"]
            connected = entering.entered(engine, connector, identifier, server, known, from_stdin=password_stdin)
        return told(connected, as_json=as_json)
    chosen = app_of(connector, known, **app)
    purpose = Purpose(EVERYTHING) if wanted is None else purpose_of(wanted, connector.manifest)
    wait = span_of(patience, "--patience").total_seconds()
    asked = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    with (
        session.engine(create=True, vault=Vault.of_operator(create=True)) as engine,
        _door(chosen, connector, listen, no_browser=no_browser) as (settled, door),
    ):
        engine.use_app(_registered(engine, settled, purpose, asked))
        invitation = engine.begin_connect(
            connector.platform,
            operations=purpose.operations,
            services=purpose.services,
            scopes=asked,
            account_id=known.id if known else None,
        )
        note(f"Open this page and allow the access:\n\n  {invitation.url}\n")
        if door is None:
            connected = _pasted(engine, invitation)
        else:
            if not webbrowser.open(invitation.url):
                note("(no browser could be opened here; open it yourself, on this machine)")
            connected = _waited(engine, invitation, door, wait)
    return told(connected, as_json=as_json)


def _registered(engine: Engine, app: App, purpose: Purpose, scopes: Sequence[str]) -> App:
    """The app, registered with its instance if nobody did that before."""
    if app.client_id != UNREGISTERED:
        return app
    with explained():
        return engine.register_app(
            app.platform,
            app.redirect,
            instance=app.api_base,
            operations=purpose.operations,
            services=purpose.services,
            scopes=scopes,
        )


def _pasted(engine: Engine, invitation: Invitation) -> Connected:
    asked = standard_input().isatty()
    note("Then paste the whole address that the browser ends at (or what the page shows instead):")
    text = click.prompt("Address", hide_input=True, err=True) if asked else standard_input().read(65_536)
    return _finished(engine, invitation, text)


def _waited(engine: Engine, invitation: Invitation, door: Doorman, seconds: float) -> Connected:
    """Wait for the one who comes back with an answer to this sign-in; whoever else comes is sent away."""
    end = time.monotonic() + seconds
    while (visitor := door.next(end - time.monotonic())) is not None:
        try:
            connected = _finished(engine, invitation, visitor.address)
        except ForeignAnswer as error:
            visitor.tell("Not this one", str(error), good=False)
            continue
        except Exception as error:
            visitor.tell("Not connected", _words(error), good=False)
            raise
        _welcome(visitor, connected)
        return connected
    raise Refusal(
        "nobody came back in time",
        code="nobody_came",
        exit=Exit.UNFINISHED,
        field="--patience",
        fix="Call it again; --patience 30m waits longer. Where this machine has no browser, use --no-browser.",
    )


def _finished(engine: Engine, invitation: Invitation, came_back: str) -> Connected:
    with explained():
        return engine.finish_connect(invitation, came_back)


def _words(error: Exception) -> str:
    return (
        error.text() if isinstance(error, Refusal) else str(error) if isinstance(error, SignInError) else "It failed."
    )


def _welcome(visitor: Visitor, connected: Connected) -> None:
    account = connected.account
    visitor.tell("Connected", f"{name_of(account)} is connected. You can close this page.", good=True)


def _known(target: str, session: Session) -> Account | None:
    """The stored account that is meant; None: whoever signs in."""
    if ":" not in target and "@" not in target:
        return None
    with session.store() as store:
        return account_named(target, store)


@contextmanager
def _door(
    app: App, connector: Connector, listen: str | None, *, no_browser: bool
) -> Iterator[tuple[App, Doorman | None]]:
    """Where the person comes back to on this machine, if anywhere; and the app with its redirect address."""
    sign_in = connector.manifest.sign_in
    if not app.redirect and (app.api_base is not None or (sign_in is not None and not sign_in.https_only)):
        app = evolve(app, redirect="http://127.0.0.1:0/connected")
    parts = urlsplit(app.redirect)
    here = parts.scheme == "http" and parts.hostname in LOCAL
    if no_browser or not (here or listen):
        yield _numbered(app, 8912), None
        return
    host, port = listening(listen) if listen else (parts.hostname or "", parts.port if parts.port is not None else 80)
    try:
        door = Doorman(app.redirect, ("127.0.0.1" if host == "localhost" else host, port))
    except OSError as error:
        raise cannot_listen(
            f"{host}:{port}",
            error,
            field="--listen" if listen else "--redirect",
            value=listen or app.redirect,
            fix="End what listens there, or take --no-browser and paste the address.",
        ) from None
    with door:
        yield _numbered(app, door.port), door


def _numbered(app: App, port: int) -> App:
    """The app with a real port where any free one would do."""
    return evolve(app, redirect=app.redirect.replace("//127.0.0.1:0/", f"//127.0.0.1:{port}/"))
