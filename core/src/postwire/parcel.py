"""An upload on its way out: the bytes that a request only names."""

import hashlib
from typing import Any

from attrs import field, frozen

from postwire.exchange import Upload

LONGEST_UPLOAD = 100 * 1024 * 1024
"""Bytes of one picture or video that is uploaded: it is held in memory while it is sent."""


@frozen
class Parcel(Upload):
    """An upload whose bytes were read."""

    content: bytes = field(default=b"", repr=False, eq=False)
    sha256: str = ""
    """Hex digest of the content."""

    @classmethod
    def of(cls, upload: Upload, content: bytes) -> "Parcel":
        """The upload with its bytes."""
        digest = hashlib.sha256(content).hexdigest()
        return cls(upload.media, upload.content_type, upload.field, upload.filename, content, digest)

    @property
    def told(self) -> dict[str, Any]:
        """What is written down in place of the bytes."""
        return told_of(self, len(self.content), self.sha256)


def told_of(upload: Upload, size: int | None, sha256: str | None) -> dict[str, Any]:
    """What there is to say about an upload of so many bytes with that digest."""
    told = {"bytes": size, "sha256": sha256, "content_type": upload.content_type}
    return {**told, "field": upload.field, "filename": upload.filename} if upload.field else told
