"""What a refusal means: the first sign that fits it. Names come before words, and the HTTP status says little here."""

import re

from attrs import evolve

from postwire.diagnosis import Action, Diagnosis
from postwire.exchange import Reply
from postwire.meaning import Sign
from postwire.operation import Operation
from postwire_bluesky.errors.meanings import MEANINGS
from postwire_bluesky.errors.refusal import refusal_of
from postwire_bluesky.rates import until_reset

_SERVER_TROUBLE = 500
_NAMES = frozenset(name for meaning in MEANINGS for sign in meaning.signs for name in sign.codes)


def classify(reply: Reply, operation: Operation) -> Diagnosis | None:
    """The meaning of an answer; None where nothing is known of it. Never raises.

    A publish call that ends in a server's trouble may have been carried out, whatever the answer says.
    """
    if operation is Operation.PUBLISH and reply.status >= _SERVER_TROUBLE:
        return None
    name, words = refusal_of(reply, _NAMES)
    for meaning in MEANINGS:
        for sign in meaning.signs:
            if _fits(sign, name, words.lower(), reply.status, operation):
                told = f"{operation}: {name or reply.status}: {words}" if words else ""
                diagnosis = meaning.diagnosis(reply, rule=sign.rule, detail=told)
                pauses = diagnosis.action in {Action.WAIT, Action.RETRY}
                return evolve(diagnosis, retry_after=_first(until_reset(reply), meaning.after)) if pauses else diagnosis
    return None


def _first(told: float | None, usual: float | None) -> float | None:
    return usual if told is None else told


def _fits(sign: Sign, name: str, small: str, status: int, operation: Operation) -> bool:
    return (
        (not sign.codes or name in sign.codes)
        and (not sign.statuses or status in sign.statuses)
        and (not sign.operations or operation in sign.operations)
        and (not sign.phrases or any(re.search(phrase, small) for phrase in sign.phrases))
    )
