import pytest

from postwire.probe import FetchPolicy
from postwire.probe.address import is_public, resolve


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",  # noqa: S104 - as an address to refuse
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "100::1",
        "fc00::1",
        "fd00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
        "",
        "2130706433",
        "127.1",
    ],
)
def test_an_address_that_is_not_on_the_public_internet_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:82a::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_an_address_on_the_public_internet_is_known(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "localhost", "::1"])
def test_every_spelling_of_this_machine_resolves_to_addresses_that_are_not_public(host):
    addresses = resolve(host, 80)
    assert addresses
    assert not any(map(is_public, addresses))


def test_an_allowed_host_is_allowed_on_every_port_and_with_a_port_on_that_one():
    policy = FetchPolicy(allowed_hosts={"Media.Internal", "127.0.0.1:8080", "[::1]:9000"})
    assert policy.allows("media.internal", 80)
    assert policy.allows("media.internal", 8443)
    assert policy.allows("127.0.0.1", 8080)
    assert not policy.allows("127.0.0.1", 80)
    assert policy.allows("::1", 9000)
    assert not policy.allows("::1", 9001)
    assert not policy.allows("internal", 80)


def test_one_host_in_place_of_a_set_is_refused():
    with pytest.raises(TypeError, match=r"frozenset\(\{'localhost'\}\)"):
        FetchPolicy(allowed_hosts="localhost")


@pytest.mark.parametrize("entry", ["http://localhost", "localhost/", "*.internal", "user@host", ""])
def test_an_entry_that_is_no_host_is_refused(entry):
    with pytest.raises(ValueError, match="a host or host:port"):
        FetchPolicy(allowed_hosts={entry})


@pytest.mark.parametrize("bounds", [{"max_bytes": 0}, {"timeout": 0}, {"max_redirects": -1}])
def test_senseless_bounds_are_refused(bounds):
    with pytest.raises(ValueError, match=next(iter(bounds))):
        FetchPolicy(**bounds)
