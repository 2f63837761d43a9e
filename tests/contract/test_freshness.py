"""A recording that has grown old warns and fails nothing; one of a day to come was edited."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

import postwire_corkboard
from postwire_contract.chapters import checks_of
from postwire_contract.kit import Kit
from postwire_contract.tape import FRESH_DAYS
from postwire_contract.verdict import Result, judge

CASSETTE = Path(__file__).parents[2] / "cassettes" / "corkboard" / "text.yaml"

pytest_plugins = ["pytester"]


def of_age(folder: Path, days: int) -> None:
    told = yaml.safe_load(CASSETTE.read_text(encoding="utf-8"))
    told["provenance"]["recorded"] = datetime.now(UTC).date() - timedelta(days=days)
    (folder / "corkboard").mkdir(parents=True)
    (folder / "corkboard" / "text.yaml").write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("days", "result", "words"),
    [
        (0, Result.PASSED, ""),
        (FRESH_DAYS, Result.PASSED, ""),
        (FRESH_DAYS + 1, Result.WARNED, f"text.yaml was recorded {FRESH_DAYS + 1} days ago, and platforms change"),
        (-1, Result.PASSED, ""),
        (-2, Result.FAILED, "a day to come; record it again"),
    ],
)
def test_age_is_told_by_the_day(tmp_path, days, result, words):
    of_age(tmp_path, days)
    kit = Kit(postwire_corkboard, tmp_path)
    (check,) = (check for check in checks_of(kit) if check.name == "hygiene.fresh.text")

    verdict = judge(check, 1)

    assert verdict.result is result
    assert words in verdict.words
    if result is Result.WARNED:
        assert verdict.words.endswith("record it again: " + kit.command(kit.scenarios[0]) + "  # anybody")


def test_in_pytest_it_is_a_warning_even_where_warnings_are_errors(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(str(postwire_corkboard.__file__)).parents[1]))
    of_age(pytester.path / "cassettes", FRESH_DAYS + 1)
    pytester.makeini("[pytest]\nfilterwarnings = error")
    pytester.makepyfile(
        """
        import postwire_corkboard
        from postwire_contract import ContractSuite

        class TestCorkboard(ContractSuite):
            connector = postwire_corkboard
        """
    )

    ran = pytester.runpytest_subprocess("-q", "-k", "fresh and text")

    ran.assert_outcomes(passed=1, warnings=1)
    ran.stdout.fnmatch_lines(["*ContractWarning: hygiene.fresh.text: text.yaml was recorded 366 days ago*"])
