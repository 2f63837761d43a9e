"""What a connector may ask to be sent: an upload and headers are looked at where they come in."""

from typing import Any

import pytest

from postwire.bounds import unfit_request
from postwire.exchange import Request, Upload
from postwire.media import Media
from postwire.parcel import Parcel

PHOTO = Media("lighthouse.jpg")
RAW = Upload(PHOTO, "image/jpeg")
PART = Upload(PHOTO, "image/jpeg", "file")


def test_an_upload_is_sent_alone_or_with_its_field_beside_a_form():
    assert unfit_request(Request("POST", "/blobs", upload=RAW)) is None
    assert unfit_request(Request("PUT", "/media", form={"description": "x"}, upload=PART)) is None


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"upload": b"\xff\xd8"}, "a Python bytes"),
        ({"upload": Parcel.of(RAW, b"x")}, "a Python Parcel"),
        ({"upload": Upload("lighthouse.jpg", "image/jpeg")}, "one of the post's media"),
        ({"upload": Upload(PHOTO, "image/jpeg\r\nx: y")}, "content_type of its upload"),
        ({"upload": Upload(PHOTO, None)}, "content_type of its upload"),
        ({"upload": Upload(PHOTO, "image/jpeg", 'a"b')}, "field of its upload"),
        ({"upload": Upload(PHOTO, "image/jpeg", "file", "a\nb")}, "filename of its upload"),
        ({"upload": Upload(PHOTO, "image/jpeg", "file", "")}, "filename of its upload"),
        ({"upload": RAW, "form": {"a": "b"}}, "name its field"),
        ({"upload": PART, "json": {}}, "nothing into JSON"),
        ({"upload": RAW, "method": "GET"}, "GET carries no upload"),
    ],
)
def test_any_other_upload_is_refused_in_words(told: dict[str, Any], wrong: str):
    assert wrong in (unfit_request(Request(**{"method": "POST", "path": "/blobs", **told})) or "")


def test_a_plain_header_is_sent():
    assert unfit_request(Request("POST", "/posts", headers={"Idempotency-Key": "0 f"})) is None


@pytest.mark.parametrize(
    "name",
    ["Authorization", "cookie", "Host", "Content-Type", "content-length", "Connection", "Proxy-Authorization", "TE"],
)
def test_headers_of_the_connection_are_not_a_connectors_to_set(name: str):
    wrong = unfit_request(Request("GET", "/", headers={name: "x"}))
    assert wrong == f"its header {name!r} is not one that a connector may set"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A": "a\r\nHost: b"},
        {"X-A": "ä"},
        {"X-A": ""},
        {"X-A": " a"},
        {"X-A": "a" * 513},
        {"X-A": 1},
        {"X A": "a"},
        {"": "a"},
        {f"X-{number}": "a" for number in range(9)},
        [("X-A", "a")],
    ],
)
def test_what_is_no_header_is_refused(headers: Any):
    assert "header" in (unfit_request(Request("GET", "/", headers=headers)) or "")
