"""What is known of one code: the words for it, and the answers that lead there. Connectors announce theirs."""

import re
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from postwire.diagnosis import Action, Category, Culprit, Diagnosis
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.source import Source

_COMMAND = re.compile(r"`(postwire [^`]+)`")


def _operations(given: Iterable[Operation]) -> frozenset[Operation]:
    return frozenset(given)


def _counted(given: Mapping[str, int]) -> dict[str, int]:
    return dict(given)


@frozen(kw_only=True)
class Sign:
    """One way in which a platform says it. All that it names has to hold; what it does not name does not matter."""

    rule: str
    """The id of the rule, as a diagnosis carries it."""
    codes: tuple[str, ...] = ()
    """As the platform writes them: ``190``, ``190/463``, ``4279009``, ``200-299``, ``FAILED_DOWNLOADING_VIDEO``.

    One that stands before others is enough: ``190`` is meant by ``190/999``, too.
    """
    types: tuple[str, ...] = ()
    """The platform's names for kinds of errors."""
    statuses: tuple[int, ...] = ()
    """HTTP."""
    operations: frozenset[Operation] = field(default=frozenset(), converter=_operations)
    """Empty: whatever was being done."""
    phrases: tuple[str, ...] = ()
    """Regular expressions, in small letters, one of which the answer's words have to match."""
    note: str = ""
    """What else has to hold."""
    sources: tuple[Source, ...] = ()


@frozen(kw_only=True)
class Meaning:
    """One code: what kind of trouble it is, who must act, and the words for it."""

    code: str
    """Stable, namespaced: ``threads.token_expired``."""
    category: Category
    action: Action
    caused_by: Culprit
    message: str
    """For the person whose post it is."""
    detail: str = ""
    """For the developer: what lies behind it."""
    next_step: str = ""
    """What to do, with a command where one exists."""
    mend: str = ""
    """A shell command that mends the cause, where one exists outside of postwire."""
    after: float | None = None
    """Seconds to wait where the answer names none; None: the platform's pace decides."""
    may_be_live: bool = False
    """Whether a publish call that was answered so has put posts live: then look first."""
    signs: tuple[Sign, ...] = ()
    """Every way in which the platform says it, in the order in which they are asked."""
    met: Mapping[str, int] = field(factory=dict, converter=_counted)
    """How often it was met among collected answers, by the platform that gave them."""

    @property
    def name(self) -> str:
        """The code without its platform."""
        return self.code.partition(".")[2]

    @property
    def command(self) -> str:
        """The first command that the next step names; empty where it names none."""
        found = _COMMAND.search(self.next_step)
        return found[1] if found else ""

    def diagnosis(self, reply: Reply | None = None, *, rule: str = "", detail: str = "") -> Diagnosis:
        """The meaning, said of one answer. ``detail`` stands in the place of its own."""
        return Diagnosis(
            code=self.code,
            category=self.category,
            action=self.action,
            caused_by=self.caused_by,
            message=self.message,
            detail=detail or self.detail,
            next_step=self.next_step,
            retry_after=self.after if self.action in {Action.RETRY, Action.WAIT} else None,
            rule=rule,
            reply=reply,
        )

    @classmethod
    def of(cls, diagnosis: Diagnosis) -> "Meaning":
        """What a diagnosis of our own making means, wherever it is made."""
        return cls(
            code=diagnosis.code,
            category=diagnosis.category,
            action=diagnosis.action,
            caused_by=diagnosis.caused_by,
            message=diagnosis.message,
            detail=diagnosis.detail,
            next_step=diagnosis.next_step,
            signs=(Sign(rule=diagnosis.rule),),
        )
