"""`postwire sandbox`: a connector's package may hold a package ``sandbox`` that ``python -m`` can run."""

import contextlib
import runpy
import sys
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec

import click

from postwire.cli.exit import Exit
from postwire.cli.names import unlike
from postwire.cli.options import common_options
from postwire.cli.refusal import Refusal

_GROUP = "postwire"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("platform", metavar="PLATFORM")
@click.argument("more", metavar="[OPTION]...", nargs=-1, type=click.UNPROCESSED)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0: any free one; it is said."
)
@click.option("--seed", type=click.IntRange(0), help="Its ids follow from it.")
@common_options
def sandbox(platform: str, more: tuple[str, ...], host: str, port: int, seed: int | None) -> Exit:
    """Serve a local imitation of a platform's API.

    Until it is interrupted. Point an account at it with `accounts add ... --api-base URL`. The imitation proves
    nothing about the platform; it is for trying things out without an account there. Every further OPTION goes to the
    sandbox itself, as in `python -m postwire_threads.sandbox`.
    """
    module = _module(platform)
    arguments = [f"--host={host}", f"--port={port}", *([] if seed is None else [f"--seed={seed}"]), *more]
    before, sys.argv = sys.argv, [f"postwire sandbox {platform}", *arguments]
    try:
        with contextlib.suppress(KeyboardInterrupt):
            runpy.run_module(module, run_name="__main__")
    finally:
        sys.argv = before
    return Exit.DONE


def _module(platform: str) -> str:
    """The sandbox of a platform's connector. Raises `Refusal` where there is none, or something that it needs."""
    entry = _entry(platform)
    module = f"{entry.module}.sandbox"
    try:
        found = find_spec(f"{module}.__main__") is not None
    except ModuleNotFoundError as error:
        found = False
        if error.name != module:
            extra = f"{entry.dist.name if entry.dist else entry.module}[sandbox]"
            raise Refusal(
                f"the sandbox of {platform!r} needs {error.name}, which is not installed",
                code="missing_extra",
                exit=Exit.SETUP,
                field="PLATFORM",
                value=platform,
                fix=f"Run: pip install '{extra}'",
            ) from None
    if not found:
        raise Refusal(
            f"the connector of {platform!r} brings no sandbox",
            code="no_sandbox",
            exit=Exit.SETUP,
            field="PLATFORM",
            value=platform,
            fix="Ask its authors, or try another platform.",
        )
    return module


def _entry(platform: str) -> EntryPoint:
    entries = {entry.name: entry for entry in entry_points(group=_GROUP)}
    if platform not in entries:
        install = f"Install its connector, for example: pip install postwire-{platform}."
        raise Refusal(
            f"platform {platform!r} is not known (known: {', '.join(sorted(entries)) or 'none is installed'})",
            code="unknown_platform",
            exit=Exit.SETUP,
            field="PLATFORM",
            value=platform,
            fix=unlike(platform, entries, install),
        )
    return entries[platform]
