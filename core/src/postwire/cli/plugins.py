"""`postwire plugins` and `postwire scopes`."""

import click

from postwire.cli.exit import Exit
from postwire.cli.options import common_options, json_option
from postwire.cli.platform_name import connector_named
from postwire.cli.printing import emit, note, say, table
from postwire.cli.shapes import source_plain
from postwire.cli.standing import read_reports, standing_of
from postwire.manifest import Support
from postwire.operation import Operation
from postwire.registry import Registry

_ACCOUNT = {True: "oauth2", False: "token"}
"""How an account comes: a person signs in, or a token is handed over."""
_NONE = "no connector is installed; install one, for example: pip install postwire-threads"


@click.command
@click.option(
    "--conformance",
    "reports",
    metavar="REPORT.json",
    multiple=True,
    help="A conformance report to hold beside the connector that it is about; may be repeated.",
)
@json_option
@common_options
def plugins(reports: tuple[str, ...], *, as_json: bool) -> Exit:
    """List the installed connectors.

    With what each can do; a plugin that cannot be loaded is named with its error, and harms no other.
    """
    registry = Registry.installed()
    proven = read_reports(reports)
    standings = {platform: standing_of(connector, proven) for platform, connector in sorted(registry.items())}
    if as_json:
        emit(
            {
                "plugins": [
                    {
                        "platform": platform,
                        "title": connector.manifest.title,
                        "distribution": connector.distribution,
                        "api": {
                            "base_url": connector.manifest.api.base_url,
                            "version": connector.manifest.api.version,
                            "documentation": connector.manifest.api.documentation,
                        },
                        "account": _ACCOUNT[connector.manifest.sign_in is not None],
                        "abilities": {
                            ability.value: support.value for ability, support in connector.manifest.abilities.items()
                        },
                        **({"conformance": standings[platform].plain()} if reports else {}),
                    }
                    for platform, connector in sorted(registry.items())
                ],
                "broken": [
                    {"name": broken.name, "distribution": broken.distribution, "error": broken.error}
                    for broken in registry.broken
                ],
            }
        )
        return Exit.DONE
    rows = []
    for platform, connector in sorted(registry.items()):
        abilities = connector.manifest.abilities.items()
        can = ", ".join(ability.value for ability, support in abilities if support is Support.YES)
        untried = ", ".join(ability.value for ability, support in abilities if support is Support.UNTRIED)
        account = _ACCOUNT[connector.manifest.sign_in is not None]
        row = (platform, connector.manifest.title, connector.distribution, account, can, untried)
        rows.append((*row, standings[platform].words) if reports else row)
    if rows:
        table(
            ("platform", "title", "distribution", "account", "can", "untried", *(["conformance"] if reports else [])),
            rows,
        )
    else:
        say(_NONE)
    for platform, standing in standings.items():
        if reports and standing.objection:
            note(f"{platform}: {standing.objection}", style="wait")
    for stray in sorted(proven.keys() - registry.keys()):
        note(f"the report about {stray!r} is about no connector that is installed and works", style="wait")
    for broken in registry.broken:
        note(f"broken: {broken.name} of {broken.distribution}: {broken.error}", style="bad")
    return Exit.DONE


@click.command
@click.argument("platform", metavar="PLATFORM")
@click.argument(
    "operation", metavar="[OPERATION]", required=False, type=click.Choice([each.value for each in Operation])
)
@json_option
@common_options
def scopes(platform: str, operation: str | None, *, as_json: bool) -> Exit:
    """List the permissions that a platform's operations need.

    An OPERATION is authorize, refresh, create, poll, publish, delete or read.
    """
    connector = connector_named(Registry.installed(), platform)
    needed = connector.required_scopes(Operation(operation)) if operation is not None else None
    chosen = [scope for scope in connector.manifest.scopes if needed is None or scope.name in needed]
    if as_json:
        emit(
            {
                "platform": platform,
                "operation": operation,
                "scopes": [
                    {
                        "name": scope.name,
                        "purpose": scope.purpose,
                        "operations": sorted(each.value for each in scope.operations),
                        "sources": [source_plain(source) for source in scope.sources],
                    }
                    for scope in chosen
                ],
            }
        )
    elif chosen:
        rows = [
            (scope.name, ", ".join(sorted(each.value for each in scope.operations)) or "optional", scope.purpose)
            for scope in chosen
        ]
        table(("scope", "needed to", "purpose"), rows)
    else:
        say(f"{operation or platform} needs no scope")
    return Exit.DONE
