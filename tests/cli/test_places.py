"""`postwire read locations` and `postwire read location` against the sandbox."""

import pytest

from postwire.cli.exit import Exit


def test_places_are_found_and_count_in_their_quota(cli, account):
    (place,) = cli("read", "locations", account, "hatteras", "--json").json["locations"]
    assert (place["id"], place["city"], place["address"]) == ("1002", "Buxton", None)
    assert "Roter Sand" in cli("read", "locations", account, "roter").out
    assert cli("quota", account, "--json").json["quotas"][3]["used"] == 2


def test_places_are_found_around_a_point(cli, account):
    (place,) = cli("read", "locations", account, "--near", "53.86, 8.1", "--json").json["locations"]
    assert (place["name"], place["latitude"], place["longitude"]) == ("Roter Sand", 53.8545, 8.0818)
    assert cli("read", "locations", account, "--near", "0,0", "--json").json["locations"] == []


def test_one_place_is_shown(cli, account):
    told = cli("read", "location", account, "1002", "--json").json["location"]
    assert (told["name"], told["country"], told["postal_code"]) == ("Cape Hatteras Lighthouse", "US", None)
    assert "latitude    35.2505" in cli("read", "location", account, "1002").out
    assert cli("read", "location", account, "1009").code is Exit.REFUSED
    assert cli("read", "location", account, "../me").code is Exit.REFUSED


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ((), Exit.USAGE),
        (("hatteras", "--near", "1,2"), Exit.USAGE),
        (("--near", "here"), Exit.USAGE),
        (("--near", "1,2,3"), Exit.USAGE),
        (("--near", "91,0"), Exit.REFUSED),
        (("--near", "0,-181"), Exit.REFUSED),
        (("--near", "nan,0"), Exit.REFUSED),
    ],
)
def test_what_is_no_place_on_the_globe_is_never_asked_for(cli, account, sandbox, wanted, code):
    before = sandbox.platform.requests.total()
    assert cli("read", "locations", account, *wanted).code is code
    assert sandbox.platform.requests.total() == before
