"""The pytest plugin: turns a `ContractSuite` into one test for each check."""

from pathlib import Path

import pytest

from postwire_contract.suite import ContractSuite

_INI = "postwire_cassettes"


def pytest_addoption(parser: pytest.Parser) -> None:
    """One ini option."""
    parser.addini(_INI, "folder with the recorded conversations, PLATFORM/SCENARIO.yaml", default="cassettes")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The manifest selects the tests."""
    if "contract_check" not in metafunc.fixturenames or metafunc.cls is None:
        return
    if not issubclass(metafunc.cls, ContractSuite):
        return
    folder = Path(metafunc.config.rootpath, metafunc.config.getini(_INI))
    checks = metafunc.cls.contract_checks(folder)
    metafunc.parametrize("contract_check", checks, ids=[check.name for check in checks])
