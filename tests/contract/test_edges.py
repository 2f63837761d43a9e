"""Every limit of the connectors in this repository is tried just inside and just beyond."""

from pathlib import Path

import pytest

import postwire_bluesky
import postwire_corkboard
import postwire_mastodon
import postwire_threads
from postwire_contract.edges import edges
from postwire_contract.kit import Kit

CONNECTORS = (postwire_bluesky, postwire_corkboard, postwire_mastodon, postwire_threads)
LIMITS = [
    (kit.manifest, limit)
    for kit in (Kit(each, Path("cassettes")) for each in CONNECTORS)
    for limit in kit.manifest.limits
]


@pytest.mark.parametrize(("manifest", "limit"), LIMITS, ids=[limit.rule for _, limit in LIMITS])
def test_there_is_a_post_on_either_side_of_it(manifest, limit):
    assert {edge.allowed for edge in edges(manifest, limit)} == {True, False}
