"""Local files are shown to the platform by a door of our own, and taken back."""

import shutil
import socket

import pytest

from postwire.cli.exit import Exit
from postwire.demo.media import Sample
from postwire_threads.sandbox import Settings, serve


@pytest.fixture(scope="session")
def server():
    """A sandbox that fetches what it is told of."""
    with serve(Settings(token="THcanary7f3a9c1e5b2d8f4a6c0e", image_seconds=0.0, video_seconds=0.0)) as sandbox:
        yield sandbox


@pytest.fixture
def photo(home):
    shutil.copy(Sample.PHOTO.path, home / "photo.jpg")
    return home / "photo.jpg"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def door(monkeypatch, port):
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", f"http://127.0.0.1:{port}?listen=127.0.0.1:{port}")


@pytest.mark.usefixtures("photo")
def test_without_a_host_a_local_file_is_refused_with_the_way_out(cli, account):
    ran = cli("post", account, "--text", "Look", "--media", "photo.jpg")
    assert ran.code is Exit.REFUSED
    assert "docs/MEDIA.md" in ran.err


@pytest.mark.usefixtures("photo", "door")
def test_a_local_file_is_published_and_its_name_is_written_nowhere(cli, account, store):
    ran = cli("post", account, "--text", "Look", "--media", "photo.jpg", "--wait", "--json")
    assert ran.code is Exit.DONE, ran.out
    (delivery,) = ran.json["deliveries"]
    assert delivery["state"] == "published"
    seal = f"{delivery['id']}-0-"
    assert seal not in cli("show", delivery["id"], "--json").out
    assert seal not in repr(store.history(delivery["id"]))
    (created, *_) = [entry for entry in store.history(delivery["id"]) if entry.name.endswith("/threads")]
    assert created.data["form"]["image_url"].endswith("/***")


@pytest.mark.usefixtures("door")
def test_a_carousel_of_files_is_published_by_a_runner(cli, account, home):
    for sample in (Sample.PHOTO, Sample.CLIP):
        shutil.copy(sample.path, home)
    accepted = cli("post", account, "--text", "Two", "--media", Sample.PHOTO, "--media", Sample.CLIP, "--json")
    assert accepted.code is Exit.DONE, accepted.out
    assert cli("run", "--until-idle").code is Exit.DONE
    told = cli("show", accepted.json["deliveries"][0]["id"], "--json").json
    assert told["state"] == "published"
    assert [media["location"] for media in told["post"]["media"]] == [
        str(home / Sample.PHOTO),
        str(home / Sample.CLIP),
    ]


@pytest.mark.usefixtures("door")
def test_a_file_that_changed_since_is_held_back_until_it_is_there_again(cli, account, photo):
    before = photo.read_bytes()
    accepted = cli("post", account, "--text", "Look", "--media", "photo.jpg", "--json").json
    delivery = accepted["deliveries"][0]["id"]
    photo.write_bytes(Sample.CARD.path.read_bytes())
    cli("run", "--until-idle")
    told = cli("show", delivery, "--json").json
    assert (told["state"], told["diagnosis"]["code"]) == ("held", "threads.media_changed")
    assert f"{photo} had {len(before)} bytes when the post was accepted" in told["diagnosis"]["detail"]
    photo.write_bytes(before[:-2] + b"\0\0")
    cli("resume", delivery)
    cli("run", "--until-idle")
    assert "though as long" in cli("show", delivery, "--json").json["diagnosis"]["detail"]
    photo.unlink()
    cli("resume", delivery)
    cli("run", "--until-idle")
    assert "cannot be read any more" in cli("show", delivery, "--json").json["diagnosis"]["detail"]
    photo.write_bytes(before)
    cli("resume", delivery)
    cli("run", "--until-idle")
    assert cli("show", delivery, "--json").json["state"] == "published"


@pytest.mark.usefixtures("door")
def test_a_file_that_is_no_media_is_never_shown(cli, account, home, store):
    (home / "private.jpg").write_text("what nobody shall read")
    accepted = cli("post", account, "--text", "Look", "--media", "private.jpg", "--no-probe", "--json").json
    delivery = accepted["deliveries"][0]["id"]
    cli("run", "--until-idle")
    told = cli("show", delivery, "--json").json
    assert (told["state"], told["diagnosis"]["code"]) == ("held", "threads.media_unreadable")
    assert "is no picture or video; nothing was sent" in told["diagnosis"]["detail"]
    assert not [entry for entry in store.history(delivery) if entry.name.startswith("POST")]


@pytest.mark.usefixtures("photo", "door", "account")
def test_a_door_that_is_taken_is_said(cli, port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        ran = cli("run", "--once")
    assert ran.code is Exit.SETUP
    assert "the door of POSTWIRE_MEDIA_HOST cannot be opened" in ran.err


def test_a_setting_that_makes_no_sense_is_said(cli, account, monkeypatch):
    monkeypatch.setenv("POSTWIRE_MEDIA_HOST", "media.example.com")
    ran = cli("post", account, "--text", "Look")
    assert ran.code is Exit.SETUP
    assert "its scheme is ''" in ran.err
