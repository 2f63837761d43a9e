"""`postwire show`."""

from collections.abc import Sequence

import click

from postwire.cli.chained import chain_lines, chain_of
from postwire.cli.delivery_id import delivery_named
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say
from postwire.cli.results import WORDS, result_lines, style_of
from postwire.cli.session import session_of
from postwire.cli.shapes import story_plain
from postwire.cli.story import story
from postwire.cli.timing import now
from postwire.delivery import Delivery
from postwire.store import Store
from postwire.submission import outcome_of

MOST = 1000
"""Deliveries of one post that are told of."""


@click.command
@click.argument("delivery", metavar="ID")
@json_option
@common_options
@click.pass_context
def show(context: click.Context, delivery: str, *, as_json: bool) -> Exit:
    """Tell the whole story of one delivery, or of all that one post became.

    The post, where it stands, what happens next and who must act, and every request with the platform's own answer.
    The beginning of an ID is enough where only one begins so; that of a post for several accounts has to be whole.
    """
    with session_of(context).store() as store:
        if together := _together(store, delivery):
            return _tell_all(together, store, as_json=as_json)
        found = delivery_named(store, delivery)
        entries = store.history(found.id)
        parts = chain_of(found, store)
        beside = [each for each in _together(store, found.submission) if each.account_id != found.account_id]
    if as_json:
        emit(story_plain(found, entries, now()) | {"chain": [part.id for part in parts]})
        return Exit.DONE
    for text, style in story(found, entries, now()):
        say(text, style=style)
    if parts:
        say("")
        say("The chain", style="head")
    for line in chain_lines(found, parts):
        say(f"  {line}")
    if beside:
        say("")
        say("The same post elsewhere", style="head")
        for each in beside:
            say(f"  {result_lines(each, now())[0]}", style=style_of(each.state))
        say(f"  `postwire show {found.submission}` tells of all")
    return Exit.DONE


def _together(store: Store, submission: str) -> list[Delivery]:
    """What one post became, account by account, the parts of a chain in order."""
    return sorted(store.deliveries(submission=submission, limit=MOST), key=lambda each: each.account_id)


def _tell_all(deliveries: Sequence[Delivery], store: Store, *, as_json: bool) -> Exit:
    moment, outcome = now(), outcome_of(deliveries)
    if as_json:
        stories = [story_plain(each, store.history(each.id), moment) for each in deliveries]
        emit({"submission": deliveries[0].submission, "outcome": outcome.value, "deliveries": stories})
        return Exit.DONE
    say(f"{deliveries[0].submission}  {outcome.value}", style="head")
    say(f"  {WORDS[outcome]}")
    for each in deliveries:
        say(f"  {result_lines(each, moment)[0]}", style=style_of(each.state))
    for each in deliveries:
        say("")
        for text, style in story(each, store.history(each.id), moment):
            say(text, style=style)
    return Exit.DONE
