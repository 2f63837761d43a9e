"""Every promise of a connector, against conversations with a real snac2."""

import postwire_mastodon
from postwire_contract import ContractSuite


class TestMastodon(ContractSuite):
    connector = postwire_mastodon
