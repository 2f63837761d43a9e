"""Fetching a media URL as Threads' crawler would, within bounds, and probing what came."""

import ipaddress
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import httpx

from postwire.media import MediaFacts, MediaKind
from postwire.probe import ProbeFailed, ProbeUnavailable, probe_file
from postwire_threads.sandbox.call import Seen, Sight, Unfetched, Unreadable
from postwire_threads.sandbox.inspection import IMAGE_BYTES, VIDEO_BYTES
from postwire_threads.sandbox.settings import Settings

Probe = Callable[[Path], MediaFacts]
"""Reads a file's facts; raises `ProbeFailed` where there are none."""

_REDIRECTS = 3
_MOST = {MediaKind.IMAGE: 2 * IMAGE_BYTES, MediaKind.VIDEO: VIDEO_BYTES + 1}
"""Bytes after which a download ends. An image may come in somewhat too large, so that its size can be named."""


class _Refused(Exception):
    """A download that is not begun, or not finished; its text says why."""


class Fetcher:
    """Fetches and probes, in whatever thread it is called from."""

    def __init__(self, probe: Probe = probe_file) -> None:
        self._probe = probe
        self._client: httpx.Client | None = None
        self._begin = threading.Lock()

    def look(self, url: str, kind: MediaKind, settings: Settings) -> Sight:
        """What is behind a URL. Never raises for what a server may do."""
        with tempfile.TemporaryDirectory(prefix="threads-sandbox-") as folder:
            path = Path(folder) / "media"
            try:
                with path.open("wb") as file:
                    self._download(url, file, _MOST[kind], settings)
            except _Refused as refused:
                return Unfetched(str(refused))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                return Unfetched(f"{type(error).__name__}: {error}")
            try:
                return Seen(self._probe(path))
            except ProbeFailed as failed:
                return Unreadable(failed.reason)
            except ProbeUnavailable as unavailable:
                return Unreadable(str(unavailable))

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    def _download(self, url: str, file: BinaryIO, most: int, settings: Settings) -> None:
        with self._begin:  # several media are looked at side by side
            if self._client is None:
                self._client = httpx.Client(trust_env=False, headers={"user-agent": "postwire-threads-sandbox"})
        deadline = time.monotonic() + settings.fetch_seconds
        for _ in range(_REDIRECTS + 1):
            _check_host(url, settings)
            with self._client.stream("GET", url, timeout=settings.fetch_seconds or None) as response:
                if response.next_request is not None:
                    url = str(response.next_request.url)
                    continue
                if response.status_code != 200:
                    raise _Refused(f"the server answered HTTP {response.status_code}")
                for chunk in response.iter_bytes():
                    file.write(chunk)
                    if file.tell() > most:
                        raise _Refused(f"it is longer than {most} bytes")
                    if time.monotonic() > deadline:
                        raise _Refused(f"it took longer than {settings.fetch_seconds} s")
                if file.tell() == 0:
                    raise _Refused("it is empty")
                return
        raise _Refused(f"more than {_REDIRECTS} redirects")


def _check_host(url: str, settings: Settings) -> None:
    """Names are not looked up: what counts as loopback is an address literal or ``localhost``."""
    host = httpx.URL(url).host
    if settings.fetch_hosts == "any" or host == "localhost" or host.endswith(".localhost"):
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass
    raise _Refused(f"this sandbox fetches from loopback addresses only, not from {host}; see the setting fetch_hosts")
