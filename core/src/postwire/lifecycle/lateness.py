"""What happens to a delivery whose hour has passed."""

from datetime import datetime
from typing import assert_never

from postwire.delivery import LateKind
from postwire.lifecycle import reasons
from postwire.lifecycle.step import Step
from postwire.lifecycle.terms import Terms
from postwire.state import Held, Missed, Queued, Ready, Stage


def late(state: Queued | Ready, stage: Stage | None, at: datetime, terms: Terms) -> Step | None:
    """The step that the late policy demands; None: it may go out."""
    if at <= terms.due + terms.late.within:
        return None
    match terms.late.kind:
        case LateKind.PUBLISH:
            return None
        case LateKind.WITHIN | LateKind.SKIP:
            return Step(Missed(stage))
        case LateKind.HOLD:
            return Step(Held(reasons.late(terms.platform), state))
        case _:
            assert_never(terms.late.kind)
