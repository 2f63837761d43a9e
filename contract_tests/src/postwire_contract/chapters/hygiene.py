"""A connector is pure description: no network, no clock, no secrets; and its cassettes hold none."""

import ast
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from types import ModuleType

from postwire import hookspecs
from postwire.redaction import encoded
from postwire_contract import plain_yaml, tape
from postwire_contract.check import Check
from postwire_contract.failure import Broken, Skipped, Warned
from postwire_contract.journey import CANARY
from postwire_contract.kit import Kit
from postwire_contract.seal import edited_by_hand

_REACHING = {
    "aiohttp", "asyncio", "http", "httpx", "logging", "os", "pathlib", "random", "requests", "secrets", "shutil",
    "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib3", "uuid",
}  # fmt: skip
_RULES = {"checks", "counting", "defaults", "links", "redaction"}
"""What a connector may use beside the words that the hooks are about."""
_CLOCKS = {"now", "utcnow", "today"}
_TOKENS = re.compile(r"\bTH[A-Z][\w-]{20,}|\bEAA\w{20,}|Bearer\s+[\w.-]{12,}|eyJ[\w-]{10,}\.[\w-]{10,}")
_MAIL = re.compile(r"[\w.+-]+@(?!example\.com)[\w-]+\.[a-z]{2,}")


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    yield Check(
        name="hygiene.imports",
        promise="the connector imports words and hookspecs, and nothing that reaches the world",
        run=partial(_imports, kit),
    )
    yield Check(name="hygiene.clock", promise="the connector reads no clock and draws no lot", run=partial(_clock, kit))
    yield Check(
        name="hygiene.no_token", promise="no credential stands in the connector's source", run=partial(_no_token, kit)
    )
    for path in sorted(kit.cassettes.glob("*.yaml")):
        yield Check(
            name=f"hygiene.cassette.{path.stem}",
            promise="the cassette belongs to a scenario, is as recorded, holds no secret, and says where it comes from",
            run=partial(_cassette, kit, path),
        )
        yield Check(
            name=f"hygiene.fresh.{path.stem}",
            promise=f"the cassette is younger than {tape.FRESH_DAYS} days",
            run=partial(_fresh, kit, path),
        )


def _sources(kit: Kit) -> dict[str, ast.Module]:
    """The connector's own modules that its hooks lead to, parsed."""
    if not isinstance(kit.module, ModuleType) or not kit.module.__file__:
        raise Skipped("not_a_module", "the connector is no module, so its source cannot be read")
    return _reached(kit.module.__name__)


def _reached(start: str) -> dict[str, ast.Module]:
    """A module and all of its package that it leads to, parsed."""
    package = start.partition(".")[0]
    found: dict[str, ast.Module] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        module = sys.modules.get(name)
        if name in found or module is None or not getattr(module, "__file__", None):
            continue
        found[name] = _parsed(Path(str(module.__file__)).read_text(encoding="utf-8"))
        waiting += [target for target in _imported(found[name]) if target.partition(".")[0] == package]
    return found


@cache
def _allowed() -> frozenset[str]:
    """Modules of postwire that a connector may import: hookspecs, and whatever its signatures are made of."""
    return frozenset(name.partition(".")[2] for name in _reached(hookspecs.__name__)) | _RULES


@lru_cache(maxsize=1024)
def _parsed(source: str) -> ast.Module:
    """Kept: every check reads the same."""
    return ast.parse(source)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imports(kit: Kit) -> None:
    for name, tree in _sources(kit).items():
        for target in _imported(tree):
            top, _, rest = target.partition(".")
            if top in _REACHING:
                raise Broken(
                    f"{name} imports {target}; a connector describes requests and never reaches the world itself"
                )
            word = rest.partition(".")[0]
            if top == "postwire" and word and word not in _allowed() and not _is_name(tree, target):
                raise Broken(f"{name} imports {target}; a connector needs postwire's words and hookspecs only")


def _is_name(tree: ast.Module, target: str) -> bool:
    """Whether the target is a name out of an allowed module, rather than a module."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module != "postwire"
        and target.startswith(f"{node.module}.")
        and (node.module or "").partition(".")[2].partition(".")[0] in _allowed()
        for node in ast.walk(tree)
    )


def _clock(kit: Kit) -> None:
    for name, tree in _sources(kit).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CLOCKS:
                raise Broken(
                    f"{name}, line {node.lineno}, calls {ast.unparse(node.func)}(); times come with the arguments, "
                    "or the conversation cannot be replayed"
                )


def _no_token(kit: Kit) -> None:
    for name, tree in _sources(kit).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_secret(node.value):
                raise Broken(
                    f"{name}, line {node.lineno}, holds something that looks like a token; take it out and revoke it: "
                    "tokens are handed to the engine, and a connector never sees one"
                )


def _is_secret(text: str) -> bool:
    """Whether it is drawn by lot: names of errors are as long, and spelt in capitals."""
    return any(re.search("[0-9]", found) and re.search("[a-z]", found) for found in _TOKENS.findall(text))


def _cassette(kit: Kit, path: Path) -> None:
    loaded = tape.load(path, kit.manifest.api.base_url)
    known = {scenario.name for scenario in kit.scenarios}
    if path.stem not in known:
        raise Broken(f"{path.name} belongs to no scenario that the manifest selects ({', '.join(sorted(known))})")
    if (loaded.provenance.platform, loaded.provenance.scenario) != (kit.manifest.platform, path.stem):
        raise Broken(
            f"{path.name} says it is scenario {loaded.provenance.scenario} of {loaded.provenance.platform}; "
            "was it copied? Record it"
        )
    if loaded.provenance.against not in {"sandbox", "live"}:
        raise Broken(f"{path.name}: provenance.recorded_against is {loaded.provenance.against!r}; say sandbox or live")
    text = path.read_text(encoding="utf-8")
    if edited := edited_by_hand(plain_yaml.read(text)):
        raise Broken(f"{path.name}: {edited}; record it again: {loaded.provenance.again}")
    if any(one in text for one in (CANARY, *encoded(CANARY))) or _TOKENS.search(text):
        raise Broken(f"{path.name} holds something that looks like a token; delete the file and record it again")
    if found := _MAIL.search(text):
        raise Broken(f"{path.name} holds an e-mail address ({found.group()[:3]}...); record it again")


def _fresh(kit: Kit, path: Path) -> None:
    told = tape.load(path, kit.manifest.api.base_url).provenance
    age = (datetime.now(UTC).date() - told.recorded).days
    if age < -1:  # a day ahead is another time zone
        raise Broken(f"{path.name}: provenance.recorded is {told.recorded}, a day to come; record it again")
    if age > tape.FRESH_DAYS:
        raise Warned(f"{path.name} was recorded {age} days ago, and platforms change; record it again: {told.again}")
