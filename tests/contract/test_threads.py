import postwire_threads
from postwire_contract import ContractSuite


class TestThreads(ContractSuite):
    connector = postwire_threads
