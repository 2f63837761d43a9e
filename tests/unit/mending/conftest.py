from pathlib import Path

import pytest

from postwire.demo.media.make_faulty import FILMS, NOISE, make_film, make_noise
from postwire.manifest import Ability, Api, Limit, Manifest, Measure, Support


@pytest.fixture(scope="session")
def faulty(tmp_path_factory):
    """A folder whose files are made when they are asked for."""
    folder = tmp_path_factory.mktemp("faulty")

    def make(name: str) -> Path:
        path = folder / name
        if not path.exists():
            make_noise(path) if name == NOISE else make_film(path, FILMS[name])
        return path

    return make


@pytest.fixture
def platform():
    """A manifest that has the limits of a test only."""

    def make(**bounds) -> Manifest:
        limits = tuple(
            Limit(rule=f"toy.{name}", measure=Measure[name.upper()], message="{observed}", fix="Mend it.", **bound)
            for name, bound in bounds.items()
        )
        return Manifest(
            platform="toy",
            title="Toy",
            api=Api(base_url="https://toy.example", version="1", documentation="https://toy.example/docs"),
            abilities={Ability.VIDEO: Support.YES, Ability.IMAGE: Support.YES},
            limits=limits,
        )

    return make
