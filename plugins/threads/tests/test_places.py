"""What is asked to find places, and what is made of the answers. No network."""

import json

import pytest

import postwire_threads as threads
from postwire.exchange import Refused, Reply
from postwire.location import Location
from postwire_contract.rehearsal import converse


def held(exchange, told):
    asked = []

    def reply(request):
        asked.append(request)
        return Reply(200, json.dumps(told))

    value = converse(exchange, reply)
    return asked[0], value


def test_places_are_read_with_ids_of_both_kinds_and_without_what_has_none():
    told = {"data": [{"id": 5, "name": "Here", "city": 7}, {"id": "6"}, {"name": "Nowhere"}, 5, {"id": True}]}
    _, found = held(threads.locations("h"), told)
    assert found == (Location(id="5", name="Here"), Location(id="6"))
    with pytest.raises(Refused):
        held(threads.locations("h"), {})


@pytest.mark.parametrize(
    ("point", "sent"),
    [((53.55, -9.99), ("53.55", "-9.99")), ((0.0, -0.00000001), ("0", "-0")), ((1e-7, 180.0), ("0", "180"))],
)
def test_a_point_is_written_without_an_exponent(point, sent):
    request, found = held(threads.nearby(*point), {"data": []})
    assert (request.path, found) == ("/location_search", ())
    assert (request.query["latitude"], request.query["longitude"]) == sent


def test_a_place_is_read_by_its_id():
    told = {"id": "7", "name": "Here", "latitude": 53.5, "longitude": 181, "city": "x" * 600}
    request, place = held(threads.location("7"), told)
    assert request.path == "/7"
    assert place == Location(id="7", name="Here", latitude=53.5)
    with pytest.raises(Refused):
        held(threads.location("7"), {"name": "Nowhere"})


@pytest.mark.parametrize("wrong", [{"latitude": 91}, {"longitude": -181}, {"latitude": "5"}])
def test_a_place_is_on_the_globe(wrong):
    with pytest.raises((TypeError, ValueError)):
        Location(id="1", **wrong)
