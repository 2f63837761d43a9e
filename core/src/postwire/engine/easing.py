"""Whether what a delivery is held for is gone, as far as we can tell by ourselves."""

from collections.abc import Callable

from postwire.account import Account
from postwire.connector import ConnectorFault
from postwire.delivery import Delivery
from postwire.diagnosis import Category
from postwire.operation import Operation
from postwire.registry import Registry
from postwire.state import Deleting, Held

_CREDENTIAL_TROUBLE = {Category.AUTH, Category.PERMISSION, Category.CONFIGURATION}
_OWN_RULES = {"engine.unprepared", "engine.scope_missing"}
"""What we refused ourselves, before anything was sent: so we can see whether we still would."""
_PUBLISHING = (Operation.CREATE, Operation.POLL, Operation.PUBLISH)


def waits_for_credential(delivery: Delivery) -> bool:
    """Whether it waits for its account to be connected again."""
    state = delivery.state
    # a late delivery is held by its own policy: no new token answers for the person who is asked
    return (
        isinstance(state, Held)
        and state.diagnosis.category in _CREDENTIAL_TROUBLE
        and state.diagnosis.rule != "lifecycle.late"
    )


def is_eased(delivery: Delivery, registry: Registry, account: Account | None, has_token: Callable[[str], bool]) -> bool:
    """Whether the connector, the token, the key or the scope that it was held for is there by now."""
    state = delivery.state
    if not isinstance(state, Held) or delivery.wake_at is not None or state.diagnosis.rule not in _OWN_RULES:
        return False
    if delivery.platform not in registry or account is None or not has_token(account.id):
        return False
    operations = (Operation.DELETE,) if isinstance(state.back_to, Deleting) else _PUBLISHING
    try:
        wanted = frozenset[str]().union(
            *(registry[delivery.platform].required_scopes(operation) for operation in operations)
        )
    except ConnectorFault:
        return False
    return account.scopes is None or wanted <= account.scopes
