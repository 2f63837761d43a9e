"""Bluesky keeps every promise, by recordings of its own server."""

import postwire_bluesky
from postwire_contract import ContractSuite


class TestBluesky(ContractSuite):
    connector = postwire_bluesky
