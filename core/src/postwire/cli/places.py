"""`postwire read locations` and `postwire read location`."""

import attrs
import click

from postwire.cli.asking import asked
from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.printing import emit, say, table
from postwire.cli.refusal import UsageRefusal
from postwire.engine import looks


@click.command
@click.argument("account", metavar="ACCOUNT")
@click.argument("words", metavar="[WORDS]", required=False)
@click.option("--near", metavar="LATITUDE,LONGITUDE", help="Around this point, in degrees north and east.")
@json_option
@common_options
@click.pass_context
def locations(context: click.Context, /, *, account: str, words: str | None, near: str | None, as_json: bool) -> Exit:
    """Search places that posts can be tagged with, by their names or around a point."""
    if (words is None) == (near is None):
        raise UsageRefusal(
            "a place is looked for by words, or by --near", field="WORDS", value=words, fix="Give one of the two."
        )
    look = looks.locations(words) if words is not None else looks.nearby(*_point(near or ""))
    named, found = asked(context, account, look)
    if as_json:
        emit({"account": named.id, "locations": [attrs.asdict(each) for each in found]})
        return Exit.DONE
    rows = [(each.id, *(part or "-" for part in (each.name, each.city, each.country))) for each in found]
    table(("id", "name", "city", "country"), rows)
    return Exit.DONE


@click.command
@click.argument("account", metavar="ACCOUNT")
@click.argument("location_id", metavar="LOCATION_ID")
@json_option
@common_options
@click.pass_context
def location(context: click.Context, /, *, account: str, location_id: str, as_json: bool) -> Exit:
    """Show one place."""
    named, found = asked(context, account, looks.location(location_id))
    facts = attrs.asdict(found)
    if as_json:
        emit({"account": named.id, "location": facts})
        return Exit.DONE
    for name, value in facts.items():
        if value is not None:
            say(f"{name:<11} {value}")
    return Exit.DONE


def _point(given: str) -> tuple[float, float]:
    try:
        north, east = map(float, given.split(","))
    except ValueError:
        raise UsageRefusal(
            f"--near {given!r} is no point", field="--near", value=given, fix="Write it like 53.55,9.99."
        ) from None
    return north, east
