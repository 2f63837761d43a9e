"""What an account has to grant is said beforehand, and agrees with the manifest."""

from collections.abc import Iterator
from functools import partial

from postwire.operation import Operation
from postwire_contract.check import Check
from postwire_contract.failure import Broken, Skipped
from postwire_contract.kit import Kit


def checks(kit: Kit) -> Iterator[Check]:
    """The chapter."""
    for operation in Operation:
        yield Check(
            name=f"scopes.declared.{operation}",
            promise=f"what {operation} needs is in the manifest, with its purpose",
            run=partial(_declared, kit, operation),
        )
    yield Check(
        name="scopes.used",
        promise="every scope in the manifest is needed by an operation that it names",
        run=partial(_used, kit),
    )


def _declared(kit: Kit, operation: Operation) -> None:
    needed = kit.connector.required_scopes(operation)
    known = {scope.name for scope in kit.manifest.scopes}
    undeclared = sorted(needed - known)
    if undeclared:
        raise Broken(
            f"required_scopes({operation}) names {', '.join(undeclared)}, which the manifest does not declare; "
            "add a Scope with its purpose, or do not ask for it"
        )
    forgotten = sorted(s.name for s in kit.manifest.scopes if operation in s.operations and s.name not in needed)
    if forgotten:
        raise Broken(f"the manifest says that {operation} needs {', '.join(forgotten)}; required_scopes does not")


def _used(kit: Kit) -> None:
    if not kit.manifest.scopes:
        raise Skipped("no_scopes", "the platform has no scopes")
    idle = [scope.name for scope in kit.manifest.scopes if not scope.purpose.strip()]
    if idle:
        raise Broken(f"say what {', '.join(idle)} is for: people are asked to grant it")
    if not kit.connector.required_scopes(Operation.PUBLISH):
        raise Broken("the manifest has scopes, and publish needs none of them; that is hardly so")
