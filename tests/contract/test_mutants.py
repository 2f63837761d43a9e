"""No dangerous mutant of the Threads connector survives its contract."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from postwire.state import Published
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge

MUTANTS = tomllib.loads(Path(__file__).with_name("mutants.toml").read_text())["mutant"]
LOOKED = ("exchanges.", "lifecycle.ends.", "errors.understood.")


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant["name"] for mutant in MUTANTS])
def test_a_dangerous_mutant_does_not_survive(
    mutant: dict[str, str], wrong: Callable[[dict[str, str]], ModuleType], cassettes: Path
) -> None:
    kit = Kit(wrong({"of": "threads", **mutant}), cassettes)
    checks = [check for check in checks_of(kit) if check.name.startswith(LOOKED)]

    found = any(judge(check, 1).result is Result.FAILED for check in checks)

    assert found or not is_whole(kit)


def is_whole(kit: Kit) -> bool:
    """Whether the receipt of a text says where the post is, and since when, as it was recorded."""
    text = next(scenario for scenario in kit.scenarios if scenario.name == "text")
    state = kit.replay(text, asynchronous=False).delivery.state
    if not isinstance(state, Published):
        return False
    receipt = state.receipt
    return (receipt.permalink or "").startswith("https://") and receipt.published_at is not None
