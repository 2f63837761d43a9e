"""What the engine refuses, in words a person can act on."""

from collections.abc import Iterable

from postwire.account import Account
from postwire.diagnosis import Diagnosis
from postwire.manifest import Ability
from postwire.problem import Problem
from postwire.service import Service


class EngineError(Exception):
    """The engine will not do what was asked; nothing was changed."""


class UnknownAccount(EngineError, LookupError):
    """No such account."""

    def __init__(self, account: str, known: Iterable[str]) -> None:
        names = ", ".join(known) or "none yet"
        super().__init__(f"account {account!r} is not known (known: {names}); add it with `postwire accounts add`")


class UnknownDelivery(EngineError, LookupError):
    """No such delivery."""

    def __init__(self, delivery: str) -> None:
        super().__init__(f"delivery {delivery!r} is not known; `postwire list` shows them")


class Invalid(EngineError, ValueError):
    """A platform would refuse the post: nothing was accepted."""

    def __init__(self, problems: Iterable[tuple[str, Problem]]) -> None:
        self.problems = tuple(problems)
        """Account id and problem."""
        lines = [
            f"{account}: {problem.message} [{problem.rule}] {problem.fix.sentence}"
            for account, problem in self.problems
        ]
        super().__init__("the post was not accepted: " + "; ".join(lines))


class NoCredential(EngineError):
    """An account has no token."""

    def __init__(self, account: str) -> None:
        super().__init__(
            f"account {account!r} has no token; connect it with `postwire accounts connect {account}`, "
            f"or give it one with `postwire accounts add {account} --token-stdin`"
        )


class Unsupported(EngineError):
    """What was asked for is nothing that the platform can do: it is refused here, without a request."""

    def __init__(self, platform: str, ability: Ability | Service, words: str, instead: str) -> None:
        self.platform = platform
        self.ability = ability
        self.instead = instead
        """What to do in its place, with the commands for it."""
        super().__init__(f"{words}; {instead}")


class ScopeMissing(EngineError):
    """The account has not granted what this needs: it is refused here, without a request."""

    def __init__(self, account: Account, service: Service, missing: Iterable[str]) -> None:
        self.missing = tuple(sorted(missing))
        names = ",".join(self.missing)
        super().__init__(
            f"account {account.id!r} has not granted {names}, which {service.value!r} needs; "
            f"connect it again with them: `postwire accounts connect {account.id} --scopes {names}`"
        )


class BadQuestion(EngineError, ValueError):
    """What was asked for cannot be asked."""


class Denied(EngineError):
    """A platform would not show, or do, what it was asked for."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(f"{diagnosis.message} [{diagnosis.code}] {diagnosis.next_step}".rstrip())
        self.diagnosis = diagnosis


class Unreached(EngineError):
    """A platform did not answer."""


class PostTaken(EngineError):
    """A post on the platform belongs to one delivery."""

    def __init__(self, account: str, post_id: str) -> None:
        super().__init__(
            f"post {post_id!r} of {account!r} belongs to another delivery already; name the post that this one became"
        )
