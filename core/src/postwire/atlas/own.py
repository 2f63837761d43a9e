"""What postwire itself says where no platform, or no connector, said anything."""

from collections.abc import Iterator

from postwire.defaults import known_by_status
from postwire.lifecycle import media_reasons, reasons
from postwire.meaning import Meaning
from postwire.parcel import LONGEST_UPLOAD


def own_meanings(platform: str) -> Iterator[Meaning]:
    """Every code that is the same for all platforms."""
    yield from known_by_status(platform)
    for diagnosis in (
        reasons.not_sent(platform, "the connection failed before anything was sent"),
        reasons.lost(platform, "the connection failed after something may have been sent"),
        reasons.crashed(platform),
        reasons.said_live(platform),
        reasons.unconfirmed(platform, "looking did not settle it"),
        reasons.container_gone(platform, "it was staged again and again"),
        reasons.said_not_live(platform),
        reasons.late(platform),
        reasons.gave_up(platform, 2),
        reasons.quota_full(platform, "counted over what postwire itself published, and may have published"),
        media_reasons.changed(platform, "it has other bytes than when it was accepted"),
        media_reasons.unreadable(platform, "it is gone, may not be read, or is no picture and no video"),
        media_reasons.not_shown(platform, "the host for local files did not take it"),
        media_reasons.too_large(platform, "A picture or video", LONGEST_UPLOAD),
        media_reasons.not_fetched(platform, "its address gave nothing", "see that its address works", passes=True),
        reasons.unprepared(platform, "the account has no token", missing_token=True),
        reasons.unprepared(platform, "no connector is installed, or the key opens no token", missing_token=False),
    ):
        yield Meaning.of(diagnosis)
