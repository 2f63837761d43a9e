"""What the engine can be asked to look at: each function makes a value for `Engine.look`."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from attrs import frozen

from postwire.account import Account
from postwire.connector import Connector
from postwire.exchange import Exchange
from postwire.service import Service
from postwire.usage import Usage

T = TypeVar("T")


@frozen
class Look(Generic[T]):
    """A question to a platform, and what its answer has to be."""

    service: Service
    begin: Callable[[Connector, Account], Exchange[T]]
    promised: type
    of: type | None = None
    """What a tuple has to consist of."""

    def is_kept_by(self, value: Any) -> bool:
        """Whether an answer is what was promised."""
        if self.of is not None:
            return isinstance(value, tuple) and all(isinstance(each, self.of) for each in value)
        return isinstance(value, self.promised)


def quota() -> Look[tuple[Usage, ...]]:
    """How much of the account's quotas is used."""
    return Look(Service.QUOTA, lambda connector, account: connector.quota(account), tuple, Usage)
