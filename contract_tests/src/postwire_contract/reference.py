"""The reference, written from the code: ``python -m postwire_contract.reference docs/reference.md``."""

import ast
import enum
import inspect
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import attrs

from postwire import hookspecs, manifest
from postwire.problem import Severity
from postwire.service import Service
from postwire.source import Source, Standing
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
    for name in hooks():
        hook = getattr(hookspecs, name)
        signature = re.sub(r"\b(?:[a-z_]+\.)+(?=[A-Z])|datetime\.(?=datetime)", "", str(inspect.signature(hook)))
        signature = re.sub(r"Generator\['Request', 'Reply', (.*)\]$", r"Exchange[\1]", signature)
        signature = signature.replace("Processing | Ready | Live | Gone | Rejected", "Progress").replace(
            "NoneType", "None"
        )
        yield f"### `{name}{signature}`\n\n{inspect.getdoc(hook)}\n"


def hooks() -> list[str]:
    """Every hook that a connector may implement, in the order of their definition."""
    return [name for name, member in vars(hookspecs).items() if hasattr(member, f"{hookspecs.GROUP}_spec")]


def _fields() -> Iterator[str]:
    yield "## Manifest\n"
    kinds: list[Any] = [getattr(manifest, name) for name in manifest.__all__]
    records = [kind for kind in kinds if inspect.isclass(kind) and attrs.has(kind)]
    others: list[Any] = [kind for kind in records if kind is not manifest.Manifest]
    for kind in (manifest.Manifest, *others, Source):
        yield f"### `{kind.__name__}`\n\n{inspect.getdoc(kind)}\n"
        if not attrs.fields(kind):
            continue
        told = _described(kind)
        yield "| field | needed | type | what it says |\n| --- | --- | --- | --- |"
        for field in attrs.fields(kind):
            type_, words = (cell.replace("|", "\\|") for cell in told[field.name])
            yield f"| `{field.name}` | {'yes' if field.default is attrs.NOTHING else 'no'} | `{type_}` | {words} |"
        yield ""
    enums: list[Any] = [kind for kind in kinds if inspect.isclass(kind) and issubclass(kind, enum.Enum)]
    for vocabulary in (*enums, Service, Severity, Standing):
        yield f"### `{vocabulary.__name__}`\n\n{inspect.getdoc(vocabulary)}\n"
        meanings = _described(vocabulary)
        for word in vocabulary:
            meant = meanings[word.name][1]
            yield f"* `{word.value}`" + (f": {meant}" if meant else "")
        yield ""


def _described(kind: type) -> dict[str, tuple[str, str]]:
    """What stands in a class behind each name that is given a type or a value: the type, and the text below it."""
    (tree,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 - it is the source of one
    found: dict[str, tuple[str, str]] = {}
    name = ""
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                found[name] = (ast.unparse(annotation), "")
            case ast.Assign(targets=[ast.Name(id=name)]):
                found[name] = ("", "")
            case ast.Expr(value=ast.Constant(value=str(words))) if name:
                found[name] = (found[name][0], " ".join(words.split()))
            case _:
                name = ""
    return found


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
