"""A new repository for a connector: under its own name throughout, and green at once."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from postwire.cli.group import postwire
from postwire_contract.chapters import checks_of
from postwire_contract.new import NotMade, make
from postwire_contract.report import report
from postwire_contract.subject import subject
from postwire_contract.verdict import judge_all


@pytest.fixture(scope="module")
def acme(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "postwire-acme"
    make("acme", folder, "Acme & Sons")
    return folder


def test_nothing_is_called_after_the_template(acme):
    for path in acme.rglob("*"):
        assert "corkboard" not in path.name.lower()
        if path.is_file():
            assert "corkboard" not in path.read_text(encoding="utf-8").lower(), path


def test_the_distribution_the_package_and_the_entry_point_have_the_name(acme):
    project = tomllib.loads((acme / "pyproject.toml").read_text())
    assert project["project"]["name"] == "postwire-acme"
    assert project["project"]["entry-points"]["postwire"] == {"acme": "postwire_acme"}
    assert {"sandbox", "test"} <= project["project"]["optional-dependencies"].keys()
    assert (acme / "src/postwire_acme/__init__.py").is_file()


def test_the_contract_is_four_lines_and_a_class_that_may_be_called_so(acme):
    lines = [line for line in (acme / "tests/test_contract.py").read_text().splitlines() if line]
    assert len(lines) == 4
    assert "class TestAcmeSons(ContractSuite):" in lines


def test_everything_that_is_python_yaml_or_toml_can_be_read(acme):
    for path in acme.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"))
    for path in [*acme.rglob("*.yaml"), *acme.rglob("*.yml")]:
        assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_what_a_repository_needs_lies_around_it(acme):
    for name in ("README.md", "LICENSE", ".gitignore", ".github/workflows/tests.yml", "cassettes/acme/text.yaml"):
        assert (acme / name).is_file(), name
    readme = (acme / "README.md").read_text()
    assert "Copy the folder" not in readme
    assert "## The Acme & Sons API" in readme


def test_its_tests_pass_at_once(acme):
    quick = "not faults and not cut"
    path = os.pathsep.join([str(acme / "src"), os.environ.get("PYTHONPATH", "")])
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", quick],
        cwd=acme,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    assert " passed" in run.stdout


@pytest.mark.parametrize(
    "name", ["", "A", "a", "Acme", "1st", "my-site", "my_site", "café", "a b", "x" * 32, "../etc", "acme\n"]
)
def test_a_name_that_could_be_no_package_is_refused_with_the_rule(tmp_path, name):
    with pytest.raises(NotMade, match="2 to 31 lower-case letters and digits") as refused:
        make(name, tmp_path / "new")
    assert refused.value.field == "NAME"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", ["json", "class", "match", "pytest", "httpx", "board", "on", "yes", "null", "print"])
def test_a_name_that_means_something_already_is_refused(tmp_path, name):
    with pytest.raises(NotMade, match="means something else"):
        make(name, tmp_path / "new")


def test_the_name_of_an_installed_platform_is_refused_and_so_are_ours(tmp_path):
    with pytest.raises(NotMade, match=r"postwire-threads 0\.1\.0 is installed"):
        make("threads", tmp_path / "new")
    with pytest.raises(NotMade, match="postwire_corkboard exists already"):
        make("corkboard", tmp_path / "new")


@pytest.mark.parametrize("name", ["contract", "core", "bluesky", "sandbox"])
def test_the_name_of_a_distribution_of_postwire_is_refused_where_it_is_not_installed(tmp_path, monkeypatch, name):
    monkeypatch.setattr("postwire_contract.new.entry_points", lambda **_: ())
    monkeypatch.setattr("postwire_contract.new.find_spec", lambda _: None)
    with pytest.raises(NotMade, match=f"postwire-{name} is a distribution of postwire itself"):
        make(name, tmp_path / "new")


@pytest.mark.parametrize("title", ["", " A", "A ", '"', "A\\B", "{observed}", "A\nB", "<b>", "x" * 41, "1st"])
def test_a_title_that_would_break_the_files_is_refused(tmp_path, title):
    with pytest.raises(NotMade) as refused:
        make("acme", tmp_path / "new", title)
    assert refused.value.field == "--platform-title"


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(NotMade, match="not empty"):
        make("acme", tmp_path)
    with pytest.raises(NotMade, match="it is a file"):
        make("acme", tmp_path / "mine.txt")
    with pytest.raises(NotMade, match="there is no folder"):
        make("acme", tmp_path / "none" / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_will_do(tmp_path):
    assert tmp_path / "pyproject.toml" in make("acme", tmp_path)


def test_the_command_makes_it_beside_and_says_what_is_next(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = CliRunner().invoke(postwire, ["new", "acme"])
    assert made.exit_code == 0
    assert "pip install -e '.[sandbox,test]'" in made.stdout
    assert 'title="Acme"' in Path("postwire-acme/src/postwire_acme/platform.py").read_text()
    again = CliRunner().invoke(postwire, ["new", "acme", "--json"])
    assert again.exit_code == 2
    error = json.loads(again.stdout)["error"]
    assert (error["field"], error["value"]) == ("--folder", "postwire-acme")
    assert error["fix"]


def test_the_command_says_what_it_needs(monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(f"No module named {name!r}", name="postwire_contract")

    monkeypatch.setattr("postwire.cli.new.import_module", missing)
    told = CliRunner().invoke(postwire, ["new", "acme"])
    assert told.exit_code == 3
    assert "pip install postwire-contract" in told.stderr


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """A connector that has to be written, and what the contract suite says of it."""
    folder = tmp_path_factory.mktemp("blank") / "postwire-pinwall"
    make("pinwall", folder, blank=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(folder / "src")
        pinwall = subject("", "postwire_pinwall")
        kit = pinwall.kit(folder / "cassettes")
        quick = [check for check in checks_of(kit) if not check.name.startswith("faults.")]
        return folder, report(pinwall, kit, judge_all(quick, 1))


def test_in_a_blank_repository_every_hook_fails_with_its_instruction_and_the_readme_lists_it(blank):
    folder, told = blank
    failed = {line["name"]: line["words"] for line in told["checks"] if line["result"] == "failed"}
    readme = (folder / "README.md").read_text()
    written = [name for name in failed if name.startswith("hooks.written.")]
    assert len(written) == 8
    for name in [*written, "manifest.sources"]:
        assert f"`{name}`" in readme
    assert "exactly one request" in failed["hooks.written.publish"]
    assert "MANIFEST.scopes_for" in failed["hooks.written.required_scopes"]
    assert "record pinwall text" in failed["lifecycle.ends.text.blocking"]


def test_a_blank_repository_has_no_sandbox_and_nothing_of_the_template(blank):
    folder, _ = blank
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    assert project["project"]["optional-dependencies"].keys() == {"test"}
    texts = [path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in {".py", ".md", ".toml"}]
    assert not [text for text in texts if "corkboard" in text.lower() or "sandbox,test" in text]
