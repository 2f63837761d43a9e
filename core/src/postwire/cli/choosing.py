"""Which deliveries a wish is for: named one by one, or chosen by what they have in common."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import click
from attrs import frozen

from postwire.cli.account_name import account_named
from postwire.cli.delivery_id import delivery_named, every
from postwire.cli.exit import Exit
from postwire.cli.printing import counted, emit, note, say
from postwire.cli.refusal import UsageRefusal
from postwire.cli.results import tell_result
from postwire.cli.shapes import delivery_plain
from postwire.cli.timing import now
from postwire.delivery import Delivery
from postwire.diagnosis import Category
from postwire.state import diagnosis_of
from postwire.store import Store

F = TypeVar("F", bound=Callable[..., Any])


@frozen(kw_only=True)
class Choice:
    """What `choice_options` collects."""

    deliveries: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    account: str | None = None
    platform: str | None = None
    category: str | None = None
    code: str | None = None
    all: bool = False
    dry_run: bool = False

    def found(self, store: Store, usual: tuple[str, ...]) -> list[Delivery]:
        """The deliveries, by their hour. ``usual``: the states that are meant where none is named. Raises `Refusal`."""
        filters = (self.states, self.account, self.platform, self.category, self.code)
        if sum((bool(self.deliveries), any(filters), self.all)) != 1:
            raise UsageRefusal(
                "it is not clear which deliveries are meant",
                field="ID",
                fix="Give their ids, or what they have in common (such as --category media_fetch), or --all.",
            )
        if self.deliveries:
            return list(
                {each.id: each for each in (delivery_named(store, given) for given in self.deliveries)}.values()
            )
        account_id = account_named(self.account, store).id if self.account is not None else None
        met = every(store, states=self.states or usual, account_id=account_id, platform=self.platform)
        chosen = list(self._fitting(met))
        if not chosen:
            note(f"no {' or '.join(self.states or usual)} delivery fits")
        return chosen

    def rehearsed(self, found: list[Delivery], verb: str, *, as_json: bool) -> Exit:
        """Say what would be done."""
        moment = now()
        if as_json:
            chosen = [delivery_plain(delivery, moment) for delivery in found]
            emit({"dry_run": True, "number": len(found), "deliveries": chosen})
            return Exit.DONE
        for delivery in found:
            tell_result(delivery, moment)
        say(f"{counted(len(found), 'delivery')} would be {verb}; a dry run: nothing was changed", style="dim")
        return Exit.DONE

    def _fitting(self, met: Iterable[Delivery]) -> Iterator[Delivery]:
        for delivery in met:
            diagnosis = diagnosis_of(delivery.state)
            if self.category is not None and (diagnosis is None or diagnosis.category != self.category):
                continue
            if self.code is not None and (diagnosis is None or diagnosis.code != self.code):
                continue
            yield delivery


def choice_options(*states: str) -> Callable[[F], F]:
    """The ways of naming deliveries that a command works on; ``states``: those that it can help."""

    def decorate(command: F) -> F:
        for option in reversed(
            (
                click.argument("deliveries", metavar="[ID...]", nargs=-1),
                click.option(
                    "--state", "states", type=click.Choice(states), multiple=True, help="Only these; may be repeated."
                ),
                click.option("--account", metavar="ACCOUNT", help="Only of this account."),
                click.option("--platform", metavar="PLATFORM", help="Only of this platform."),
                click.option(
                    "--category",
                    metavar="CATEGORY",
                    type=click.Choice([each.value for each in Category]),
                    help="Only with this kind of trouble, such as media_fetch or quota.",
                ),
                click.option("--code", metavar="CODE", help="Only with this error code, as `list` shows it."),
                click.option("--all", is_flag=True, help=f"All that are {states[0]}."),
                click.option("--dry-run", is_flag=True, help="Say which ones and how many; change nothing."),
            )
        ):
            command = option(command)
        return command

    return decorate
