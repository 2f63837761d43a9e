"""Keys of records: a moment and a little chance, in 13 characters that sort by time.

https://atproto.com/specs/tid, read 2026-11-21.
"""

from datetime import UTC, datetime, timedelta

from postwire.staging import Staging

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def tid(staging: Staging) -> str:
    """The key of one staging: the same for the same moment and delivery, another one for every other delivery.

    The clock counts milliseconds here; what is left of the 64 bits (microseconds, and the number of the clock) comes
    from the delivery, so that a million of them may be staged in one millisecond before two are likely to meet.
    """
    chance = int(staging.key, 16)
    microseconds = (staging.at - _EPOCH) // timedelta(milliseconds=1) * 1000 + chance % 1000
    number = microseconds << 10 | chance // 1000 % 1024
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -5, -5))
