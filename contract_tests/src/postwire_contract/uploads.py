"""Uploads as a recording holds them: which bytes and how many, but never the bytes."""

import json
import re
from collections.abc import Mapping
from typing import Any

from postwire.exchange import Upload
from postwire.media import Media
from postwire.parcel import Parcel, told_of

TYPE = "application/vnd.postwire.upload+json"
"""What stands in a recording in place of an upload's content type."""
_SPOKEN = ("json", "urlencoded")
_BOUNDARY = re.compile(r"boundary=([^\s;]+)")
_NAME = re.compile(rb'\bname="([^"]*)"')
_FILENAME = re.compile(rb'\bfilename="([^"]*)"')
_KIND = re.compile(rb"content-type: *([^\s;]+)", re.IGNORECASE)


def is_upload(content_type: str) -> bool:
    """Whether a body of this type holds bytes, which are not kept."""
    return bool(content_type) and not any(word in content_type for word in _SPOKEN)


def wanted(upload: Upload, form: Mapping[str, str] | None) -> str:
    """What is kept of an upload that a connector asks for: its media were looked at before."""
    facts = upload.media.facts
    size, sha256 = (None, None) if facts is None else (facts.bytes, facts.sha256)
    return _told(told_of(upload, size, sha256), form or {})


def heard(body: bytes, content_type: str) -> str:
    """What is kept of an upload that went over the wire."""
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        return _told(_of(body, content_type), {})
    form: dict[str, str] = {}
    upload: dict[str, Any] = {}
    for part in body.split(f"--{boundary[1]}".encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        content, name = content.removesuffix(b"\r\n"), _one(_NAME, head)
        if kind := _one(_KIND, head):
            upload = _of(content, kind, name, _one(_FILENAME, head))
        else:
            form[name] = content.decode()
    return _told(upload, form)


def _told(upload: dict[str, Any], form: Mapping[str, str]) -> str:
    return json.dumps({"upload": upload, "form": dict(form)} if form else {"upload": upload}, sort_keys=True)


def _of(content: bytes, *words: str) -> dict[str, Any]:
    return Parcel.of(Upload(Media("-"), *words), content).told


def _one(pattern: "re.Pattern[bytes]", head: bytes) -> str:
    found = pattern.search(head)
    return found[1].decode() if found else ""
