"""What an answer of Threads means: the first rule that matches it, put into the engine's words."""

from attrs import evolve

from postwire.diagnosis import Action, Category, Diagnosis
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire_threads.errors import pause
from postwire_threads.errors.answer import Answer, read
from postwire_threads.errors.meaning import STEPS, Meaning
from postwire_threads.errors.meanings.lookups import ALREADY_GONE, MAYBE_GONE
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.rules import KNOWN_CODES, RULES

_TYPES = frozenset(
    {"OAuthException", "THApiException", "GraphMethodException", "IGApiException", "FacebookApiException"}
)
_SAYS_NOTHING = frozenset({-1, 1, 2})
_GONE_STATUSES = frozenset({404, 410})


def classify(reply: Reply, operation: Operation) -> Diagnosis | None:
    """Say what a refusal means; None where only its HTTP status says anything, or not even that.

    The reply may be a pasted one (status 0) with any body. Never raises.
    """
    answer = read(reply)
    rule = _matching(answer, operation)
    return None if rule is None else _diagnosis(rule, answer, reply, operation)


def is_gone(reply: Reply) -> bool:
    """Whether a refused delete found nothing left to delete: only then does `classify` call it not found.

    Code 100 with the bare words "does not exist" is not enough: a dead token was seen to answer so.
    """
    if reply.ok:
        return False
    rule = _matching(read(reply), Operation.DELETE)
    return reply.status in _GONE_STATUSES if rule is None else rule.meaning is ALREADY_GONE


def _matching(answer: Answer, operation: Operation) -> Rule | None:
    code = answer.code if answer.code in KNOWN_CODES else None
    return next((rule for rule in RULES if rule.matches(answer, operation, code)), None)


def _meaning(rule: Rule, operation: Operation) -> Meaning:
    """What a rule means at this moment. A delete that is taken for done by mistake leaves a post standing."""
    uncertain = rule.meaning.category is Category.NOT_FOUND and rule.meaning is not ALREADY_GONE
    return MAYBE_GONE if uncertain and operation is Operation.DELETE else rule.meaning


def _diagnosis(rule: Rule, answer: Answer, reply: Reply, operation: Operation) -> Diagnosis:
    meaning = _meaning(rule, operation)
    vague = answer.code in _SAYS_NOTHING and answer.subcode is None
    doubtful = operation is Operation.PUBLISH and (meaning.may_be_live or vague or answer.status >= 500)
    told = meaning.diagnosis(reply, rule=f"threads.{rule.id}", detail=f"{meaning.detail} ({_facts(answer, operation)})")
    if doubtful:
        return evolve(
            told,
            action=Action.VERIFY,
            message=f"{meaning.message} The post may be live all the same.",
            next_step=STEPS[Action.VERIFY],
            retry_after=None,
        )
    return evolve(told, retry_after=_retry_after(meaning, reply))


def _retry_after(meaning: Meaning, reply: Reply) -> float | None:
    if meaning.action not in {Action.RETRY, Action.WAIT}:
        return None
    asked = pause.seconds(reply)
    return meaning.after if asked is None else asked


def _facts(answer: Answer, operation: Operation) -> str:
    """The numbers and names of the answer; its own words stay in the reply, since they may quote anything."""
    told = [f"{operation}", f"HTTP {answer.status}" if answer.status else "HTTP status not known"]
    if answer.code is not None:
        told.append(f"code {answer.code}")
    if answer.subcode is not None:
        told.append(f"subcode {answer.subcode}")
    if answer.type in _TYPES:
        told.append(answer.type)
    told.extend(part for part in (answer.state, answer.name) if part)
    return ", ".join(told)
