"""`postwire key`."""

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import counted, emit, note, say
from postwire.cli.session import session_of
from postwire.credentials import KEY_FILE_VARIABLE, KEY_VARIABLE, CredentialError, Vault
from postwire.credentials.key import new_key, operators_keys, retire, write


@click.group(invoke_without_command=True)
@common_options
@click.pass_context
def key(context: click.Context) -> Exit | None:
    """Print a new key for the credentials of a database, or replace the one in use.

    Whoever has it can read the tokens; without it they are lost and every account has to be added again.
    """
    if context.invoked_subcommand is not None:
        return None
    say(Vault.new_key())
    note(f"Keep it in {KEY_VARIABLE}, or in a file of mode 0600 that {KEY_FILE_VARIABLE} names.", style="dim")
    return Exit.DONE


@key.command
@json_option
@common_options
@click.pass_context
def rotate(context: click.Context, *, as_json: bool) -> Exit:
    """Encrypt every token of the database with a new key, all of them or none.

    The new key comes from POSTWIRE_NEW_KEY, else from the file that POSTWIRE_NEW_KEY_FILE names; where the key in use
    lies in a file, one is made if none is given. That file is replaced: until the tokens are encrypted anew it holds
    both keys, so that a crash at any moment loses nothing and the command can be repeated. Old keys go into
    FILE.retired: backups, and other databases with the same key, still need them. A runner that uses the key file
    reads it again by itself; one that has the key in its environment has to be started anew with the new one.
    """
    old = operators_keys(None)
    vault = Vault.of(old)
    new = new_key(Vault.new_key if old.path is not None else None)
    if new == old.values[0]:
        raise CredentialError("the new key is the one in use; nothing was changed")
    replacing = Vault(new, origin="the new key")
    with session_of(context).engine(vault=vault) as engine:
        if old.path is not None:
            write(old.path, (new, *old.values))
        try:
            number = engine.rotate_key(replacing)
        except Exception:
            if old.path is not None:  # the new key stays readable: somebody may have used it meanwhile
                write(old.path, (*old.values, new))
            raise
    retired = retire(old.path, new, old.values) if old.path is not None else None
    if as_json:
        emit({"reencrypted": number, "key_file": old.path and str(old.path), "retired": retired and str(retired)})
        return Exit.DONE
    say(f"encrypted with the new key: {counted(number, 'token')}", style="good")
    if retired is None:
        say(f"set {KEY_VARIABLE} to the new key before anything else is started")
    else:
        say(f"the old key is in {retired}: delete it when no backup and no other database needs it")
    return Exit.DONE
