"""What an account is connected for, in the words of the command line."""

from collections.abc import Mapping

from attrs import frozen

from postwire.cli.names import unlike
from postwire.cli.refusal import UsageRefusal
from postwire.manifest import Manifest
from postwire.operation import Operation
from postwire.service import Service


@frozen
class Purpose:
    """What it takes."""

    operations: tuple[Operation, ...] = ()
    services: tuple[Service, ...] = ()


PURPOSES: Mapping[str, Purpose] = {
    "publish": Purpose((Operation.CREATE, Operation.POLL, Operation.PUBLISH, Operation.REFRESH)),
    "delete": Purpose((Operation.DELETE,)),
    "read": Purpose((Operation.READ,), (Service.PROFILE, Service.POSTS, Service.GHOSTS)),
    "quota": Purpose((), (Service.QUOTA,)),
    "insights": Purpose((), (Service.POST_INSIGHTS, Service.ACCOUNT_INSIGHTS, Service.DEMOGRAPHICS)),
    "replies": Purpose(
        (),
        (
            Service.REPLIES,
            Service.ANSWERS,
            Service.CONVERSATION,
            Service.PENDING,
            Service.HIDE,
            Service.APPROVE,
        ),
    ),
    "mentions": Purpose((), (Service.MENTIONS,)),
    "search": Purpose((), (Service.SEARCH,)),
    "locations": Purpose((), (Service.LOCATIONS, Service.NEARBY, Service.LOCATION)),
    "discovery": Purpose((), (Service.PROFILE_OF, Service.POSTS_OF)),
}


def purpose_of(given: str, manifest: Manifest) -> Purpose:
    """All that a list with commas asks for, as far as the platform offers it. Raises `UsageRefusal`."""
    operations: list[Operation] = []
    services: list[Service] = []
    for name in (part.strip() for part in given.split(",")):
        purpose = PURPOSES.get(name)
        if purpose is None:
            raise _refusal(
                f"there is no purpose {name!r}", name, unlike(name, PURPOSES, f"There are: {', '.join(PURPOSES)}.")
            )
        offered = [service for service in purpose.services if service in manifest.services]
        if not purpose.operations and not offered:
            raise _refusal(f"the connector of {manifest.title} does not offer {name!r}", name, "Leave it out.")
        operations += purpose.operations
        services += offered
    return Purpose(tuple(operations), tuple(services))


def _refusal(words: str, value: str, fix: str) -> UsageRefusal:
    return UsageRefusal(f"--for: {words}", field="--for", value=value, fix=fix)
