"""Every test of a driver runs blocking and on an event loop."""

import pytest
from tests.unit.drive.holding import Hold

import postwire_corkboard
from postwire.connector import Connector
from postwire.registry import Registry


@pytest.fixture
def connector() -> Connector:
    return Registry.of(postwire_corkboard)["corkboard"]


@pytest.fixture(params=[True, False], ids=["blocking", "async"])
def hold(request: pytest.FixtureRequest, connector: Connector) -> Hold:
    return Hold(connector, blocking=request.param)
