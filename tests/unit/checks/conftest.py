"""An imaginary platform, whose manifest every test of the checks bends to its need."""

from datetime import date, timedelta

import attrs
import pytest

from postwire.manifest import Ability, Api, Limit, Manifest, Measure, Quota, Support
from postwire.source import Source

PAGE = Source("Imaginary reference", date(2026, 1, 2))


@pytest.fixture
def manifest():
    return Manifest(
        platform="imaginary",
        title="Imaginary",
        api=Api(base_url="https://api.imaginary.example", version="1", documentation="https://imaginary.example/docs"),
        abilities=dict.fromkeys(Ability, Support.YES),
        quotas=(Quota(name="posts", maximum=10, window=timedelta(hours=24), sources=(PAGE,)),),
        sources=(PAGE,),
    )


@pytest.fixture
def limited(manifest):
    """The manifest with one limit, or several, each given as the keywords of a limit."""

    def build(*limits, **changes):
        words = {"message": "{observed}; {allowed}; {excess}", "fix": "take {excess} out", "sources": (PAGE,)}
        made = tuple(
            Limit(**{"rule": f"imaginary.{given['measure']}", "measure": Measure.LINKS, **words, **given})
            for given in limits
        )
        return attrs.evolve(manifest, limits=made, **changes)

    return build
