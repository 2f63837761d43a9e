"""The pytest plugin: turns a `ContractSuite` into one test for each check."""

from pathlib import Path

import pytest

from postwire_contract.suite import ContractSuite

_CASSETTES = "postwire_cassettes"
_ANSWERS = "postwire_answers"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Two ini options."""
    parser.addini(_CASSETTES, "folder with the recorded conversations, PLATFORM/SCENARIO.yaml", default="cassettes")
    parser.addini(_ANSWERS, "folder with real answers that `classify` kept", default="tests/answers")


def pytest_configure(config: pytest.Config) -> None:
    """What only warns goes on warning, also where all other warnings are errors."""
    config.addinivalue_line("filterwarnings", "default::postwire_contract.failure.ContractWarning")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The manifest selects the tests."""
    if "contract_check" not in metafunc.fixturenames or metafunc.cls is None:
        return
    if not issubclass(metafunc.cls, ContractSuite):
        return
    cassettes, answers = (
        Path(metafunc.config.rootpath, metafunc.config.getini(option)) for option in (_CASSETTES, _ANSWERS)
    )
    checks = metafunc.cls.contract_checks(cassettes, answers)
    metafunc.parametrize("contract_check", checks, ids=[check.name for check in checks])
