"""The hooks that hold no conversation."""

from postwire.diagnosis import Diagnosis
from postwire.exchange import Reply
from postwire.hookspecs import hookimpl
from postwire.manifest import Manifest
from postwire.meaning import Meaning
from postwire.operation import Operation
from postwire_bluesky import rates
from postwire_bluesky.errors import MEANINGS, classify
from postwire_bluesky.errors.meanings import RECORD_DIFFERS
from postwire_bluesky.manifest import MANIFEST


@hookimpl
def manifest() -> Manifest:
    """Bluesky."""
    return MANIFEST


@hookimpl
def required_scopes(operation: Operation) -> frozenset[str]:
    """None: whoever has a session may do everything that publishing needs."""
    return MANIFEST.scopes_for(operation)


@hookimpl
def classify_error(reply: Reply, operation: Operation) -> Diagnosis | None:
    """By the name of the refusal, then by its words."""
    return classify(reply, operation)


@hookimpl
def meanings() -> tuple[Meaning, ...]:
    """Every code."""
    return (*MEANINGS, RECORD_DIFFERS)


@hookimpl
def pause_after(reply: Reply) -> float | None:
    """What the headers say."""
    return rates.pause_after(reply)
