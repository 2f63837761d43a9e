"""`postwire import`."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click
from attrs import define, field

from postwire.account import Account
from postwire.cli.accepting import Wish, drafted, duplicate
from postwire.cli.account_name import accounts_named
from postwire.cli.exit import Exit
from postwire.cli.jsonl import BadLine, Line, lines
from postwire.cli.option_values import checked_platforms
from postwire.cli.options import allow_duplicate_option, common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import counted, emit, note, say
from postwire.cli.prober import Prober
from postwire.cli.refusal import Refusal, UsageRefusal, refusal_of
from postwire.cli.session import session_of
from postwire.cli.standard_input import standard_input
from postwire.cli.timing import now
from postwire.cli.variants import targeted
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.store.errors import Duplicate

KEPT = 10_000
"""Lines that are kept in memory between the check and the acceptance; with more, the file is read twice."""
CHUNK = 200
"""Lines of one transaction: others wait for the database only so long."""
_EXAMPLE = """\b
A line, of which only "accounts" must be there:
  {"accounts": ["threads:@me"], "text": "Hello",
   "media": ["https://...", {"location": "https://...", "alt_text": "A cat"}],
   "reply_to": "17...", "link": "https://...", "options": {"threads": {...}},
   "variants": {"threads": {"text": "Hello, Threads", "media": []}},
   "chain": true, "numbered": true, "first_comment": "The source: ...",
   "at": "2026-11-21T09:00", "zone": "Europe/Berlin", "late": "within:10m",
   "prepare_ahead": "10m", "idempotency_key": "..."}
"""
_IN_MEMORY = 16 * 1024 * 1024
_SHOWN = 100
"""Bad lines that are printed; the JSON has all."""


@click.command("import", epilog=_EXAMPLE)
@click.argument("file", metavar="FILE|-")
@click.option("--skip-bad", is_flag=True, help="Accept the good lines even if there are bad ones.")
@allow_duplicate_option
@click.option("--dry-run", is_flag=True, help="Check every line; accept nothing.")
@click.option("--allow-host", "allow_hosts", metavar="HOST[:PORT]", multiple=True, help="A media host as in `post`.")
@click.option("--no-probe", is_flag=True, help="Do not look into pictures and videos.")
@json_option
@common_options
@click.pass_context
def import_(  # noqa: PLR0913 - a command has its options
    context: click.Context,
    *,
    file: str,
    skip_bad: bool,
    allow_duplicate: bool,
    dry_run: bool,
    allow_hosts: tuple[str, ...],
    no_probe: bool,
    as_json: bool,
) -> Exit:
    """Accept many posts from a file with one JSON object a line.

    All lines are checked first; if one is bad, none is accepted, unless --skip-bad is given. A line without an
    idempotency key gets one: a digest of its content and hour. So a file can be imported again, wherever an import
    was interrupted: what was accepted before is not accepted twice, and the rest follows. A line that stands in a
    file twice needs keys of its own, and --allow-duplicate.
    """
    with session_of(context).engine() as engine, _copied(file) as opened:
        prober = Prober.of_options(allow_hosts, no_probe=no_probe)
        importer = Importer(engine, prober, now(), allow_duplicate=allow_duplicate)
        importer.check(opened)
        if not dry_run and (skip_bad or not importer.bad):
            importer.accept(opened)
        return _tell(importer, dry_run=dry_run, as_json=as_json)


_Drafted = tuple[int, tuple[Delivery, ...]]
"""The number of a line, and the deliveries that it becomes."""


@define
class Importer:
    """Checks a file, then accepts it; one that is too long to be kept in memory is gone through twice."""

    engine: Engine
    prober: Prober
    now: datetime
    allow_duplicate: bool = False
    bad: list[BadLine] = field(factory=list, init=False)
    good: int = field(default=0, init=False)
    accepted: int = field(default=0, init=False)
    """Deliveries, not lines."""
    before: int = field(default=0, init=False)
    """Deliveries that an earlier import, or post, had accepted under the same key."""
    failure: Refusal | None = field(default=None, init=False)
    """What ended the second pass."""
    begun: bool = field(default=False, init=False)
    _kept: list[_Drafted] = field(factory=list, init=False)
    """What the good lines become, while there are no more than a batch."""
    _accounts: dict[tuple[str, ...], tuple[Account, ...]] = field(factory=dict, init=False)

    def check(self, file: IO[bytes]) -> None:
        """See what is bad."""
        keys: dict[tuple[str, str], int] = {}
        for number, line in lines(file):
            try:
                drafts = self._drafts(line)
                self._keep_apart(drafts, number, keys)
            except Refusal as refusal:
                self.bad.append(BadLine(number, (refusal,)))
            except _BadLines as bad:
                self.bad.append(bad.line)
            else:
                self.good += 1
                if self.good <= KEPT:
                    self._kept.append((number, drafts))

    def accept(self, file: IO[bytes]) -> None:
        """Accept what is good, batch by batch."""
        self.begun = True
        good = iter(self._kept) if self.good <= KEPT else self._again(file)
        try:
            while (batch := list(itertools.islice(good, CHUNK))) and self.failure is None:
                self._submit(batch)
        except Refusal as refusal:  # an account was removed meanwhile
            self.failure = refusal

    def _again(self, file: IO[bytes]) -> Iterator[_Drafted]:
        """The good lines, read once more."""
        file.seek(0)
        skipped = {bad.number for bad in self.bad}
        for number, line in lines(file):
            if number not in skipped:
                yield number, self._drafts(line)

    def _submit(self, batch: list[_Drafted]) -> None:
        lines_of = {draft.id: number for number, drafts in batch for draft in drafts}
        try:
            stored = self.engine.accept(
                [draft for _, drafts in batch for draft in drafts], allow_duplicate=self.allow_duplicate
            )
        except Duplicate as error:
            self.failure = duplicate(error, f"line {lines_of[error.new_id]}: ")
            return
        except Exception as error:
            self.failure = refusal_of(error)
            if self.failure is None:
                raise
            return
        fresh = sum(delivery.id in lines_of for delivery in stored)
        self.accepted += fresh
        self.before += len(stored) - fresh

    def _drafts(self, line: Line | BadLine) -> tuple[Delivery, ...]:
        if isinstance(line, BadLine):
            raise _BadLines(line)
        accounts = self._accounts.get(line.accounts)
        if accounts is None:
            accounts = self._accounts[line.accounts] = tuple(accounts_named(line.accounts, self.engine.store))
        platforms = {account.platform for account in accounts}
        checked_platforms(line.post.options, platforms)
        for platform in platforms:
            connector_named(self.engine.registry, platform)
        key = line.key if line.key is not None else f"import:{line.digest}"
        wish = Wish(
            post=self.prober.probed(line.post),
            accounts=accounts,
            timing=line.timing,
            key=key,
            chain=line.chain,
            variants=targeted(line.variants, accounts, self.engine.store, self.prober),
        )
        return drafted(self.engine, wish, self.now)

    def _keep_apart(self, drafts: tuple[Delivery, ...], number: int, keys: dict[tuple[str, str], int]) -> None:
        """Refuse a key that an earlier line uses for the same account."""
        for draft in drafts:
            key = (draft.account_id, draft.idempotency_key or "")
            if key in keys:
                made_up = key[1].startswith("import:")
                raise Refusal(
                    f"line {keys[key]} says the same for {draft.account_id}"
                    if made_up
                    else f"line {keys[key]} has the same idempotency key for {draft.account_id}",
                    code="duplicate_line",
                    field="idempotency_key",
                    value=None if made_up else key[1],
                    fix='Take it out, or give each its own "idempotency_key".',
                )
        keys.update({(draft.account_id, draft.idempotency_key or ""): number for draft in drafts})


class _BadLines(Exception):
    def __init__(self, line: BadLine) -> None:
        super().__init__()
        self.line = line


@contextmanager
def _copied(file: str) -> Iterator[IO[bytes]]:
    """A copy of the file or of stdin: it is read twice, must not change in between, and a pipe can be read once."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        try:
            if file == "-":
                shutil.copyfileobj(standard_input().buffer, copy)
            else:
                with Path(file).open("rb") as opened:
                    shutil.copyfileobj(opened, copy)
        except OSError as error:
            raise UsageRefusal(
                f"{file!r} cannot be read: {error.strerror}",
                field="FILE",
                value=file,
                fix="Give a readable file, or -.",
            ) from None
        copy.seek(0)
        yield copy


def _tell(importer: Importer, *, dry_run: bool, as_json: bool) -> Exit:
    bad = sorted(importer.bad, key=lambda line: line.number)
    refusals = [(line.number, refusal) for line in bad for refusal in line.refusals]
    words = _words(importer, len(bad), dry_run=dry_run)
    if importer.failure is not None:
        refused = importer.failure
    elif bad:
        refused = Refusal(words, code="bad_lines")
    else:
        refused = None
    exit_ = refused.exit if refused is not None else Exit.DONE
    if as_json:
        emit(_plain(importer, refusals, words, refused, dry_run=dry_run))
        return exit_
    for number, refusal in refusals[:_SHOWN]:
        note(f"line {number}: {refusal.text()}", style="bad")
    if len(refusals) > _SHOWN:
        note(f"... and {len(refusals) - _SHOWN} more; --json lists all")
    if importer.failure is not None:
        note(f"postwire: {importer.failure.text()}", style="bad")
    say(words)
    return exit_


def _words(importer: Importer, bad: int, *, dry_run: bool) -> str:
    """What happened to every line, plainly."""
    good, bad_lines = counted(importer.good, "good line"), counted(bad, "bad line")
    accepted = counted(importer.accepted, "delivery")
    if importer.failure is not None:
        rest = "Mend it and import the file again: what is accepted is not accepted twice."
        return f"{accepted} accepted before it went wrong, the rest was not accepted. {rest}"
    if dry_run:
        return f"{good}, {bad_lines}; a dry run accepts nothing."
    if not importer.begun:
        return f"nothing was accepted: {bad_lines}, and {good} kept back for them (--skip-bad accepts those)."
    before = f"; {counted(importer.before, 'delivery')} had been accepted before" if importer.before else ""
    skipped = f"; {bad_lines} skipped" if bad else ""
    return f"{accepted} accepted from {good}{before}{skipped}."


def _plain(
    importer: Importer, refusals: list[tuple[int, Refusal]], words: str, refused: Refusal | None, *, dry_run: bool
) -> dict[str, Any]:
    plain: dict[str, Any] = refused.plain() if refused is not None else {}
    return plain | {
        "dry_run": dry_run,
        "accepted": importer.accepted,
        "accepted_before": importer.before,
        "good_lines": importer.good,
        "bad_lines": [{"line": number, **refusal.plain()["error"]} for number, refusal in refusals],
        "in_words": words,
    }
