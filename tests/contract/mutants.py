"""Mutate a connector and see whether the contract suite notices. ``python tests/contract/mutants.py [MODULE...]``.

cosmic-ray makes the mutants of a module (comparisons, constants, conditions, loops, exceptions), each is put into a
copy of the package, and the suite's checks run on it in this process until one fails. Ends with 1 if any survives.
"""

import importlib
import random
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

import postwire_threads
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge

MODULES = ("publishing.py", "containers.py", "listing.py")
CASSETTES = Path(__file__).parents[2] / "cassettes"
SOURCE = Path(str(postwire_threads.__file__)).parent
MOST = 40
"""Mutants of one module; which ones is drawn with a fixed seed."""
SKIPPED = ("manifest.", "scopes.", "validation.", "hygiene.", "errors.ugly.", "faults.", "lifecycle.cut.")
"""What has nothing to say about these modules, or only says again at length what the rest says."""


def main(modules: list[str]) -> int:
    """Print one line for each mutant, survivors last."""
    warnings.simplefilter("ignore")
    survivors, number = [], 0
    for module in modules or MODULES:
        found = sorted(set(mutants(SOURCE / module)))
        chosen = random.Random(0).sample(found, min(MOST, len(found)))  # noqa: S311 - drawn, not guessed
        for change, source in sorted(chosen):
            number += 1
            killer = killed(f"mutant_{number}", module, source)
            print(f"{number} {module} {change}: {killer or 'SURVIVED'}", flush=True)  # noqa: T201 - a command's output
            survivors += [] if killer else [f"{number} {module} {change}"]
    print(f"{number} mutants, {len(survivors)} survived", *survivors, sep="\n")  # noqa: T201 - as above
    return 1 if survivors else 0


def mutants(path: Path) -> Iterator[tuple[str, str]]:
    """Every mutant of a module: what was changed, and the source."""
    source = path.read_text()
    for name in operator_names():
        operator = get_operator(name)
        if operator.arguments():
            continue
        occurrence = 0
        while (mutated := mutate_code(source, operator(), occurrence)) is not None:
            text = mutated.decode() if isinstance(mutated, bytes) else mutated
            if text != source:
                yield _change(source, text), text
            occurrence += 1


def _change(source: str, mutated: str) -> str:
    old, new = source.splitlines(), mutated.splitlines()
    at = next((number for number, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), len(new) - 1)
    return f"line {at + 1}: {old[at].strip()} -> {new[at].strip()}"


def killed(name: str, module: str, source: str) -> str:
    """The first check that fails; empty: it lives."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, name)
        shutil.copytree(SOURCE, package, ignore=shutil.ignore_patterns("sandbox", "__pycache__"))
        (package / module).write_text(source)
        for file in package.rglob("*.py"):
            file.write_text(file.read_text().replace("postwire_threads", name))
        sys.path.insert(0, folder)
        try:
            kit = Kit(importlib.import_module(name), CASSETTES)
            checks = [check for check in checks_of(kit) if not check.name.startswith(SKIPPED)]
            return next((check.name for check in checks if judge(check, 1).result is Result.FAILED), "")
        except Exception as error:  # noqa: BLE001 - a mutant may raise anything
            return f"{type(error).__name__} on import"
        finally:
            sys.path.remove(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
