"""`postwire accounts add`."""

from datetime import datetime

import click
from attrs import evolve

from postwire.account import Account
from postwire.cli.account_name import account_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.session import Session, session_of
from postwire.cli.shapes import account_plain
from postwire.cli.standard_input import standard_input
from postwire.cli.timing import due_of, now
from postwire.cli.vault import check_key
from postwire.credentials import CredentialError, Secret, Vault, WrongKey
from postwire.links import plain_address, web_address
from postwire.manifest import Manifest
from postwire.registry import Registry
from postwire.store import Store


@click.command
@click.argument("target", metavar="PLATFORM|ACCOUNT")
@click.option("--user-id", metavar="ID", help="The platform's own id of a new account.")
@click.option("--handle", metavar="NAME", help="Its name, so that @NAME may stand for it.")
@click.option("--scopes", metavar="A,B", help="What was granted, comma-separated; else not known.")
@click.option("--expires", metavar="TIME", help="When the token ends, as ISO 8601 with an offset; else not known.")
@click.option("--api-base", metavar="URL", help="Another address of the API: a sandbox, a proxy, an instance.")
@click.option("--token-stdin", is_flag=True, help="Read the token from stdin; a terminal is asked without echo.")
@json_option
@common_options
@click.pass_context
def add(context: click.Context, /, target: str, *, token_stdin: bool, as_json: bool, **given: str | None) -> Exit:
    """Add an account with its token, or give a known account a new token.

    The token is read from stdin, never from an argument (arguments are seen by every user of the machine), and kept
    encrypted. The key is made on first use where none is set. Of a known account, whatever is not given stays as it
    is, but the end of its token. Deliveries that waited for the account go on.
    """
    session = session_of(context)
    known = _known(target, given["user_id"], session)
    registry = Registry.installed()
    platform = known.platform if known is not None else target
    account = _account(known, connector_named(registry, platform).manifest, **given)
    secret = _secret(token_stdin=token_stdin)
    vault = Vault.of_operator(create=True)
    with session.engine(create=True, vault=vault) as engine:
        _compare_key(engine.store, account)
        engine.add_account(account, secret)
    if as_json:
        emit({"account": account_plain(account, has_token=True), "replaced": known is not None})
    else:
        say(f"{account.id} {'has a new token' if known is not None else 'was added'}", style="good")
    return Exit.DONE


def _known(target: str, user_id: str | None, session: Session) -> Account | None:
    """The stored account that is meant; None: a new one."""
    named = ":" in target or "@" in target
    if named and user_id is not None:
        raise UsageRefusal(
            f"{target!r} names an account, and --user-id another",
            field="--user-id",
            value=user_id,
            fix=f"Leave --user-id out, or write `postwire accounts add {target.partition(':')[0]} ...`.",
        )
    if not named and user_id is None:
        raise UsageRefusal(
            f"{target!r} is a platform; the account on it is not said",
            field="--user-id",
            fix="Give --user-id ID for a new account, or name a known one: threads:ID, threads:@NAME or @NAME.",
        )
    if not named and not session.database.exists():
        return None
    with session.store() as store:
        return account_named(target, store) if named else store.account(f"{target}:{user_id}")


def _account(  # noqa: PLR0913 - the parts of an account
    known: Account | None,
    manifest: Manifest,
    *,
    user_id: str | None,
    handle: str | None,
    scopes: str | None,
    expires: str | None,
    api_base: str | None,
) -> Account:
    """The account as it shall be stored."""
    new = known or Account(platform=manifest.platform, user_id=_user_id(user_id or ""))
    if handle is not None:
        new = evolve(new, handle=handle.strip().lstrip("@"))
    if scopes is not None:
        new = evolve(new, scopes=_scopes(scopes, {scope.name for scope in manifest.scopes}))
    if api_base is not None:
        new = evolve(new, api_base=api_address(api_base))
    return evolve(new, token_expires_at=_expiry(expires))


def _user_id(given: str) -> str:
    if not given or len(given) > 128 or any(character.isspace() or character in "/?#" for character in given):
        raise UsageRefusal(
            f"user id {given!r} is not 1 to 128 characters without spaces, '/', '?' and '#'",
            field="--user-id",
            value=given,
            fix="Give the platform's own id of the account, such as 17841400000000001.",
        )
    return given


def _scopes(given: str, known: set[str]) -> frozenset[str]:
    named = frozenset(scope.strip() for scope in given.split(",") if scope.strip())
    for scope in sorted(named - known):
        note(f"scope {scope!r} is not one that the connector knows ({', '.join(sorted(known))})", style="wait")
    return named


def _expiry(given: str | None) -> datetime | None:
    try:
        moment = due_of(given, None)
    except Refusal as refusal:
        raise UsageRefusal(f"--expires: {refusal.message}", field="--expires", value=given, fix=refusal.fix) from None
    if moment is not None and moment <= now():
        raise UsageRefusal(
            f"the token ended at {given}", field="--expires", value=given, fix="Get a new token from the platform."
        )
    return moment


def api_address(given: str) -> str:
    """The address of an API, as it is kept. Raises `UsageRefusal`."""
    parts = plain_address(given)
    if parts is None:
        whole = web_address(given)
        raise UsageRefusal(
            "--api-base is no plain http(s) address without user, query and fragment",
            field="--api-base",
            value=None if whole is not None and (whole.password or whole.query) else given,
            fix="Write it like https://graph.threads.net/v1.0.",
        )
    if parts.scheme == "http" and parts.hostname not in {"localhost", "127.0.0.1", "::1"}:
        note(f"what is secret will travel unencrypted to {parts.hostname}: https would keep it safe", style="wait")
    return given.rstrip("/")


def _secret(*, token_stdin: bool) -> Secret:
    asked = standard_input().isatty()
    if not asked and not token_stdin:
        raise UsageRefusal(
            "no token is given",
            field="--token-stdin",
            fix="Say --token-stdin and pass the token through stdin; it is never an argument.",
        )
    text = click.prompt("Token", hide_input=True, err=True) if asked else standard_input().read(65_536)
    try:
        return Secret(text)
    except CredentialError as error:
        raise UsageRefusal(str(error), field="--token-stdin", fix="Pass the token alone, on one line.") from None


def _compare_key(store: Store, account: Account) -> None:
    """Warn where the other accounts were encrypted with another key: a runner has one key only."""
    if all(other.id == account.id for other in store.accounts()):
        return
    try:
        check_key(store)
    except WrongKey:
        note("the other accounts of this database were encrypted with another key: add them again too", style="wait")
