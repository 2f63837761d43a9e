"""The bytes that are uploaded are those of the post's media, as they were when the post was accepted; or none are."""

from pathlib import Path

import pytest
from attrs import evolve

from postwire.demo.media import Sample
from postwire.diagnosis import Action, Category, Diagnosis
from postwire.engine import freight
from postwire.engine.freight import Freight
from postwire.exchange import Upload
from postwire.media import Media
from postwire.probe import FetchPolicy, probe_file
from postwire.transport import Withheld

JPEG = Sample.PHOTO.path.read_bytes()
FACTS = probe_file(Sample.PHOTO.path)


def load(media: Media, policy: FetchPolicy | None = None) -> bytes:
    return Freight((media,), "imaginary", policy or FetchPolicy()).load(Upload(media, "image/jpeg")).content


def withheld(media: Media, policy: FetchPolicy | None = None) -> Diagnosis:
    with pytest.raises(Withheld) as caught:
        load(media, policy)
    return caught.value.diagnosis


def test_a_file_is_read_and_told_by_its_digest():
    media = Media(str(Sample.PHOTO.path), facts=FACTS)
    parcel = Freight((media,), "imaginary").load(Upload(media, "image/jpeg", "file", "a.jpg"))

    assert parcel.content == JPEG
    assert parcel.told == {
        "bytes": len(JPEG),
        "sha256": FACTS.sha256,
        "content_type": "image/jpeg",
        "field": "file",
        "filename": "a.jpg",
    }
    assert JPEG.hex()[:16] not in repr(parcel)
    assert str(JPEG[:8]) not in repr(parcel)


def test_a_file_behind_an_address_is_read_whole(web):
    assert load(Media(web.serve("/a.jpg", JPEG, length=False), facts=FACTS), web.policy()) == JPEG


def test_media_of_another_post_are_not_opened():
    with pytest.raises(ValueError, match="not one of the post's media"):
        Freight((Media("a.jpg"),)).load(Upload(Media(str(Sample.PHOTO.path)), "image/jpeg"))


def test_whoever_submits_posts_has_no_other_file_of_this_machine_uploaded(tmp_path: Path):
    secret = tmp_path / "id_ed25519"
    secret.write_text("-----BEGIN OPENSSH PRIVATE KEY-----")
    diagnosis = withheld(Media(str(secret)))
    assert (diagnosis.code, diagnosis.action) == ("imaginary.media_unreadable", Action.FIX_SETUP)


@pytest.mark.parametrize("content", [JPEG + b"x", JPEG[:-1] + b"x"], ids=["longer", "other"])
def test_a_file_that_changed_since_is_not_uploaded(tmp_path: Path, content: bytes):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    diagnosis = withheld(Media(str(path), facts=FACTS))
    assert diagnosis.code == "imaginary.media_changed"
    assert "when the post was accepted" in diagnosis.detail


def test_a_file_that_is_gone_is_told(tmp_path: Path):
    assert withheld(Media(str(tmp_path / "gone.jpg"))).code == "imaginary.media_unreadable"


def test_an_address_of_an_inner_network_is_not_fetched_for_anybody(web):
    diagnosis = withheld(Media(web.serve("/a.jpg", JPEG)), web.policy(allowed_hosts=frozenset()))
    assert (diagnosis.category, diagnosis.action) == (Category.MEDIA_FETCH, Action.FIX_INPUT)
    assert web.requests == []


def test_a_server_that_has_trouble_is_asked_again(web):
    web.routes["/a.jpg"] = lambda handler: handler.reply(503, [], 0)
    diagnosis = withheld(Media(web.url("/a.jpg?signature=secret")), web.policy())
    assert (diagnosis.category, diagnosis.action) == (Category.MEDIA_FETCH, Action.RETRY)
    assert "secret" not in repr(diagnosis)


@pytest.mark.parametrize("place", ["file", "address"])
def test_more_bytes_than_are_uploaded_are_refused_with_the_limit(
    web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
):
    monkeypatch.setattr(freight, "LONGEST_UPLOAD", 300 * 1024)
    path = tmp_path / "a.jpg"
    path.write_bytes(JPEG + bytes(300 * 1024))
    location = web.serve("/a.jpg", path.read_bytes()) if place == "address" else str(path)
    diagnosis = withheld(Media(location, facts=evolve(FACTS, bytes=None, sha256=None)), web.policy())
    assert (diagnosis.code, diagnosis.action) == ("imaginary.media_too_large", Action.FIX_INPUT)
    assert str(300 * 1024) in diagnosis.detail
