"""Whether a post was shared to Instagram as well: a share that failed fails no post, and must not go unsaid.

The documentation puts the status into the answer to publish, and its example into that to create: both are read.
"""

from postwire.exchange import Reply

_STATUS = "crossreshare_to_ig_status"
_FAILED = "FAILED"
_NOTE = "It was not shared to Instagram: Threads says that this failed."


def kept(reply: Reply) -> dict[str, str]:
    """What a container keeps of the answer that made it."""
    return {_STATUS: _FAILED} if _failed(reply) else {}


def notes(data: dict[str, object], reply: Reply) -> tuple[str, ...]:
    """What a receipt says, after the answer to publish."""
    return (_NOTE,) if data.get(_STATUS) == _FAILED or _failed(reply) else ()


def _failed(reply: Reply) -> bool:
    return reply.object().get(_STATUS) == _FAILED
