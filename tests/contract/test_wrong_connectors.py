"""The suite finds every mistake, and says it in the right chapter; good connectors are caught by nothing."""

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from postwire_contract.chapters import checks_of
from postwire_contract.check import Check
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge

WRONG = tomllib.loads(Path(__file__).with_name("wrong_connectors.toml").read_text())["wrong"]
SAMPLE = ("faults.read_timeout.text", "faults.truncated_json.refused.text", "faults.server_error_json.accepted.delete",
          "lifecycle.cut.text.blocking", "lifecycle.cut.delete.async")  # fmt: skip
"""Of the checks that break a journey at every request; ``POSTWIRE_ALL_CHECKS=1`` runs all of them."""


DATA = ("platform.py", "validation.py")
"""Mistakes in these cannot change what is said to the platform, only whether anything is said."""
TOLD = ("lifecycle.ends.text.", "lifecycle.ends.link.", "lifecycle.ends.option_colour.", "exchanges.publish_last.text")


def is_chosen(check: Check, file: str) -> bool:
    if "POSTWIRE_ALL_CHECKS" in os.environ:
        return True
    if check.name.startswith(("hygiene.cassette.", "hygiene.fresh.")):
        return False  # the recordings are those of the good connector
    slow = check.name.startswith(("faults.", "lifecycle.cut."))
    if slow:
        return check.name in SAMPLE and file not in DATA
    if check.name.startswith(("lifecycle.ends.", "exchanges.", "errors.understood.")) and file in DATA:
        return check.name.startswith(TOLD)
    return not (check.name.startswith("lifecycle.ends.") and check.name.endswith(".async")) or ".text." in check.name


@pytest.mark.parametrize("mistake", WRONG, ids=[mistake["name"] for mistake in WRONG])
def test_every_mistake_fails_its_own_checks_and_no_other(
    mistake: dict[str, Any], wrong: Callable[[dict[str, str]], ModuleType], cassettes: Path
) -> None:
    kit = Kit(wrong(mistake), cassettes)
    verdicts = [judge(check, 1) for check in checks_of(kit) if is_chosen(check, mistake["file"])]
    failed = {verdict.check.name: verdict.words for verdict in verdicts if verdict.result is Result.FAILED}

    allowed = tuple(mistake["fails"])
    assert [name for name in failed if not name.startswith(allowed)] == []
    assert [prefix for prefix in allowed if not any(name.startswith(prefix) for name in failed)] == []
    assert any(mistake["word"] in words for words in failed.values()), failed


def test_there_are_enough_of_them_and_no_name_twice() -> None:
    names = [mistake["name"] for mistake in WRONG]

    assert len(names) == len(set(names)) >= 25
