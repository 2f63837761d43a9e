"""Good connectors with one mistake each, made out of their source."""

import importlib
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import postwire_corkboard
import postwire_threads

GOOD = {"corkboard": postwire_corkboard, "threads": postwire_threads}
CASSETTES = Path(__file__).parents[2] / "cassettes"

Wrong = Callable[[dict[str, str]], ModuleType]


@pytest.fixture
def cassettes() -> Path:
    return CASSETTES


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wrong]:
    """Make a wrong connector: a copy of a good one, as a package of its own, with one place replaced."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def make(mistake: dict[str, str]) -> ModuleType:
        good = GOOD[mistake["of"]]
        name = f"wrong_{mistake['name']}"
        folder = tmp_path / name
        source = Path(str(good.__file__)).parent
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("sandbox", "__pycache__"))
        target = folder / mistake["file"]
        target.write_text(replaced(target.read_text(), mistake["old"], mistake["new"]))
        for file in folder.rglob("*.py"):
            file.write_text(file.read_text().replace(good.__name__, name))
        made.append(name)
        return importlib.import_module(name)

    yield make
    for name in list(sys.modules):
        if name.partition(".")[0] in made:
            del sys.modules[name]


def replaced(source: str, old: str, new: str) -> str:
    """The source with one place replaced; later lines are moved in as far as the one where it begins."""
    first = textwrap.dedent(old).splitlines()[0]
    for line in source.splitlines():
        indent = line[: len(line) - len(line.lstrip())]
        if first in line and source.count(moved := _moved(old, indent)) == 1:
            return source.replace(moved, _moved(new, indent))
    raise AssertionError(f"{old!r} does not stand exactly once in the source any more; write the mistake anew")


def _moved(text: str, indent: str) -> str:
    return textwrap.indent(textwrap.dedent(text), indent).removeprefix(indent)
