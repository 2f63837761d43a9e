"""How people name an account: its id, its platform and handle, or its handle alone."""

from postwire.account import Account
from postwire.cli.exit import Exit
from postwire.cli.names import unlike
from postwire.cli.refusal import Refusal
from postwire.store import Store


def account_named(given: str, store: Store) -> Account:
    """The account that ``threads:1784...``, ``threads:@handle`` or ``@handle`` means. Raises `Refusal`."""
    if (exact := store.account(given)) is not None:
        return exact
    known = store.accounts()
    platform, at, handle = given.partition("@")  # a handle may hold more: @ada@social.example
    found = (
        [each for each in known if _same(each, handle) and platform in {"", f"{each.platform}:"}]
        if at and handle
        else []
    )
    if len(found) == 1:
        return found[0]
    names = [name for each in known for name in _names(each)]
    if found:
        raise Refusal(
            f"account {given!r} could be {' or '.join(each.id for each in found)}",
            code="ambiguous_account",
            exit=Exit.SETUP,
            field="ACCOUNT",
            value=given,
            fix="Name it by its id.",
            details={"candidates": [each.id for each in found]},
        )
    listed = f"Known: {', '.join(each.id for each in known)}." if known else "Connect one: `postwire accounts connect`."
    raise Refusal(
        f"account {given!r} is not known",
        code="unknown_account",
        exit=Exit.SETUP,
        field="ACCOUNT",
        value=given,
        fix=unlike(given, names, listed),
        details={"known": [each.id for each in known]},
    )


def accounts_named(given: tuple[str, ...] | list[str], store: Store) -> list[Account]:
    """Several accounts, each once."""
    return list({account.id: account for account in (account_named(name, store) for name in given)}.values())


def _same(account: Account, handle: str) -> bool:
    return bool(account.handle) and account.handle.lstrip("@").casefold() == handle.casefold()


def _names(account: Account) -> list[str]:
    handle = account.handle.lstrip("@")
    return [account.id, *([f"{account.platform}:@{handle}", f"@{handle}"] if handle else [])]
