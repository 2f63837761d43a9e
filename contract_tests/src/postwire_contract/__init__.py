"""Proves a connector, offline: four lines of yours, or none with ``python -m postwire_contract check NAME``."""

from postwire_contract.check import SUITE_VERSION
from postwire_contract.suite import ContractSuite

__all__ = ["SUITE_VERSION", "ContractSuite"]
