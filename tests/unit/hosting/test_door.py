"""The door shows the files of deliveries that are on their way, and nothing else."""

import http.client
from datetime import timedelta

import pytest
from attrs import evolve

from postwire.account import Account
from postwire.demo.media import Sample
from postwire.hosting import BadSetting, host_of
from postwire.media import Media
from postwire.post import Post
from postwire.probe import FetchPolicy, probe_file, probe_url
from postwire.receipt import Receipt
from postwire.state import Cancelled, Creating, Published
from postwire.store import Save
from postwire.store.memory import MemoryStore

LIFE = timedelta(hours=24)


@pytest.fixture
def store():
    store = MemoryStore()
    store.put_account(Account(platform="threads", user_id="1"), b"")
    return store


@pytest.fixture
def door(store):
    door = host_of("https://media.example.com/shown?listen=127.0.0.1:0", store)
    door.open()
    yield door
    door.close()


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "my film.mp4"
    path.write_bytes(Sample.CLIP.path.read_bytes())
    return path


@pytest.fixture
def lent(store, door, film, make_delivery):
    """A delivery that was accepted, and the path under which its file is shown."""
    media = Media(str(film), facts=probe_file(film))
    (delivery,) = store.submit([make_delivery(post=Post("Look", media=(media,)))])
    address = door.lend(delivery, 0, film, LIFE).address
    assert address.startswith("https://media.example.com/shown/")
    return delivery, address.removeprefix("https://media.example.com")


@pytest.fixture
def ask(door):
    def ask(path, method="GET", *, of=door, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", of.port, timeout=5)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    return ask


def test_a_file_is_shown_whole_and_in_parts(lent, ask, film):
    _, path = lent
    data = film.read_bytes()
    status, headers, body = ask(path)
    assert (status, body, headers["Content-Type"]) == (200, data, "video/mp4")
    assert headers["Cache-Control"] == "no-store"
    for wanted, part in (("0-9", data[:10]), ("10-", data[10:]), ("-7", data[-7:]), ("5-99999999", data[5:])):
        status, headers, body = ask(path, Range=f"bytes={wanted}")
        assert (status, body) == (206, part)
        assert headers["Content-Range"].endswith(f"/{len(data)}")
    assert ask(path, Range=f"bytes={len(data)}-")[0] == 416
    assert ask(path, Range="bytes=5-4")[0] == 416
    assert ask(path, Range="bytes=0-4,8-9")[2] == data
    assert ask(path, Range="bytes=0-4", If_Range='"another"')[2] == data
    status, headers, body = ask(path, "HEAD")
    assert (status, int(headers["Content-Length"]), body) == (200, len(data), b"")


def test_a_probe_reads_it_as_the_file_that_it_is(lent, door, film):
    _, path = lent
    shown = probe_url(f"http://127.0.0.1:{door.port}{path}", FetchPolicy(allowed_hosts={"127.0.0.1"}))
    assert evolve(shown, sha256=None, etag=None) == evolve(probe_file(film), sha256=None)


def test_a_proxy_may_leave_the_beginning_of_the_path_away(lent, ask):
    _, path = lent
    assert ask("/" + path.rpartition("/")[2])[0] == 200


@pytest.mark.parametrize(
    "change", ["/", "/shown/", "/shown/../..{name}x", "/{name}%00", "/etc/passwd", "/shown/{other}"]
)
def test_nothing_else_is_shown(lent, ask, film, change):
    delivery, path = lent
    name = path.rpartition("/")[2]
    seal = name.split("-")[2]
    other = name.replace("-0-", "-1-") if "other" in change else name
    status, _, body = ask(change.format(name=name, other=other))
    assert (status, body) == (404, b"")
    assert seal not in repr(delivery)
    assert str(film) not in name


@pytest.mark.parametrize("end", [Published(Receipt("17")), Cancelled()])
def test_it_is_shown_no_longer_once_the_delivery_is_over(store, lent, ask, end):
    delivery, path = lent
    assert store.save([Save(delivery.at(end, None))]) == (True,)
    assert ask(path)[0] == 404


def test_another_process_goes_on_showing_it(store, lent, door, film, ask):
    delivery, path = lent
    door.close()
    store.save([Save(delivery.at(Creating(delivery.due), delivery.due))])
    again = host_of("https://media.example.com/shown?listen=127.0.0.1:0", store)
    again.open()
    try:
        assert ask(path, of=again)[2] == film.read_bytes()
    finally:
        again.close()


def test_another_file_in_its_place_is_not_shown(lent, ask, film):
    _, path = lent
    film.write_bytes(film.read_bytes() + b"more")
    assert ask(path)[0] == 404
    film.unlink()
    assert ask(path)[0] == 404


def test_only_reading_is_possible(lent, ask):
    _, path = lent
    for method in ("POST", "PUT", "DELETE", "PROPFIND"):
        assert ask(path, method)[0] == 501


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("media.example.com", "its scheme is ''"),
        ("ftp://media.example.com", "its scheme is 'ftp'"),
        ("https://", "names no plain host"),
        ("https://me:secret@media.example.com", "names no plain host"),
        ("https://media.example.com?listen=8710", "listen is '8710'"),
        ("https://media.example.com?listen=0.0.0.0:99999", "listen is"),
        ("https://media.example.com?liste=127.0.0.1:1", "['liste'] is not known"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(store, setting, words):
    with pytest.raises(BadSetting) as refused:
        host_of(setting, store)
    assert words in refused.value.reason
    assert "https://media.example.com?listen=127.0.0.1:8710" in refused.value.fix
    assert "secret" not in str(refused.value)
