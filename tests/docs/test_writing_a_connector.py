"""The tutorial's connector is executed, and passes the contract suite; the reference is not stale."""

import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest

import postwire_corkboard
from postwire import hookspecs
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.reference import hooks, reference
from postwire_contract.verdict import Result, judge_all

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "WRITING_A_CONNECTOR.md"


@pytest.fixture
def tutorial(tmp_path, monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "tutorial_connector.py"
    path.write_text("\n\n".join(blocks), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("tutorial_connector", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "tutorial_connector", module)
    spec.loader.exec_module(module)
    return module


def test_the_connector_of_the_tutorial_passes_the_contract_suite(tutorial, tmp_path):
    selected = Kit(tutorial, tmp_path).scenarios
    folder = tmp_path / "cassettes" / "corkboard"
    folder.mkdir(parents=True)
    for scenario in selected:
        recorded = ROOT / "cassettes" / "corkboard" / f"{scenario.name}.yaml"
        if recorded.exists():
            shutil.copy(recorded, folder)

    checks = [check for check in checks_of(Kit(tutorial, folder.parent)) if check.chapter != "faults"]
    verdicts = judge_all(checks, 1)

    failed = [f"{v.check.name}: {v.words}" for v in verdicts if v.result not in {Result.PASSED, Result.SKIPPED}]
    assert failed == []
    assert {"lifecycle.ends.text.async", "lifecycle.ends.delete.blocking"} <= {
        v.check.name for v in verdicts if v.result is Result.PASSED
    }


def test_the_reference_says_what_the_code_says():
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")

    assert written == reference(postwire_corkboard, ROOT / "cassettes"), (
        "run: PYTHONPATH=plugins/_template/src python -m postwire_contract.reference docs/reference.md"
    )


def test_the_reference_tells_of_every_hook_and_of_every_field():
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    source = Path(str(hookspecs.__file__)).read_text(encoding="utf-8")
    marked = re.findall(r"^@hookspec.*\ndef (\w+)\(", source, re.MULTILINE)

    assert hooks() == marked
    assert [name for name in marked if f"\n### `{name}(" not in written] == []
    for field in ("refresh_before", "keep_alive", "entry_length", "settle", "only_if", "seen"):
        assert f"\n| `{field}` | no | " in written or f"\n| `{field}` | yes | " in written
