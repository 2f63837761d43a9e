"""A repository for a connector of somebody's own, made of the template under another name, and green at once."""

import builtins
import io
import keyword
import re
import sys
import tokenize
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import yaml

from postwire.hookspecs import GROUP
from postwire_contract.seal import seal, seals_of

_HERE = Path(__file__).parent
_AROUND = _HERE / "repository"
"""What a repository needs beside the connector."""
_NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
_TITLE = re.compile(r"[^\W\d_][\w .&-]{0,39}(?<! )")
_SEAL = re.compile(r"^(  seal: )'?[0-9a-f]{16}'?$", re.MULTILINE)
_LEFT_OUT = {"__pycache__"}
_README_KEPT = "| file | hooks | what you decide |"
"""From here on the template's README is about the connector, before it about copying the template."""
_OURS = {"bluesky", "contract", "core", "demo", "mastodon", "plugin", "sandbox", "threads"}
"""Distributions that are postwire's own, or could be taken for it."""


class NotMade(ValueError):
    """No repository is made. Names the field, the value and the rule."""

    def __init__(self, field: str, value: str, rule: str, fix: str) -> None:
        super().__init__(f"{field} {value!r}: {rule}")
        self.field = field
        self.value = value
        self.fix = fix


def make(name: str, folder: Path, title: str | None = None, *, blank: bool = False) -> tuple[Path, ...]:
    """Write the repository and return its files; ``blank``: with hooks that only say what is missing in them.

    Raises `NotMade`; then nothing was written.
    """
    template, cassettes = _template()
    title = title if title is not None else name.capitalize()
    _check_name(name, template)
    _check_title(title)
    _check_folder(folder)
    texts = _blank_texts(template) if blank else _texts(template, cassettes)
    files = {_renamed(path, name, title): _renamed(text, name, title) for path, text in texts}
    files |= {path: _resealed(text) for path, text in files.items() if path.startswith("cassettes/")}
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return tuple(folder / path for path in sorted(files))


def _template() -> tuple[Path, Path]:
    """The template and its cassettes: in the wheel, or in the checkout that this runs from."""
    packed = _HERE / "template"
    if packed.is_dir():
        return packed / "connector", packed / "cassettes"
    root = _HERE.parents[2]
    return root / "plugins" / "_template", root / "cassettes" / "corkboard"


def _texts(template: Path, cassettes: Path | None) -> Iterator[tuple[str, str]]:
    """Every file of the repository under the template's name, with its text."""
    for path, text in _files(template):
        if path == "README.md":
            yield path, _around("README.head.md") + text[text.index(_README_KEPT) :]
        elif path == "pyproject.toml":
            yield path, text + _around("pyproject.tail.toml")
        else:
            yield path, text
    for path, text in _files(cassettes) if cassettes is not None else ():
        yield f"cassettes/corkboard/{path}", text
    yield "tests/test_contract.py", _around("test_contract.py.txt")
    yield ".gitignore", _around("gitignore")
    yield ".github/workflows/tests.yml", _around("workflow.yml")


def _blank_texts(template: Path) -> Iterator[tuple[str, str]]:
    """Every file of a repository whose hooks are to be written: no sandbox, no recordings."""
    kept = ("LICENSE", "pyproject.toml", "src/postwire_corkboard/py.typed")
    for path, text in _texts(template, None):
        if path in {*kept, "tests/test_contract.py", ".gitignore", ".github/workflows/tests.yml"}:
            yield path, re.sub(r"^sandbox = .*\n", "", text, flags=re.MULTILINE).replace("[sandbox,test]", "[test]")
    yield "README.md", _around("blank/README.md")
    for module in ("__init__", "hooks", "platform"):
        yield f"src/postwire_corkboard/{module}.py", _around(f"blank/{module}.py.txt")


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        strange = any(
            part in _LEFT_OUT or part.startswith(".") or part.endswith(".egg-info") for part in relative.parts
        )
        if path.is_file() and not strange:
            yield str(PurePosixPath(relative)), path.read_text(encoding="utf-8")


def _around(name: str) -> str:
    return (_AROUND / name).read_text(encoding="utf-8")


def _renamed(text: str, name: str, title: str) -> str:
    """The text under the new name. Class names take no blanks and dots."""
    joined = re.sub(r"\W", "", title)
    text = re.sub(r"(?<=[a-z])Corkboard|Corkboard(?=[A-Z])", joined, text)
    text = re.sub(r"(?<![A-Za-z])Corkboard", lambda _: title, text)
    return re.sub(r"(?<![A-Za-z])corkboard", name, text)


def _resealed(cassette: str) -> str:
    """A cassette whose answers have been renamed, with the seals that they have now."""
    told = yaml.safe_load(cassette)
    answers = enumerate((interaction["response"] for interaction in told["interactions"]), 1)
    seals = iter([seal(number, answer) for number, answer in answers])
    head, interactions, rest = cassette.partition("\ninteractions:\n")
    asked: str = yaml.safe_dump({"seals": seals_of(told)}, sort_keys=False)
    return (
        head.partition("\nseals:\n")[0]
        + "\n"
        + asked.rstrip("\n")
        + interactions
        + _SEAL.sub(lambda match: f"{match[1]}'{next(seals)}'", rest)
    )


def _check_name(name: str, template: Path) -> None:
    if not _NAME.fullmatch(name):
        raise NotMade(
            "NAME",
            name,
            "a platform's name has 2 to 31 lower-case letters and digits and begins with a letter, since it becomes "
            "part of a package's name, of a distribution's and of an address",
            "Choose another one, such as " + (re.sub(r"[^a-z0-9]|^[0-9]+", "", name.lower())[:31] or "acme") + ".",
        )
    announced = {entry.name: entry for entry in entry_points(group=GROUP)}
    if name in announced:
        entry = announced[name]
        origin = f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value
        raise NotMade(
            "NAME", name, f"{origin} is installed and announces this platform", "Choose another one, or uninstall it."
        )
    if name in _OURS:
        rule = f"postwire-{name} is a distribution of postwire itself, or could be taken for one"
        raise NotMade("NAME", name, rule, f"Take {name}net, for example.")
    if find_spec(f"postwire_{name}") is not None:
        raise NotMade("NAME", name, f"the package postwire_{name} exists already", "Choose another one.")
    if name in _words(template) or not isinstance(yaml.safe_load(name), str):
        raise NotMade(
            "NAME",
            name,
            "it means something else in Python or in the template's files",
            f"Take {name}net, for example.",
        )


def _words(template: Path) -> set[str]:
    """Names that the new one would collide with in the template's code."""
    found = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *sys.stdlib_module_names}
    for path, text in _files(template):
        if path.endswith(".py"):
            tokens = tokenize.generate_tokens(io.StringIO(text).readline)
            found |= {token.string for token in tokens if token.type == tokenize.NAME}
    return found - {"corkboard"}


def _check_title(title: str) -> None:
    if not _TITLE.fullmatch(title):
        raise NotMade(
            "--platform-title",
            title,
            "a title has 1 to 40 letters, digits, blanks, dots, hyphens and & and begins with a letter",
            "Shorten it; every text of the repository may be changed afterwards.",
        )


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotMade("--folder", str(folder), "it is a file", "Give a new or empty folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise NotMade("--folder", str(folder), "it is not empty, and nothing is overwritten", "Give a new folder.")
    if not folder.exists() and not folder.absolute().parent.is_dir():
        raise NotMade("--folder", str(folder), f"there is no folder {folder.parent}", "Make it first.")
