"""A platform that takes pictures alone is proven as thoroughly as one that takes texts."""

import sys

import pytest

import postwire_corkboard.sandbox
from postwire.manifest import Ability
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.record import record
from postwire_contract.report import report
from postwire_contract.subject import Subject
from postwire_contract.verdict import Result, judge_all

MISTAKE = {
    "of": "corkboard",
    "name": "pictures",
    "file": "platform.py",
    "old": "Ability.TEXT: Support.YES",
    "new": "Ability.TEXT: Support.NO",
}


@pytest.fixture
def kit(wrong, tmp_path, monkeypatch):
    """Corkboard without texts, recorded against its own sandbox."""
    pictures = wrong(MISTAKE)
    monkeypatch.setitem(sys.modules, f"{pictures.__name__}.sandbox", postwire_corkboard.sandbox)
    kit = Kit(pictures, tmp_path / "cassettes")
    for scenario in kit.scenarios:
        record(kit, scenario)
    return kit


def test_every_story_is_told_with_a_picture_and_every_check_passes(kit):
    names = {scenario.name for scenario in kit.scenarios}
    assert {"image", "reply", "lost_publish_answer", "lost_container", "delete", "token_revoked"} <= names
    assert "text" not in names
    assert all(kit.post(scenario).media for scenario in kit.scenarios)

    checks = [each for each in checks_of(kit) if each.chapter != "faults" or each.name.startswith("faults.html_502.")]
    verdicts = judge_all(checks, 1)

    assert [(one.check.name, one.words) for one in verdicts if one.result is Result.FAILED] == []
    ran = {verdict.check.name for verdict in verdicts}
    wanted = {"exchanges.publish_once", "exchanges.unknown_words", "validation.unsupported.text"}
    assert wanted | {"faults.html_502.refused.image", "exchanges.find_is_exact"} <= ran
    told = report(Subject(kit.module, kit.module.__name__, "", ""), kit, verdicts)
    standings = {proof["ability"]: proof["standing"] for proof in told["abilities"]}
    assert (standings[Ability.TEXT], standings[Ability.IMAGE], standings[Ability.FIND]) == (
        "refused",
        "proven",
        "proven",
    )
