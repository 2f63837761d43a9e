"""The README's scripts are run as they stand."""

import ast
import asyncio
import inspect
import re
from pathlib import Path

import pytest

from postwire.state import Published
from postwire_threads.sandbox import Settings, serve

README = Path(__file__).parents[2] / "README.md"
BLOCKS = re.findall(r"<!-- tested: [^>]*-->\n```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)


def run(source, names):
    """Run a script that may await at its top level."""
    code = compile(source, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    outcome = eval(code, names)  # noqa: S307 - our own README
    if inspect.iscoroutine(outcome):
        asyncio.run(outcome)


def test_the_embedder_s_scripts_publish_sync_and_async(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocking, asynchronous = BLOCKS

    with serve() as sandbox:
        names = {"API_BASE": f"{sandbox.url}/v1.0", "TOKEN": Settings().token}
        run(blocking, names)
        first = names["delivery"]
        run(asynchronous, names)
        second = names["delivery"]
        names["engine"].store.close()

    assert isinstance(first.state, Published)
    assert isinstance(second.state, Published)
    assert first.state.receipt.post_id != second.state.receipt.post_id
    assert capsys.readouterr().out.count("permalink='https://www.threads.net/@sandbox/post/") == 2


def test_the_scripts_are_short():
    assert max(len(block.splitlines()) for block in BLOCKS) < 25


def test_every_make_target_that_the_readme_names_exists():
    makefile = (README.parent / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:`|\$ )make ([a-z]+)", README.read_text(encoding="utf-8"))):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_what_the_readme_points_to_exists(name):
    assert (README.parent / name).exists()
