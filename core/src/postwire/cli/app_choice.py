"""The app with which people sign in."""

import click
from attrs import evolve

from postwire.account import Account
from postwire.app import App, AppError, variables
from postwire.cli.exit import Exit
from postwire.cli.refusal import Refusal
from postwire.cli.standard_input import standard_input
from postwire.connector import Connector
from postwire.credentials import Secret

UNREGISTERED = "unregistered"
"""Stands for the id of an app that the instance has not registered yet."""


def app_of(
    connector: Connector, known: Account | None, *, app_id: str | None, redirect: str | None, api_base: str | None
) -> App:
    """The environment's app, with what the command line says in its place."""
    names = variables(connector.platform)
    try:
        app = App.of_operator(connector.platform, app_id)
    except AppError:
        sign_in = connector.manifest.sign_in
        if app_id is not None or sign_in is None or not sign_in.registers:
            raise
        app = App(platform=connector.platform, client_id=UNREGISTERED)
    base = api_base or (known.api_base if known else None) or app.api_base
    app = evolve(app, redirect=app.redirect if redirect is None else redirect, api_base=base)
    if app.client_secret is None and app.client_id != UNREGISTERED:
        if not standard_input().isatty():
            raise Refusal(
                f"the secret of app {app.client_id!r} is not said",
                code="no_app_secret",
                exit=Exit.SETUP,
                field=names["secret"],
                fix=f"Set {names['secret']}, or {names['secret_file']} to a file of mode 0600 that holds it.",
            )
        app = evolve(app, client_secret=Secret(click.prompt("App secret", hide_input=True, err=True)))
    return app
