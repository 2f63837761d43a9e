"""Media are frozen when they are accepted: what goes out later is what was looked at then, or nothing goes out."""

import hashlib
from pathlib import Path

from postwire.media import Media, MediaFacts
from postwire.probe import FetchPolicy, ProbeFailed, glance


class Changed(Exception):
    """A file is another one by now, or is gone. Its text is safe to show."""


def check_unchanged(media: Media, policy: FetchPolicy) -> None:
    """Raise `Changed` where a file is not the one that was accepted. What was not probed then is not compared.

    Of an address the length, the ETag and, where all of it was read then, the digest are compared. Whatever keeps us
    from looking is left to the platform, which fetches it for itself.
    """
    facts = media.facts
    if facts is None or (facts.bytes is None and facts.sha256 is None):
        return
    if media.is_remote:
        _check_address(media.location, facts, policy)
    else:
        _check_file(Path(media.location), facts)


def _check_file(path: Path, facts: MediaFacts) -> None:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            require_same(str(path), facts, size, None)
            if facts.sha256 is not None:
                file.seek(0)
                require_same(str(path), facts, size, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise Changed(f"{path} cannot be read any more: {error.strerror or error}") from error


def _check_address(url: str, facts: MediaFacts, policy: FetchPolicy) -> None:
    try:
        seen = glance(url, policy, digest=facts.sha256 is not None, known=facts.etag)
    except ProbeFailed:
        return
    require_same(seen.location, facts, seen.bytes, seen.sha256)


def require_same(location: str, facts: MediaFacts, size: int | None, sha256: str | None) -> None:
    """Raise `Changed` where the bytes that are there now are others; None: not known, and not compared."""
    if None not in {facts.bytes, size} and size != facts.bytes:
        raise Changed(f"{location} had {facts.bytes:g} bytes when the post was accepted, and has {size} now")
    if None not in {facts.sha256, sha256} and sha256 != facts.sha256:
        raise Changed(f"{location} is another file than when the post was accepted, though as long")
