"""The examinations of `postwire doctor`: each looks at one thing and names the fix for what it finds."""

import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

from postwire.account import Account
from postwire.cli.exit import Exit
from postwire.cli.finding import Finding, Weight
from postwire.cli.outlook import Who
from postwire.cli.printing import counted
from postwire.cli.refusal import Refusal
from postwire.cli.stuck import stuck
from postwire.cli.unknown import unexplained_kinds
from postwire.connector import Connector
from postwire.credentials import CredentialError
from postwire.diagnosis import Diagnosis
from postwire.engine import Engine, NoCredential
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.store import Store
from postwire.store.errors import Damaged
from postwire.store.sqlite import SqliteStore
from postwire.when import spoken

ROOM = 200 * 1024 * 1024
"""Bytes of free disk below which it is told."""
SKEW = timedelta(seconds=60)
"""How far clocks may be apart; a post is found again by its time, with a minute to spare."""
SOON = timedelta(days=7)
_WORK = (Operation.CREATE, Operation.POLL, Operation.PUBLISH, Operation.READ, Operation.DELETE)


def check_file(store: Store) -> None:
    """Refuse a corrupt database; only looked at where it was not closed, which is when it may have come to harm."""
    if not isinstance(store, SqliteStore) or not store.was_left_open:
        return
    if found := store.complaints():
        raise Refusal(
            f"{store.path}: the database file is corrupt: {found[0]}",
            code="database_corrupt",
            exit=Exit.SETUP,
            field="--db",
            value=str(store.path),
            fix="Stop all runners, then put a backup in its place, or try `sqlite3 FILE .recover`.",
        )


def database(store: SqliteStore) -> Iterator[Finding]:
    """The file, its mode, and the room beside it."""
    for complaint in store.complaints():
        fix = "Stop all runners, then put a backup in its place, or try `sqlite3 FILE .recover`."
        yield Finding("database", Weight.ERROR, f"{store.path} is corrupt: {complaint}", fix)
    mode = stat.S_IMODE(store.path.stat().st_mode)
    if mode & 0o077:
        words = f"{store.path} may be read by other users (mode {mode:04o})"
        yield Finding("database", Weight.WARNING, words, f"chmod 600 {store.path}")
    free = shutil.disk_usage(store.path.parent).free
    if free < ROOM:
        words = f"the disk of {store.path} has {free // 1024 // 1024} MiB left"
        yield Finding(
            "database", Weight.WARNING, words, "Make room, or forget old stories: postwire prune --older-than 90d"
        )


def damaged(found: list[Damaged]) -> Iterator[Finding]:
    """Rows that cannot be read."""
    for damage in found:
        yield Finding("database", Weight.ERROR, str(damage), "Mend the value, or put a backup in its place.")


def clock(store: SqliteStore, now: datetime) -> Iterator[Finding]:
    """Our clock, by what was written with it before."""
    last = store.last_entry_at()
    if last is not None and last - now > SKEW:
        words = f"the clock is behind: the newest entry was written at {last.isoformat(timespec='seconds')}"
        yield Finding("clock", Weight.ERROR, words, "Set the clock, and let a time service keep it.")


def plugins(registry: Registry, store: Store) -> Iterator[Finding]:
    """Connectors that do not load, and that are missing."""
    for broken in registry.broken:
        words = f"the plugin {broken.name} of {broken.distribution} is broken: {broken.error}"
        name = broken.distribution.partition(" ")[0]
        yield Finding("plugin", Weight.ERROR, words, f"pip install --force-reinstall {name}, or update it")
    for platform in sorted({account.platform for account in store.accounts()} - set(registry)):
        words = f"there are accounts on {platform!r}, and no connector for it"
        yield Finding("plugin", Weight.ERROR, words, f"Install it, for example: pip install postwire-{platform}")


def account(engine: Engine, known: Account, now: datetime, *, offline: bool) -> Iterator[Finding]:
    """The key, the token, the scopes, and whether the platform takes them."""
    if known.platform not in engine.registry:  # told once, for the platform
        return
    signs_in = engine.registry[known.platform].manifest.sign_in is not None
    again = f"postwire accounts connect {known.id}" if signs_in else f"postwire accounts add {known.id} --token-stdin"
    yield from _scopes(known, engine.registry[known.platform], again)
    end = known.token_expires_at
    if end is not None and end <= now:
        yield Finding("account", Weight.ERROR, f"the token of {known.id} ended {spoken(now - end)} ago", again)
    elif end is not None and end - now < SOON:
        yield Finding("account", Weight.WARNING, f"the token of {known.id} ends in {spoken(end - now)}", again)
    try:
        engine.check_token(known.id)
    except NoCredential:
        yield Finding("account", Weight.ERROR, f"{known.id} has no token", again)
        return
    except CredentialError as error:
        fix = f"Give the key that it was added with (POSTWIRE_KEY or POSTWIRE_KEY_FILE), or a new token: {again}"
        yield Finding("key", Weight.ERROR, f"{known.id}: {error}", fix)
        return
    if not offline:
        yield from _asked(engine, known, again)


def _scopes(known: Account, connector: Connector, again: str) -> Iterator[Finding]:
    if known.scopes is None:
        return
    for operation in _WORK:
        if missing := sorted(connector.required_scopes(operation) - known.scopes):
            words = f"{known.id} has not granted {', '.join(missing)}, which {operation.value} needs"
            names = ",".join(sorted(known.scopes | set(missing)))
            yield Finding("scope", Weight.ERROR, words, f"Connect it again with them: {again} --scopes {names}")


def _asked(engine: Engine, known: Account, again: str) -> Iterator[Finding]:
    answer = engine.ask(known.id)
    if not answer.could:
        yield Finding("account", Weight.UNSEEN, f"{known.platform} has nothing harmless to be asked for {known.id}")
    if answer.trouble is not None:
        words = f"the platform of {known.id} cannot be reached: {answer.trouble}"
        fix = f"Check the network, and its address ({known.api_base or 'of the platform'})."
        yield Finding("account", Weight.ERROR, words, fix)
    if isinstance(answer.diagnosis, Diagnosis):
        words = f"{known.id}: {answer.diagnosis.message} [{answer.diagnosis.code}]"
        yield Finding("account", Weight.ERROR, words, answer.diagnosis.next_step or again)
    if answer.ahead is not None and abs(answer.ahead) > SKEW.total_seconds():
        side = "ahead of" if answer.ahead > 0 else "behind"
        words = f"the clock is {spoken(timedelta(seconds=abs(answer.ahead)))} {side} that of {known.platform}"
        yield Finding("clock", Weight.ERROR, words, "Set the clock, and let a time service keep it.")


def quotas(engine: Engine, now: datetime) -> Iterator[Finding]:
    """What does not fit in the next day."""
    by_account: dict[str, list[str]] = {}
    for planned in engine.plan(now + timedelta(days=1)):
        if planned.quota is not None:
            quota = f"{planned.quota.maximum} {planned.quota.name} in {spoken(planned.quota.window)}"
            by_account.setdefault(f"{planned.delivery.account_id}: {quota}", []).append(planned.delivery.id)
    for words, ids in by_account.items():
        told = f"{words}, and {counted(len(ids), 'delivery')} of the next day will have to wait"
        yield Finding(
            "quota", Weight.WARNING, told, "See `postwire plan`; `postwire reschedule ID --at TIME` moves one."
        )


def deliveries(store: Store, now: datetime) -> Iterator[Finding]:
    """What does not move."""
    for each in stuck(store, now):
        waits = each.who not in {Who.POSTWIRE, Who.NOBODY}
        weight = Weight.ERROR if each.reason == "nobody_runs" else Weight.WAITS if waits else Weight.WARNING
        yield Finding("delivery", weight, each.line(now).strip(), each.next)


def answers(store: Store) -> Iterator[Finding]:
    """Answers that nobody could explain."""
    if kinds := unexplained_kinds(store):
        number = counted(sum(len(kind.answers) for kind in kinds), "answer")
        yield Finding(
            "answer",
            Weight.WARNING,
            f"{number} that nobody could explain, of {counted(len(kinds), 'kind')}",
            "`postwire unknown` counts them; `postwire evidence FINGERPRINT -o FILE` writes what a report needs.",
        )
