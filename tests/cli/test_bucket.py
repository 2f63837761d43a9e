"""Local files lie in a bucket while they are needed: in moto's S3 server, fetched by signed addresses."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import timedelta

import pytest

from postwire.cli.exit import Exit
from postwire.demo.media import Sample
from postwire.hosting import host_of
from postwire.media import Media
from postwire.post import Post
from postwire.probe import probe_file
from postwire.store.sqlite import SqliteStore
from postwire_threads.sandbox import Settings, serve

pytest.importorskip("obstore")


@pytest.fixture(scope="session")
def s3():
    """The address of moto's server, a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while True:
                assert process.poll() is None
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _call(method, address):
    with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=20) as answer:  # noqa: S310 - loopback
        return answer.status, answer.headers, answer.read()


@pytest.fixture
def keys(s3, monkeypatch):
    """An empty bucket, which is the media host; asks what lies in it."""
    _call("POST", f"{s3}/moto-api/reset")
    _call("PUT", f"{s3}/show")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", f"s3://show/postwire?region=us-east-1&endpoint={s3}")
    return lambda: re.findall(r"<Key>([^<]+)</Key>", _call("GET", f"{s3}/show")[2].decode())


@pytest.fixture(scope="session")
def server():
    """A sandbox that fetches what it is told of."""
    with serve(Settings(token="THcanary7f3a9c1e5b2d8f4a6c0e", image_seconds=0.0, video_seconds=0.0)) as sandbox:
        yield sandbox


@pytest.fixture
def files(home):
    for sample in (Sample.PHOTO, Sample.CLIP):
        shutil.copy(sample.path, home)
    return ["--media", str(Sample.PHOTO), "--media", str(Sample.CLIP)]


@pytest.fixture
def picture_of(account, make_delivery):
    """Drafts deliveries of the sandbox's account, with one file each."""

    def make(path, text):
        return make_delivery(account_id=account, post=Post(text, media=(Media(str(path), facts=probe_file(path)),)))

    return make


def test_files_are_fetched_by_signed_addresses_and_removed_afterwards(cli, account, store, files, keys):
    accepted = cli("post", account, "--text", "Two", *files, "--json")
    assert accepted.code is Exit.DONE, accepted.out
    assert keys() == []
    assert cli("run", "--until-idle").code is Exit.DONE
    delivery = accepted.json["deliveries"][0]["id"]
    told = cli("show", delivery, "--json")
    assert told.json["state"] == "published"
    assert keys() == []
    history = repr(store.history(delivery)) + told.out
    for secret in ("X-Amz-Signature", "X-Amz-Credential", "AKIAEXAMPLE"):
        assert secret not in history
    assert "/show/postwire/" in history


def test_an_address_outlives_the_container_and_is_the_file(store, keys, picture_of):
    path = Sample.CLIP.path
    delivery = picture_of(path, "Look")
    (accepted,) = store.submit([delivery])
    assert accepted == delivery
    host = host_of(os.environ["POSTWIRE_MEDIA_HOST"], store)
    lent = host.lend(delivery, 0, path, timedelta(hours=25))
    assert f"X-Amz-Expires={25 * 3600}" in lent.address
    assert "X-Amz-Signature" not in repr(lent)
    status, headers, body = _call("GET", lent.address)
    assert (status, headers["Content-Type"], body) == (200, "video/mp4", path.read_bytes())
    first = keys()
    host.lend(delivery, 0, path, timedelta(hours=25))
    assert keys() == first
    host.take_back(delivery)
    host.take_back(delivery)
    assert keys() == []
    with pytest.raises(urllib.error.HTTPError):
        _call("GET", lent.address)


def test_what_a_crash_left_is_swept_and_nothing_else(cli, home, store, keys, picture_of):
    """One delivery is on its way, one was called off, one is another database's, one nobody knows."""
    setting, path, far = os.environ["POSTWIRE_MEDIA_HOST"], Sample.PHOTO.path, timedelta(days=400)
    host = host_of(setting, store)
    wanted, called_off = store.submit([picture_of(path, "wanted"), picture_of(path, "called off")])
    unknown = picture_of(path, "unknown")
    for delivery in (wanted, called_off, unknown):
        host.lend(delivery, 0, path, far)
    with SqliteStore(home / "other.db", create=True) as other:
        host_of(setting, other).lend(unknown, 0, path, far)
    assert len(keys()) == 4
    assert cli("cancel", called_off.id).code is Exit.DONE
    assert host.sweep() == 2
    left = keys()
    assert sum(f"/{wanted.id}/" in key for key in left) == 1
    assert len(left) == 2


def test_a_bucket_that_is_out_of_reach_is_told_and_tried_again(cli, store, files, keys, monkeypatch):
    accepted = cli("post", "@sandbox", "--text", "Two", *files, "--json").json["deliveries"][0]["id"]
    setting = os.environ["POSTWIRE_MEDIA_HOST"]
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", setting.replace("show", "none"))
    cli("run", "--once")
    told = cli("show", accepted, "--json").json
    assert told["state"] == "queued"
    assert "threads.media_not_shown" in repr(store.history(accepted))
    assert "not-a-secret" not in repr(store.history(accepted))
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", setting)
    cli("run", "--until-idle")
    assert cli("show", accepted, "--json").json["state"] == "published"
    assert keys() == []


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("s3://key:secret@show", "it holds credentials"),
        ("s3://show?regoin=x", "['regoin'] is not known"),
    ],
)
def test_a_bucket_that_makes_no_sense_is_refused(cli, account, monkeypatch, setting, words):
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", setting)
    ran = cli("post", account, "--text", "Look")
    assert ran.code is Exit.SETUP
    assert words in ran.err
    assert "secret" not in ran.err
