"""The reference, written from the code: ``python -m postwire_contract.reference docs/reference.md``."""

import inspect
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs

from postwire import hookspecs, manifest
from postwire.service import Service
from postwire_contract.chapters import checks_of
from postwire_contract.check import SUITE_VERSION
from postwire_contract.kit import Kit

_HEAD = """# Reference

Written by `python -m postwire_contract.reference` from the code, and checked for staleness by the tests.
"""


def reference(connector: Any, cassettes: Path) -> str:
    """The page. Checks are those that this connector's manifest selects; others get others of the same families."""
    return "\n".join([_HEAD, *_hooks(), *_fields(), *_checks(connector, cassettes)]) + "\n"


def _hooks() -> Iterator[str]:
    yield f"## Hooks (version {manifest.HOOKS_VERSION})\n"
    for name in ("manifest", *hookspecs.HOOKS, "find", "meanings", "pause_after", *_served()):
        hook = getattr(hookspecs, name)
        signature = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])|datetime\.(?=datetime)", "", str(inspect.signature(hook)))
        signature = re.sub(r"Generator\['Request', 'Reply', (.*)\]$", r"Exchange[\1]", signature)
        signature = signature.replace("Processing | Ready | Live | Gone | Rejected", "Progress").replace(
            "NoneType", "None"
        )
        yield f"### `{name}{signature}`\n\n{inspect.getdoc(hook)}\n"


def _served() -> list[str]:
    """The hooks of services, each once."""
    return list(dict.fromkeys(service.hook for service in Service))


def _fields() -> Iterator[str]:
    yield "## Manifest\n"
    for kind in (
        manifest.Manifest,
        manifest.Api,
        manifest.Limit,
        manifest.Option,
        manifest.Scope,
        manifest.Quota,
        manifest.Pace,
    ):
        yield f"### `{kind.__name__}`\n\n{inspect.getdoc(kind)}\n"
        yield "| field | needed |\n| --- | --- |"
        for field in attrs.fields(kind):
            yield f"| `{field.name}` | {'yes' if field.default is attrs.NOTHING else 'no'} |"
        yield ""
    for words in (manifest.Ability, manifest.Support, manifest.Republish, manifest.Measure, Service):
        yield f"### `{words.__name__}`\n\n{inspect.getdoc(words)}\n\n{', '.join(f'`{word.value}`' for word in words)}\n"


def _checks(connector: Any, cassettes: Path) -> Iterator[str]:
    yield f"## Checks (suite version {SUITE_VERSION})\n"
    checks = checks_of(Kit(connector, cassettes))
    for chapter, members in groupby(checks, key=lambda check: check.chapter):
        yield f"### {chapter}\n"
        families: dict[str, str] = {}
        for check in members:
            families.setdefault(".".join(check.name.split(".")[:2]), check.promise)
        yield from (f"* `{family}`: {promise}" for family, promise in families.items())
        yield ""


if __name__ == "__main__":
    import postwire_corkboard

    Path(sys.argv[1]).write_text(reference(postwire_corkboard, Path("cassettes")), encoding="utf-8")
