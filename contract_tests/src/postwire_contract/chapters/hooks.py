"""Every hook is written: none of them only says what is missing in it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

from postwire.connector import ConnectorFault
from postwire.container import Container
from postwire.exchange import Reply
from postwire.operation import Operation
from postwire.receipt import Receipt
from postwire_contract import posts
from postwire_contract.check import Check
from postwire_contract.failure import Broken
from postwire_contract.journey import STAGING, default_account
from postwire_contract.kit import Kit


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    connector, account, post = kit.connector, default_account(kit.manifest), posts.plain(kit.manifest)
    container = Container("1")
    beginnings: dict[str, Callable[[], object]] = {
        "required_scopes": partial(connector.required_scopes, Operation.CREATE),
        "validate_media": partial(connector.validate_media, post),
        "classify_error": partial(connector.classify_error, Reply(400, "{}"), Operation.CREATE),
        "create": lambda: next(connector.create(post, account, STAGING), None),
        "poll": lambda: next(connector.poll(container, account), None),
        "publish": lambda: next(connector.publish(post, container, account), None),
        "delete": lambda: next(connector.delete(Receipt("1"), account), None),
        "find": lambda: next(connector.find(post, datetime(2026, 1, 1, tzinfo=UTC), account), None),
    }
    for hook, begin in beginnings.items():
        if connector.has(hook):
            yield Check(
                name=f"hooks.written.{hook}",
                promise=f"the hook {hook} is written",
                run=partial(_written, hook, begin),
            )


def _written(hook: str, begin: Callable[[], object]) -> None:
    try:
        begin()
    except Exception as error:  # noqa: BLE001 - whatever else is wrong with it is another check's to find
        missing = error.__cause__ if isinstance(error, ConnectorFault) else error
        if isinstance(missing, NotImplementedError):
            raise Broken(f"the hook `{hook}` is not written yet: {missing}") from missing
