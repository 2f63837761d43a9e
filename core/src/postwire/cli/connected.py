"""What is said of an account that was connected, and of one that was not."""

from collections.abc import Iterator
from contextlib import contextmanager

from postwire.account import Account
from postwire.cli.exit import Exit
from postwire.cli.printing import counted, emit, note, say, table
from postwire.cli.refusal import Refusal
from postwire.cli.shapes import account_plain
from postwire.engine.sign_in import Connected, SignInRefused


@contextmanager
def explained() -> Iterator[None]:
    """A platform's no to a sign-in, as the command line says it."""
    try:
        yield
    except SignInRefused as refused:
        found = refused.diagnosis
        raise Refusal(
            f"{found.message} [{found.code}]",
            code=found.code,
            fix=found.next_step or None,
            details={"detail": found.detail, "action": found.action.value, "rule": found.rule},
        ) from None


def told(connected: Connected, *, as_json: bool) -> Exit:
    """Say who was connected, and for what."""
    account, missing = connected.account, sorted(connected.missing)
    if as_json:
        resumed = [delivery.id for delivery in connected.resumed]
        emit(
            {
                "account": account_plain(account, has_token=True),
                "wanted_scopes": sorted(connected.wanted),
                "missing_scopes": missing,
                "resumed": resumed,
            }
        )
        return Exit.DONE
    end = account.token_expires_at
    say(f"{name_of(account)} is connected" + (f" until {end:%Y-%m-%d %H:%M} UTC" if end else ""), style="good")
    table(("scope", "granted"), [(scope, _is_granted(scope, account)) for scope in sorted(connected.wanted)])
    if missing:
        note(f"not granted: {', '.join(missing)}; what needs it is held until the account is connected again with it")
    if connected.resumed:
        say(f"{counted(len(connected.resumed), 'delivery')} that waited for it go on")
    return Exit.DONE


def _is_granted(scope: str, account: Account) -> str:
    return "not told" if account.scopes is None else "yes" if scope in account.scopes else "no"


def name_of(account: Account) -> str:
    """An account as people know it."""
    return f"@{account.handle} ({account.id})" if account.handle else account.id
