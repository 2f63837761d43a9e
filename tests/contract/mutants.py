"""Mutate the Threads connector where it speaks, and see who notices. ``python tests/contract/mutants.py [MODULE...]``.

cosmic-ray makes the mutants of a module (comparisons, constants, conditions, loops, exceptions); annotations do
nothing and are left alone. Each mutant is put into a copy of the package. The contract suite's checks run on it until
one fails; what they let live is shown to the connector's own tests. Ends with 1 if any survives that is not known to be
harmless.
"""

import ast
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

import postwire_threads
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge

MODULES = ("publishing.py", "receipts.py", "reposts.py", "containers.py", "listing.py")
ROOT = Path(__file__).parents[2]
CASSETTES = ROOT / "cassettes"
OWN_TESTS = [
    ROOT / "plugins/threads/tests" / name for name in ("test_conversations.py", "test_reposts.py", "test_options.py")
]
PACKAGE = postwire_threads.__name__
SKIPPED = ("manifest.", "scopes.", "validation.", "hygiene.", "errors.ugly.", "faults.", "lifecycle.cut.")
"""What has nothing to say about these modules, or only says again at length what the rest says."""
SURVIVED = "SURVIVED"
IGNORED = shutil.ignore_patterns("__pycache__")
HARMLESS = {
    "_item(post.media[0]) -> _item(post.media[ -1])": "there is no other there",
    "is MediaKind.VIDEO else -> == MediaKind.VIDEO else": "a member of an enumeration equals itself only",
    "is MediaKind.VIDEO else -> >= MediaKind.VIDEO else": "of two kinds none comes behind it",
}


def main(modules: list[str]) -> int:
    """Print one line for each mutant, and the figures."""
    warnings.simplefilter("ignore")
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        good = Path(folder, PACKAGE)  # of one moment: the source may be worked on meanwhile
        shutil.copytree(Path(str(postwire_threads.__file__)).parent, good, ignore=IGNORED)
        for module in modules or MODULES:
            unchanged = (good / module).read_text()
            if (fault := fate(good, f"good_{Path(module).stem}", module, "", unchanged))[0] != SURVIVED:
                print(f"{module} as it is: {' '.join(fault)}; mend that first")  # noqa: T201 - a command's output
                return 2
            for number, (change, source) in enumerate(sorted(set(mutants(unchanged))), 1):
                end, by = fate(good, f"mutant_{Path(module).stem}_{number}", module, change, source)
                ends[end] += 1
                print(f"{module} {change}: {end}{by and f' ({by})'}", flush=True)  # noqa: T201 - as above
    print(f"{ends.total()} mutants:", ", ".join(f"{count} {end}" for end, count in ends.items()))  # noqa: T201 - as above
    return 1 if ends[SURVIVED] else 0


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Every mutant of a module that is another program: what was changed, and the source."""
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():
            continue
        occurrence = 0
        while (mutated := mutate_code(source, operator(), occurrence)) is not None:
            text = mutated.decode() if isinstance(mutated, bytes) else mutated
            if _does(text) not in {None, _does(source)}:
                yield _change(source, text), text
            occurrence += 1


def fate(good: Path, name: str, module: str, change: str, source: str) -> tuple[str, str]:
    """What came of a mutant, and by which check or for which reason."""
    if check := _found_by_contract(good, name, module, source):
        return "found by the contract", check
    if _found_by_own_tests(good, module, source):
        return "found by the connector's own tests", ""
    reason = next((reason for harmless, reason in HARMLESS.items() if _fits(harmless, change)), "")
    return ("harmless", reason) if reason else (SURVIVED, "")


def _found_by_contract(good: Path, name: str, module: str, source: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        _copy(good, Path(folder, name), module, source)
        sys.path.insert(0, folder)
        try:
            kit = Kit(importlib.import_module(name), CASSETTES)
            checks = [check for check in checks_of(kit) if not check.name.startswith(SKIPPED)]
            return next((check.name for check in checks if judge(check, 1).result is Result.FAILED), "")
        except Exception as error:  # noqa: BLE001 - a mutant may raise anything
            return f"{type(error).__name__} on import"
        finally:
            sys.path.remove(folder)


def _found_by_own_tests(good: Path, module: str, source: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        _copy(good, Path(folder, PACKAGE), module, source)
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", *OWN_TESTS],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])},
            capture_output=True,
            check=False,
        )
        return run.returncode != 0


def _copy(good: Path, package: Path, module: str, source: str) -> None:
    """The connector under the package's name, with one module in place of its own."""
    shutil.copytree(good, package)
    (package / module).write_text(source)
    for file in package.rglob("*.py"):
        file.write_text(file.read_text().replace(PACKAGE, package.name))


def _does(source: str) -> str | None:
    """The program without its annotations; None: it is none."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def _change(source: str, mutated: str) -> str:
    old, new = source.splitlines(), mutated.splitlines()
    at = next((number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), len(new) - 1)
    return f"line {at + 1}: {old[at].strip()} -> {new[at].strip()}"


def _fits(harmless: str, change: str) -> bool:
    """Whether a change is the one that is known, wherever it stands."""
    before, _, after = change.partition(": ")[2].partition(" -> ")
    known_before, _, known_after = harmless.partition(" -> ")
    return known_before in before and before.replace(known_before, known_after) == after


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
