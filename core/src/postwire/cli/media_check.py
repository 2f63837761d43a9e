"""Whether the pictures and videos of what is due soon can be fetched."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from postwire.cli.finding import Finding, Weight
from postwire.cli.prober import policy
from postwire.cli.showing import is_set
from postwire.delivery import Delivery
from postwire.engine import Engine
from postwire.media import Media
from postwire.probe import FetchPolicy, ProbeFailed, ProbeUnavailable, probe_url

MOST = 20
"""Files that are looked at."""
_SOON = timedelta(days=1)


def media(engine: Engine, now: datetime, *, allow_hosts: tuple[str, ...], offline: bool) -> Iterator[Finding]:
    """Look at every file of the next day's deliveries, the earliest first."""
    wanted: dict[str, tuple[Media, Delivery]] = {}
    for planned in engine.plan(now + _SOON):
        for item in planned.delivery.post.media:
            wanted.setdefault(item.location, (item, planned.delivery))
    for item, delivery in list(wanted.values())[:MOST]:
        finding = _remote(item, delivery, policy(allow_hosts)) if item.is_remote else _local(item, delivery, engine)
        if finding is not None and not (offline and item.is_remote):
            yield finding
    if len(wanted) > MOST:
        yield Finding("media", Weight.UNSEEN, f"{len(wanted) - MOST} more files of the next day were not looked at")


def _remote(item: Media, delivery: Delivery, allowed: FetchPolicy) -> Finding | None:
    try:
        probe_url(item.location, allowed)
    except ProbeUnavailable as error:
        return Finding(
            "media", Weight.UNSEEN, f"{item.location} is not looked into: {error}", "pip install 'postwire[media]'"
        )
    except ProbeFailed as error:
        words = f"{error.location}, of delivery {delivery.id}, cannot be fetched: {error.reason}"
        return Finding(
            "media", Weight.ERROR, words, f"{error.fix[0].upper()}{error.fix[1:]}; the platform fetches it, too."
        )
    return None


def _local(item: Media, delivery: Delivery, engine: Engine) -> Finding | None:
    if not Path(item.location).is_file():
        words = f"{item.location}, of delivery {delivery.id}, is not there"
        return Finding("media", Weight.ERROR, words, f"Put it back, or `postwire cancel {delivery.id}`.")
    if engine.registry[delivery.platform].manifest.media_by_url and not is_set():
        words = (
            f"{item.location}, of delivery {delivery.id}, is a local file, and {delivery.platform} fetches files itself"
        )
        fix = f"Put it on a public web server; `postwire cancel {delivery.id}`, and post it anew with its address."
        return Finding("media", Weight.ERROR, words, fix)
    return None
