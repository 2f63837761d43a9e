"""The whole suite as one class: what a connector's author subclasses."""

import warnings
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from postwire_contract.answers import answer_checks
from postwire_contract.chapters import checks_of
from postwire_contract.check import SUITE_VERSION, Check
from postwire_contract.failure import ContractWarning
from postwire_contract.kit import Kit
from postwire_contract.verdict import Result, judge


class ContractSuite:
    """Subclass it, name the connector, and every check that its manifest selects becomes a test."""

    connector: ClassVar[ModuleType | object]
    meets: ClassVar[int] = SUITE_VERSION
    """The suite version that the connector meets; newer checks warn instead of failing."""
    cassettes: ClassVar[Path | None] = None
    """The folder that holds ``PLATFORM/SCENARIO.yaml``; None: the ini option ``postwire_cassettes``."""

    answers: ClassVar[Path | None] = None
    """The folder where ``classify`` keeps real answers; None: the ini option ``postwire_answers``."""

    thorough: ClassVar[bool] = False
    """Whether every scenario fails in every way through both drivers: five times the checks, and the time."""

    @classmethod
    def contract_checks(cls, cassettes: Path, answers: Path) -> tuple[Check, ...]:
        """The checks, in order."""
        kit = Kit(cls.connector, cls.cassettes or cassettes, thorough=cls.thorough)
        return (*checks_of(kit), *answer_checks(kit.connector, cls.answers or answers))

    def test_contract(self, contract_check: Check) -> None:
        """One promise."""
        verdict = judge(contract_check, self.meets)
        match verdict.result:
            case Result.FAILED:
                pytest.fail(
                    f"{contract_check.name}: {verdict.words}\n(promise: {contract_check.promise})", pytrace=False
                )
            case Result.WARNED:
                warnings.warn(f"{contract_check.name}: {verdict.words}", ContractWarning, stacklevel=1)
            case Result.SKIPPED:
                pytest.skip(f"[{verdict.reason}] {verdict.words}")
            case Result.PASSED:
                pass
