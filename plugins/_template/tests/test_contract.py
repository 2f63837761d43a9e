import postwire_corkboard
from postwire_contract import ContractSuite


class TestCorkboard(ContractSuite):
    connector = postwire_corkboard
