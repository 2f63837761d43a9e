"""What the bytes of a picture or video are: `MediaFacts` of a local file, or of a URL. Needs the extra ``media``.

A URL is read with bounded requests, and only from public addresses (`FetchPolicy`). Everything here blocks; a host
with an event loop calls it through ``asyncio.to_thread``.
"""

import hashlib
import re
import stat
from pathlib import Path

import attrs

from postwire.media import Media, MediaFacts
from postwire.probe.deadline import Deadline, TimedFile
from postwire.probe.failure import Fault, ProbeFailed, ProbeUnavailable
from postwire.probe.glance import Glance, glance
from postwire.probe.inspect import inspect
from postwire.probe.policy import FetchPolicy
from postwire.probe.reach import Reached, reach
from postwire.probe.remote import RemoteFile
from postwire.probe.signature import HEAD, sniff
from postwire.probe.source import Source
from postwire.probe.whole import whole

__all__ = [
    "HEAD",
    "Fault",
    "FetchPolicy",
    "Glance",
    "ProbeFailed",
    "ProbeUnavailable",
    "Reached",
    "glance",
    "probe",
    "probe_file",
    "probe_url",
    "reach",
    "sniff",
    "whole",
]

_DEFAULT = FetchPolicy()
_LOCAL_TIMEOUT = 60.0
"""Seconds for a local file: a guard against files made to keep their readers busy."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def probe(media: Media, policy: FetchPolicy = _DEFAULT) -> Media:
    """The media with its facts; media that comes with facts is left as it is. Raises as `probe_url` does."""
    if media.facts is not None:
        return media
    path = Path(media.location)
    if media.is_remote or (_SCHEME.match(media.location) and not path.exists()):
        return attrs.evolve(media, facts=probe_url(media.location, policy))
    return attrs.evolve(media, facts=probe_file(path))


def probe_file(path: Path) -> MediaFacts:
    """The facts of a local file, its digest included. Raises `ProbeFailed` and `ProbeUnavailable`."""
    location = str(path)
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError) as error:  # ValueError: a path with a zero byte
        raise _unreadable(location, error) from error
    if not regular:  # a pipe would have us wait for ever, a device would never end
        raise ProbeFailed(Fault.NO_FILE, location, "it is no regular file")
    try:
        with path.open("rb") as file:
            timed = TimedFile(file, Deadline(_LOCAL_TIMEOUT, location))
            facts = inspect(Source(timed, location), timeout=_LOCAL_TIMEOUT, limit=None)
            file.seek(0)
            return attrs.evolve(facts, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise _unreadable(location, error) from error


def probe_url(url: str, policy: FetchPolicy = _DEFAULT) -> MediaFacts:
    """The facts of a file on a web server. Raises `ProbeFailed` and `ProbeUnavailable`.

    The digest is only there where all bytes had to be read: for pictures, and short videos.
    """
    with RemoteFile(url, policy) as file:
        source = Source(file, file.location, file.near)
        facts = inspect(source, timeout=file.time_left(), limit=policy.max_bytes)
        return attrs.evolve(facts, sha256=file.digest(), etag=file.etag)


def _unreadable(location: str, error: Exception) -> ProbeFailed:
    return ProbeFailed(Fault.NO_FILE, location, f"it cannot be read: {getattr(error, 'strerror', None) or error}")
